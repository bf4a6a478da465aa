"""The deed of the Schnellstart: all rows of the page in one go, or none, with every fault named by its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Permission
from dkbm.periods import KeyDate, from_key
from dkbm.services import Conflict, require
from governance import services as governance
from governance.models import Body, Meeting, Resolution
from governance.models.vocabulary import Level, MeetingState, ResolutionKind, ResolutionState
from projects import services, services_resources
from projects.models import BudgetLine, Grant, Post, Programme
from projects.quickstart_rows import KEY, SECTIONS, UNLIMITED, held_keys, held_meetings, moment_of

CHANGED = (
    "Inzwischen hat jemand anderes diese Zeile geändert. Jetzt gespeichert: {}. Ihre Eingabe steht noch hier."
)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: section, number of the row from 0, field or None for the row, German words."""

    section: str
    row: int
    field: str | None
    text: str
    version: str = ""


class Refused(Exception):
    """Nothing was saved; `faults` names every cell."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True)
class Saved:
    """How many records were made and how many changed."""

    new: int
    changed: int


@transaction.atomic
def save_quickstart(
    *, municipality: Any, rows: dict[str, list[tuple[int, dict[str, Any]]]], by: Any
) -> Saved:
    """Save the rows (number on the page, cleaned values) of all sections. Raises Refused, then nothing is saved.

    A row that shows a record changes that record when a value differs; a row without a key makes one.
    Foreign or missing records are refused like unreadable keys.
    """
    for permission in (Permission.EDIT_RESOURCES, Permission.EDIT_PROJECTS, Permission.EDIT_BODIES):
        require(by, permission, municipality)
    faults: list[Fault] = []
    new = changed = 0
    for section in SECTIONS:
        known = {row.pk: (row, values) for row, values in section.rows_of(municipality, clock.today())}
        for number, values in rows.get(section.slug, []):
            done = _save_row(section.slug, number, dict(values), known, municipality, by, faults)
            new += done == "new"
            changed += done == "changed"
    if faults:
        raise Refused(faults)
    return Saved(new, changed)


def _save_row(
    slug: str,
    number: int,
    values: dict[str, Any],
    known: dict[int, Any],
    municipality: Any,
    by: Any,
    faults: list[Fault],
) -> str:
    """Save one row in its own savepoint; returns "new", "changed" or "", and notes what is wrong."""
    pk, version = _key(values.pop("key"))
    if pk and pk not in known:
        faults.append(Fault(slug, number, None, _("Diesen Eintrag gibt es hier nicht (mehr).")))
        return ""
    row, shown = known.get(pk, (None, {}))
    if row is not None and row.version == version and _same(slug, shown, values):
        return ""
    try:
        with transaction.atomic():
            SAVERS[slug](municipality, row, version, values, by)
    except Conflict as conflict:
        fresh = conflict.current
        text = CHANGED.format(str(fresh))
        faults.append(Fault(slug, number, None, text, f"{fresh.pk}-{fresh.version}"))
    except ValidationError as error:
        faults.extend(_faults(slug, number, error))
    except (ObjectDoesNotExist, PermissionDenied):
        faults.append(Fault(slug, number, None, _("Diesen Eintrag gibt es hier nicht (mehr).")))
    return "changed" if row else "new"


def _key(text: str) -> tuple[int, int]:
    found = KEY.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _same(slug: str, shown: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether the cleaned values are those the record has."""
    if slug == "sitzungen":
        shown = {**shown, "held": held_keys(shown["held"])}
    return all(
        (shown[name] or None) == (value or None) or shown[name] == value for name, value in values.items()
    )


def _faults(slug: str, number: int, error: ValidationError) -> list[Fault]:
    """One fault per sentence, at its field where the row has that field."""
    names = dict(NAMES.get(slug, {}))
    if not hasattr(error, "error_dict"):
        return [Fault(slug, number, None, text) for text in error.messages]
    return [
        Fault(slug, number, names.get(name, name), text)
        for name, errors in error.message_dict.items()
        for text in errors
    ]


