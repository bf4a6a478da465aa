"""Demo content: an answered question with the chart as it was on the day of the answer."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError

from dkbm.access.roles import Permission, may
from dkbm.models import User
from governance.models import Assignment
from monitoring.models import FrozenChart
from monitoring.services.answers import freeze_chart

AGS, TITLE, CODE = "03453", "Wie hoch ist der Anteil der Abgänge ohne Ersten Schulabschluss?", "D15"


def load(log: Callable[[str], None]) -> None:
    """Put the content in place; a second run changes nothing."""
    assignment = Assignment.objects.filter(municipality__region__ags=AGS, title=TITLE).first()
    if assignment is None or FrozenChart.objects.filter(assignment=assignment).exists():
        return
    people = User.objects.filter(is_demo=True).order_by("pk")
    by = next((u for u in people if may(u, Permission.ATTACH_CHARTS, assignment.municipality_id)), None)
    if by is None:
        return
    try:
        freeze_chart(assignment=assignment, code=CODE, by=by)
    except ValidationError as error:
        log(f"Antworten: ohne Kennzahl ({'; '.join(error.messages)})")
        return
    log("Antworten: eine mit festgehaltener Kennzahl.")
