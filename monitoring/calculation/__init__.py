"""Formulas over base counts. Pure: numbers in, numbers or reasons out; no Django, no database."""

from monitoring.calculation.formulas import RULE_VERSION, Definition, Fact, Result, compute

__all__ = ["RULE_VERSION", "Definition", "Fact", "Result", "compute"]
