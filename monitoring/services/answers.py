"""Deeds: hanging an indicator's chart on an assignment's answer as it is today, and taking it off."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Permission
from dkbm.models import Municipality, Region, User
from dkbm.services import locked, require
from governance.models import Assignment
from monitoring.charts.development import BUND, LAND, OWN
from monitoring.disclosure import kept
from monitoring.figures import source_line, stand_line
from monitoring.models import FrozenChart
from monitoring.queries import GERMANY, IndicatorView, indicator_views, region_codes

MOST_CHARTS = 6
NO_NUMBER = gettext_lazy("Zu dieser Kennzahl liegt hier noch kein Wert vor; es gäbe nichts festzuhalten.")


@transaction.atomic
def freeze_chart(*, assignment: Assignment, code: str, by: User) -> FrozenChart:
    """Keep the released values of an indicator with the answer, as pages show them at this moment.

    Raises PermissionDenied, Assignment.DoesNotExist (foreign or missing), ValidationError (by field:
    unknown, without any number yet, there already, or too many).
    """
    place = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("municipality__region")
        .get(pk=assignment.pk)
    )
    require(by, Permission.ATTACH_CHARTS, place.municipality_id)
    view = _view(place.municipality, code)
    if FrozenChart.objects.filter(assignment=place).count() >= MOST_CHARTS:
        raise ValidationError(
            {"code": _("Mehr als %(most)s Kennzahlen trägt eine Antwort nicht.") % {"most": MOST_CHARTS}}
        )
    version = view.version
    is_official = version.indicator.owner_id is None and not version.uses_own
    row = FrozenChart(
        assignment=place,
        indicator_version=version,
        frozen_at=clock.now(),
        stand=stand_line(view),
        source=source_line(view),
        audience=Audience.PUBLIC if is_official else Audience.INTERNAL,
        content=_content(view, place.municipality.region),
    )
    row.full_clean()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def take_chart_off(*, chart: FrozenChart, by: User) -> None:
    """Take a frozen chart off the answer; its history says that it was there. Raises PermissionDenied, DoesNotExist."""
    place = FrozenChart.objects.select_related("assignment").get(pk=chart.pk).assignment
    require(by, Permission.ATTACH_CHARTS, place.municipality_id)
    row = locked(FrozenChart, chart.pk, None)
    row._history_user = by
    row.delete()


def has_number(view: IndicatorView, region: Region) -> bool:
    """Whether the region has any released number that could be kept."""
    newest = view.newest(region.ags)
    return newest is not None and newest.value is not None


def _view(municipality: Municipality, code: str) -> IndicatorView:
    views = indicator_views(region_codes(municipality.region), code)
    if not views or views[0].version.indicator.owner_id not in (None, municipality.pk):
        raise ValidationError({"code": _("Diese Kennzahl gibt es hier nicht.")})
    if not has_number(views[0], municipality.region):
        raise ValidationError({"code": NO_NUMBER})
    return views[0]


def _content(view: IndicatorView, region: Region) -> dict[str, Any]:
    land = Region.objects.filter(ags=region.ags[:2]).values_list("name", flat=True).first() or "Land"
    named = {region.ags: (region.name, OWN), region.ags[:2]: (land, LAND), GERMANY: ("Deutschland", BUND)}
    if len(region.ags) == 2:
        named[region.ags] = (region.name, OWN)
    lines = [
        {"code": code, "name": name, "role": role, "rows": [kept(row) for row in view.of(code)]}
        for code, (name, role) in named.items()
    ]
    marks = [{"period": mark.period, "text": mark.text, "kind": mark.kind} for mark in view.marks]
    return {"lines": lines, "marks": marks}
