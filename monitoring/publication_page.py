"""The pages of publications: what a publication prints as figures and tables, and what to do when refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dkbm.models import Municipality, Region
from dkbm.numbers import print_german
from dkbm.periods import from_key
from dkbm.ui.downloads import csv_response, xlsx_response
from dkbm.ui.figures import Figure, Printed
from monitoring.charts.development import BUND, OWN, Line
from monitoring.charts.peers import Extras, picture
from monitoring.disclosure import Cell, Kind, Released, release_printed
from monitoring.models import Publication, PublishedCell
from monitoring.queries_publication import labels_of
from monitoring.services.publication import SHARE_OF

MOST_LINES = 6
COLUMNS = (
    ("label", "Merkmal", "text"),
    ("region", "Gebiet", "text"),
    ("period", "Zeit", "text"),
    ("value", "Wert", "number"),
    ("note", "Hinweis", "text"),
)
LONG = (
    ("title", "Datenblatt", "text"),
    *COLUMNS[:3],
    ("key", "Schlüssel", "text"),
    *COLUMNS[3:],
    ("status", "Zustand", "text"),
)


@dataclass(frozen=True)
class Entry:
    """A printed place with its words. `secret`: the true value, for the Statistikstelle only, else None.

    `origin`: address of „Woher kommt diese Zahl?“.
    """

    title: str
    measure: str
    label: str
    order: int
    region: str
    row: Released
    secret: int | None = None
    origin: str = ""

    @property
    def decimals(self) -> int:
        return 1 if SHARE_OF in self.measure else 0

    @property
    def short(self) -> str:
        """What is said at a line's end, where the title names the measure: „kommunal“, „insgesamt“."""
        label, measure = (text.partition(SHARE_OF)[0] for text in (self.label, self.measure))
        return label.removeprefix(measure).removeprefix(", ") or "insgesamt"

    @property
    def unit(self) -> str:
        return "%" if SHARE_OF in self.measure else ""

    def as_row(self) -> dict[str, Any]:
        """The line of tables and files, both out of the released row."""
        value = self.row.value
        shown = (
            Printed("–", url=self.origin)
            if value is None
            else Printed(print_german(value, self.decimals, self.unit), value, self.origin)
        )
        said = "; ".join(filter(None, (self.row.reason, self.row.note)))
        return {
            "title": self.title,
            "label": self.label,
            "region": self.region,
            "key": self.row.region,
            "period": from_key(self.row.period).label,
            "value": shown,
            "note": Printed(said, said),
            "status": self.row.status,
        }


def entries_of(cells: Sequence[PublishedCell], secrets: Mapping[Cell, int] | None = None) -> list[Entry]:
    """Places in the order of their sheet, newest period first; never in the order of their values."""
    labels, titles = labels_of(cells)
    regions = {r.ags: r.full_name for r in Region.objects.filter(ags__in={cell.region for cell in cells})}
    found = [
        _entry(cell, row, labels, titles, regions, secrets or {})
        for cell, row in zip(cells, release_printed(cells), strict=True)
    ]
    found.sort(key=lambda e: (e.title, e.order, e.measure, e.label, e.region, e.row.region))
    return sorted(found, key=lambda e: from_key(e.row.period).sort_key, reverse=True)


def _entry(
    cell: PublishedCell,
    row: Released,
    labels: Mapping[tuple[str, str], tuple[int, str]],
    titles: Mapping[str, str],
    regions: Mapping[str, str],
    secrets: Mapping[Cell, int],
) -> Entry:
    table, _line, measure = cell.series.partition("|")
    base, _of, whole = cell.series.partition(SHARE_OF)
    order, label = labels.get((base, cell.breakdown), (0, measure))
    if whole:
        label = f"{label}{SHARE_OF}{whole}"
    pairs = tuple(
        (part.split("=", 1)[0], part.split("=", 1)[1]) for part in cell.breakdown.split(";") if "=" in part
    )
    secret = secrets.get(Cell(cell.series, cell.region, cell.period, pairs))
    return Entry(
        titles.get(table, table),
        measure,
        label,
        order,
        regions.get(cell.region, cell.region),
        row,
        secret,
        reverse("monitoring:provenance-own", args=[cell.pk]),
    )


