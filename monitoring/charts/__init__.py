"""Figures as plain dicts for Plotly, drawn from released rows. Pure: no Django, no plotly import."""

from monitoring.charts.development import Line, comparison, development

__all__ = ["Line", "comparison", "development"]
