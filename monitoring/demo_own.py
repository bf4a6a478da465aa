"""Demo content: a published sheet of own counts, an indicator over it, an event, a saved comparison. All invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.models import Membership, Municipality
from monitoring.models import DataLine, DataPeriod, DataSet, Indicator, SavedView, Series, TimelineEvent
from monitoring.services.events import add_event
from monitoring.services.own import Measure, create_data_set
from monitoring.services.own_cells import Change, save_cells
from monitoring.services.own_findings import Place, sheet_of
from monitoring.services.own_indicators import create_indicator
from monitoring.services.publication import request_publication
from monitoring.services.saved_views import save_view

AGS = "03402"
SHEET = "Sprachförderung in Kitas (Beispielwerte)"
ALL, GROUPS = "Kinder mit Sprachförderung", "Kinder in Kleingruppen"
KEEPERS = ("kommunale Träger", "freie Träger")
# period -> values by line: all, by keeper, then the same for the small groups; the small one is protected
COUNTS = {
    "2022": (214, 120, 94, 11, 4, 7),
    "2023": (231, 128, 103, 14, 4, 10),
    "2024": (248, 133, 115, 17, 2, 15),
}
INDICATOR = "Anteil der Kinder in Kleingruppen (Beispielwerte)"
EVENT = "Neues Sprachförderkonzept (Beispiel)"
VIEW = "Schulabschlüsse und Beschäftigung (Beispiel)"


def load(log: Callable[[str], None]) -> None:
    """Put the content in place; a second run changes nothing."""
    here = Municipality.objects.filter(region__ags=AGS).first()
    member = Membership.objects.filter(municipality=here, role=Role.MONITORING).order_by("pk").first()
    if here is None or member is None:
        return
    by = member.user
    if not DataSet.objects.filter(municipality=here, name=SHEET).exists():
        _count(here, by)
    if not TimelineEvent.objects.filter(municipality=here, title=EVENT).exists():
        _happen(here, by)
    if not SavedView.objects.filter(municipality=here, name=VIEW).exists():
        query = "kommune=emden&kennzahlen=D15,A14&vergleich=land,bund"
        save_view(municipality=here, by=by, name=VIEW, query=query, shared=True)
    log("Eigene Zahlen: ein Datenblatt, eine Kennzahl, ein Ereignis, eine Ansicht (Beispielwerte).")


def _count(here: Municipality, by: Any) -> None:
    made = create_data_set(
        municipality=here,
        name=SHEET,
        measures=(Measure(ALL, "Anzahl"), Measure(GROUPS, "Anzahl", ALL)),
        members=KEEPERS,
        breakdown="Träger",
        periods=list(COUNTS),
        regions=[here.region],
        by=by,
    )
    lines = list(DataLine.objects.filter(data_set=made).order_by("order"))
    sheet = sheet_of(made)
    changes = []
    for period in DataPeriod.objects.filter(data_set=made).order_by("period"):
        for line, number in zip(lines, COUNTS[period.period], strict=True):
            place = Place(line.pk, here.region_id, period.pk)
            changes.append(Change(place, str(number), sheet.standing(place).token))
    save_cells(data_set=made, changes=changes, by=by)
    request_publication(
        name="Sprachförderung 2022 bis 2024 (Beispielwerte)", sources=[made.source], municipality=here, by=by
    )
    if not Indicator.objects.filter(owner=here).exists():
        _measure(here, made, by)


def _measure(here: Municipality, made: DataSet, by: Any) -> None:
    whole = Series.objects.filter(source=made.source, breakdown="")
    create_indicator(
        municipality=here,
        theme="C",
        numerator=list(whole.filter(measure=GROUPS)),
        denominator=list(whole.filter(measure=ALL)),
        by=by,
        name=INDICATOR,
        definition="Kinder, die in Gruppen von höchstens fünf gefördert werden, an allen Kindern mit Förderung.",
        formula="rate",
        denominator_lag=None,
        numerator_text=GROUPS,
        denominator_text=ALL,
        factor=100,
        unit="%",
        decimals=1,
        direction="up",
        notes=["Erdachte Beispielwerte: Sie zeigen, wie eine eigene Kennzahl aussieht."],
        responsible="Bildungsmonitoring",
    )


def _happen(here: Municipality, by: Any) -> None:
    add_event(
        municipality=here,
        by=by,
        title=EVENT,
        begins="2022-08",
        ends="",
        indicator=None,
        theme="C",
        source="Erdachtes Beispiel",
        audience=Audience.PUBLIC,
    )