def figures_of(entries: Sequence[Entry], municipality: Municipality, stand: str) -> list[Figure]:
    """A figure for every measure: its lines over time for the whole area, all places in the table."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.title, entry.measure), []).append(entry)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], min(e.order for e in item[1]), item[0][1]))
    return [
        _figure(number, title, own, municipality, stand)
        for number, ((title, _measure), own) in enumerate(ordered, start=1)
    ]


def _figure(number: int, title: str, own: Sequence[Entry], municipality: Municipality, stand: str) -> Figure:
    whole = [e for e in own if e.row.region == municipality.region.ags] or list(own)
    lines: dict[str, list[Released]] = {}
    for entry in sorted(whole, key=lambda e: (e.order, e.label)):
        lines.setdefault(entry.short, []).append(entry.row)
    drawn = [
        Line(label, OWN if place == 0 else BUND, rows) for place, (label, rows) in enumerate(lines.items())
    ][:MOST_LINES]
    known = any(line.known() for line in drawn)
    data, layout, narrow = (
        picture(drawn, Extras(), unit=own[0].unit, decimals=own[0].decimals) if known else ([], {}, None)
    )
    name = min(own, key=lambda e: (e.order, e.label)).label
    return Figure(
        id=f"eigene-{number}",
        title=f"{title}: {name}",
        summary=_summary(own),
        data=data,
        layout=layout,
        narrow_layout=narrow,
        columns=COLUMNS,
        rows=[entry.as_row() for entry in own],
        source=f"{municipality.name}, eigene Statistik",
        stand=stand,
        provenance_url=next((e.origin for e in own if e.row.value is not None), ""),
        empty_reason=_("Alle Werte sind geheim gehalten; die Tabelle nennt die Gründe."),
    )


def _summary(own: Sequence[Entry]) -> str:
    left_out = sum(entry.row.value is None for entry in own)
    said = _("%(all)s Werte") % {"all": len(own)}
    if not left_out:
        return _("%(said)s, alle gezeigt.") % {"said": said}
    return _("%(said)s, davon %(n)s geheim gehalten.") % {"said": said, "n": left_out}


def in_words(reason: str, publication: Publication) -> str:
    """The reason with titles and names in place of the keys of tables and areas."""
    for source in publication.sources.all():
        reason = reason.replace(f"{source.table}|", f"{source.title}: ")
    keys = set(re.findall(r"\b\d{5,12}\b", reason))
    for region in Region.objects.filter(ags__in=keys):
        reason = re.sub(rf"\b{region.ags}\b", region.full_name, reason)
    return reason


def what_to_do(kind: str) -> list[str]:
    """Ways out of a refusal of this kind, the likeliest first; none of them tells a value."""
    if kind == Kind.EMPTY:
        return [_("Tragen Sie Werte in das Datenblatt ein, dann prüfen Sie noch einmal.")]
    if kind == Kind.NO_COUNT:
        return [
            _("Die Prüfung schützt Anzahlen. Erfassen Sie Anteile als Zähler und Nenner in zwei Zeilen."),
        ]
    if kind == Kind.CONTRADICTION:
        return [
            _(
                "Die Zahlen widersprechen sich. Vergleichen Sie im Datenblatt die genannte Zelle mit ihren Teilen."
            ),
            _("Berichtigen Sie den Wert und prüfen Sie noch einmal."),
        ]
    return [
        _("Lassen Sie das Datenblatt weg, in dem die genannte Zelle steht, oder gliedern Sie es gröber."),
        _(
            "Stellen Sie die Schutzregel der Quelle auf „auf Vielfache von 5 runden“, solange noch nichts davon veröffentlicht ist."
        ),
        _(
            "Was schon veröffentlicht ist, lässt sich nicht zurückholen: Sprechen Sie mit der Statistikstelle, welche neue Tabelle dazu passt."
        ),
    ]


def _source_row(municipality: Municipality, stand: str) -> dict[str, str]:
    return {"title": f"Quelle: {municipality.name}, eigene Statistik. Stand {stand}."}


def as_csv(entries: Iterable[Entry], municipality: Municipality, stand: str) -> HttpResponse:
    """A row per place."""
    rows = [*(entry.as_row() for entry in entries), _source_row(municipality, stand)]
    return csv_response(LONG, rows, name=f"{municipality.slug}-eigene-zahlen")


def as_workbook(entries: Iterable[Entry], municipality: Municipality, stand: str) -> HttpResponse:
    """The same rows as XLSX."""
    rows = [*(entry.as_row() for entry in entries), _source_row(municipality, stand)]
    return xlsx_response(LONG, rows, name=f"{municipality.slug}-eigene-zahlen", title="Eigene Zahlen")


def as_json(entries: Iterable[Entry], municipality: Municipality, stand: str) -> HttpResponse:
    """The same rows; numbers as texts, so that no digit is lost."""
    values = [
        {
            "datenblatt": entry.title,
            "merkmal": entry.label,
            "gebiet": entry.region,
            "schluessel": entry.row.region,
            "zeit": entry.row.period,
            "wert": None if entry.row.value is None else format(entry.row.value.normalize(), "f"),
            "zustand": entry.row.status,
            "hinweis": "; ".join(filter(None, (entry.row.reason, entry.row.note))),
        }
        for entry in entries
    ]
    content = {"quelle": f"{municipality.name}, eigene Statistik", "stand": stand, "werte": values}
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{municipality.slug}-eigene-zahlen.json"'
    return response


FILES: dict[str, Callable[[Iterable[Entry], Municipality, str], HttpResponse]] = {
    "werte.csv": as_csv,
    "werte.xlsx": as_workbook,
    "werte.json": as_json,
}
