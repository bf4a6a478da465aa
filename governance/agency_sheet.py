"""The agency's records as a table of one line a module, out of and into a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm import registries
from dkbm.models import Region
from dkbm.models.region import RegionKind
from dkbm.periods import KeyDate, parse_period
from governance.models.agency import AccompanyState, AgencyModule, AgencyRecord

MOST_BYTES = 2_000_000
MOST_LINES = 2_000
COLUMNS = {
    "ags": gettext_lazy("AGS"),
    "name": gettext_lazy("Kommune"),
    "state": gettext_lazy("Stand"),
    "last_contact_on": gettext_lazy("Letzter Kontakt"),
    "number": gettext_lazy("Modul"),
    "topic": gettext_lazy("Thema"),
    "since": gettext_lazy("Seit"),
    "agreed_in": gettext_lazy("Zielvereinbarung vom"),
    "agreement_link": gettext_lazy("Link zur Zielvereinbarung"),
    "awards": gettext_lazy("Auszeichnungen"),
    "notes": gettext_lazy("Notizen"),
}
OF_RECORD = ("state", "last_contact_on", "notes")
OF_MODULE = ("topic", "since", "agreed_in", "agreement_link")


@dataclass(frozen=True)
class Line:
    """One checked line: the region, values for its record and, with a number, for that module."""

    region_id: int
    region_name: str
    number: int | None = None
    of_record: dict[str, Any] = field(default_factory=dict)
    of_module: dict[str, Any] = field(default_factory=dict)


class NotReadable(ValueError):
    """The file cannot be read; the message says in German what is expected."""


def rows_of(records: Iterable[Any]) -> list[dict[str, Any]]:
    """The table of records with `modules_seen` and `awards_seen`: a line a module, one without any."""
    return [_row(record, module) for record in records for module in (record.modules_seen or [None])]


def read(upload: Any) -> tuple[list[Line], list[str]]:
    """Checked lines and complaints that name the line. Raises NotReadable."""
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NotReadable(_("Die Datei ist zu groß (höchstens 2 MB)."))
    (reader,) = registries.sheet_readers
    try:
        sheets = reader(content, upload.name)
    except ValueError as error:
        raise NotReadable(str(error)) from error
    rows = sheets[0][1] if sheets else []
    if not rows or len(rows) > MOST_LINES:
        raise NotReadable(_("Das erste Blatt ist leer oder hat mehr als 2 000 Zeilen."))
    places = _places(rows[0][1])
    regions = {r.ags: r for r in Region.objects.filter(kind__in=(RegionKind.KREIS, RegionKind.GEMEINDE))}
    lines, complaints = [], []
    for number, texts in rows[1:]:
        cells = {key: texts[at].strip() for key, at in places.items() if at < len(texts)}
        if not any(cells.values()):
            continue
        try:
            lines.append(_line(cells, regions))
        except (ValueError, ValidationError) as error:
            words = error.messages[0] if isinstance(error, ValidationError) else str(error)
            complaints.append(str(_("Zeile %(n)s: %(why)s") % {"n": number, "why": words}))
    return lines, complaints


def _places(heading: Sequence[str]) -> dict[str, int]:
    known = {str(label).casefold(): key for key, label in COLUMNS.items()}
    places = {
        known[text.strip().casefold()]: at
        for at, text in enumerate(heading)
        if text.strip().casefold() in known
    }
    if "ags" not in places:
        raise NotReadable(_("In der ersten Zeile fehlt die Spalte „AGS“. Nehmen Sie den Export als Vorlage."))
    return places


def _line(cells: dict[str, str], regions: dict[str, Region]) -> Line:
    region = regions.get(cells["ags"].zfill(5))
    if region is None:
        raise ValueError(_("Den AGS „%(ags)s“ gibt es nicht.") % {"ags": cells["ags"][:20]})
    of_record = {key: READERS[key](cells[key]) for key in OF_RECORD if cells.get(key)}
    of_module = {key: READERS[key](cells[key]) for key in OF_MODULE if cells.get(key)}
    number = _module(cells.get("number", ""))
    if of_module and number is None:
        raise ValueError(_("Zu Thema und Zielvereinbarung fehlt das Modul (1 bis 4)."))
    AgencyRecord(**of_record).clean()
    for name, value in of_module.items():
        AgencyModule._meta.get_field(name).clean(value, None)
    return Line(region.pk, region.full_name, number, of_record, of_module)


def _state(text: str) -> str:
    for value, label in AccompanyState.choices:
        if text.casefold() in (value, str(label).casefold()):
            return value
    raise ValueError(
        _("Stand „%(text)s“: begleitet, gewünscht oder Begleitung beendet.") % {"text": text[:40]}
    )


def _module(text: str) -> int | None:
    digits = text.casefold().removeprefix("modul").strip()
    if not digits:
        return None
    if digits not in ("1", "2", "3", "4"):
        raise ValueError(_("Modul „%(text)s“: 1, 2, 3 oder 4.") % {"text": text[:20]})
    return int(digits)


def _day(text: str) -> Any:
    period = parse_period(text)
    if not isinstance(period, KeyDate):
        raise ValueError(  # noqa: TRY004 - a wrong value of the right type
            _("Letzter Kontakt „%(text)s“: ein Tag wie 30.01.2026.") % {"text": text[:20]}
        )
    return period.day


READERS: dict[str, Any] = {
    "state": _state,
    "last_contact_on": _day,
    "notes": str,
    "topic": str,
    "agreement_link": str,
    "since": lambda text: parse_period(text).key,
    "agreed_in": lambda text: parse_period(text).key,
}


def _row(record: Any, module: Any) -> dict[str, Any]:
    day = record.last_contact_on
    return {
        "ags": record.region.ags,
        "name": record.name,
        "state": str(record.get_state_display()),
        "last_contact_on": f"{day:%d.%m.%Y}" if day else "",
        "number": str(module.number or "") if module else "",
        "topic": module.topic if module else "",
        "since": module.since_label if module else "",
        "agreed_in": module.agreed_label if module else "",
        "agreement_link": module.agreement_link if module else "",
        "awards": "; ".join(f"{award} {award.awarded_label}".strip() for award in record.awards_seen),
        "notes": record.notes,
    }


def as_plain(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines as JSON knows them."""
    return [
        {
            "region": line.region_id,
            "name": line.region_name,
            "number": line.number,
            "record": {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in line.of_record.items()},
            "module": line.of_module,
        }
        for line in lines
    ]


def from_plain(rows: Sequence[dict[str, Any]]) -> list[Line]:
    """The lines again."""
    found = []
    for row in rows:
        record = dict(row["record"])
        if "last_contact_on" in record:
            record["last_contact_on"] = datetime.fromisoformat(record["last_contact_on"]).date()
        found.append(Line(row["region"], row["name"], row["number"], record, row["module"]))
    return found