NAMES = {"haushalt": {"side": "flow", "origin": "flow"}, "mandat": {"unlimited": "validity"}}


def _post(municipality: Any, row: Any, version: int, values: dict[str, Any], by: Any) -> None:
    _resource(Post, municipality, row, version, values, by)


def _grant(municipality: Any, row: Any, version: int, values: dict[str, Any], by: Any) -> None:
    code = values.pop("programme")
    values["programme"] = Programme.objects.get(code=code) if code else None
    _resource(Grant, municipality, row, version, values, by)


def _line(municipality: Any, row: Any, version: int, values: dict[str, Any], by: Any) -> None:
    side, origin = values.pop("flow").split("-")
    title = values.pop("grant")
    grant = Grant.objects.filter(municipality=municipality, title=title).first() if title else None
    if title and grant is None:
        raise ValidationError({"grant": _("Eine Förderung mit dieser Bezeichnung steht oben nicht.")})
    values |= {"side": side, "origin": origin, "grant": grant}
    _resource(BudgetLine, municipality, row, version, values, by)


def _resource(model: Any, municipality: Any, row: Any, version: int, values: dict[str, Any], by: Any) -> None:
    if row is None:
        services_resources.add_resource(model=model, home=municipality, by=by, **values)
    else:
        services_resources.change_resource(row=row, version=version, by=by, **values)


def _project(municipality: Any, row: Any, version: int, values: dict[str, Any], by: Any) -> None:
    if row is None:
        services.add_project(municipality=municipality, by=by, audience=Audience.INTERNAL, **values)
        return
    if values["transfer_status"] != "ueberfuehrt":
        values["transferred_in"] = ""
    services.change_project(project=row, version=version, by=by, **values)


def _mandate(municipality: Any, row: Any, version: int, values: dict[str, Any], by: Any) -> None:
    values["unlimited"] = values.pop("validity") == UNLIMITED
    values["level"] = int(values["level"])
    if row is None:
        values |= {
            "municipality": municipality,
            "kind": ResolutionKind.MANDATE,
            "state": ResolutionState.DECIDED,
        }
    _kept(Resolution, row, version, values, by)


def _body(municipality: Any, row: Any, version: int, values: dict[str, Any], by: Any) -> None:
    held = Counter(values.pop("held").split())
    if row is None:
        values |= {"municipality": municipality, "level": Level.STRATEGIC, "audience": Audience.INTERNAL}
    body = _kept(Body, row, version, values, by)
    _hold(body, held, by, clock.today())


def _kept(model: Any, row: Any, version: int, values: dict[str, Any], by: Any) -> Any:
    where = {"pk": row.pk, "version": version} if row is not None else {}
    return governance.keep_record(model=model, values=values, by=by, **where)


def _hold(body: Body, wanted: Counter[str], by: Any, today: date) -> None:
    """Make the meetings that are missing, remove those no longer named as long as nothing hangs on them."""
    there = held_meetings([body.pk], today).get(body.pk, [])
    for meeting in there:
        moment = moment_of(meeting)
        if wanted[moment]:
            wanted[moment] -= 1
        elif meeting.agenda.exists() or meeting.note or meeting.minutes_text:
            raise ValidationError(
                {
                    "held": _(
                        "Die Sitzung %s hat schon eine Tagesordnung oder Notizen. Ändern Sie sie beim Gremium."
                    )
                    % meeting
                }
            )
        else:
            governance.remove_record(row=meeting, by=by, version=meeting.version)
    for moment in wanted.elements():
        period = from_key(moment)
        when = {"day": period.day} if isinstance(period, KeyDate) else {"period": moment}
        values = {"body": body, "state": MeetingState.HELD, **when}
        try:
            governance.keep_record(model=Meeting, values=values, by=by)
        except ValidationError as error:
            raise ValidationError({"held": error.messages}) from error


SAVERS: dict[str, Callable[[Any, Any, int, dict[str, Any], Any], None]] = {
    "stellen": _post,
    "foerderungen": _grant,
    "haushalt": _line,
    "projekte": _project,
    "mandat": _mandate,
    "sitzungen": _body,
}
