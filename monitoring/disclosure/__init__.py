"""The only exit for numbers: what leaves the house is `Released`. Pure: no Django, no database.

`check` turns a publication of own counts into a mask that withstands the attacker, or a refusal.
"""

from monitoring.disclosure.knowledge import Mask, Published
from monitoring.disclosure.publish import Checked, Shown, check, printed
from monitoring.disclosure.refuse import Kind, Refusal
from monitoring.disclosure.release import (
    Released,
    beside,
    kept,
    release,
    release_derived,
    release_kept,
    release_printed,
)
from monitoring.disclosure.rules import Count, Method, Rule, Zeros
from monitoring.disclosure.tables import Cell, Publication, Rate, Sum, Table

__all__ = [
    "Cell",
    "Checked",
    "Count",
    "Kind",
    "Mask",
    "Method",
    "Publication",
    "Published",
    "Rate",
    "Refusal",
    "Released",
    "Rule",
    "Shown",
    "Sum",
    "Table",
    "Zeros",
    "beside",
    "check",
    "kept",
    "printed",
    "release",
    "release_derived",
    "release_kept",
    "release_printed",
]
