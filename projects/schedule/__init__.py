"""Steps in time: arithmetic on whole months, the drawing of a timeline. No Django, no database."""

from projects.schedule.dependencies import begins_too_early, circle, shift, shift_words
from projects.schedule.months import bounds, first_day, label, last_day
from projects.schedule.steps import Step, gaps, in_order, months_to_decision, undated
from projects.schedule.timeline import Mark, Timeline, draw

__all__ = [
    "Mark",
    "Step",
    "Timeline",
    "begins_too_early",
    "bounds",
    "circle",
    "draw",
    "first_day",
    "gaps",
    "in_order",
    "label",
    "last_day",
    "months_to_decision",
    "shift",
    "shift_words",
    "undated",
]
