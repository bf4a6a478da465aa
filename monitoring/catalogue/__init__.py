"""What is shipped as data: known tables and how their series are named, and the indicators."""

from monitoring.catalogue.data import IndicatorData
from monitoring.catalogue.indicators import INDICATORS, THEMES, order_of
from monitoring.catalogue.tables import canonical_series, follower_of, last_period, source_facts

__all__ = [
    "INDICATORS",
    "THEMES",
    "IndicatorData",
    "canonical_series",
    "follower_of",
    "last_period",
    "order_of",
    "source_facts",
]
