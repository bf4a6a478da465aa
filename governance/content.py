"""The floor's rows by natural keys for `state_hash`, and rules across rows for `verify`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import combinations
from typing import Any

from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from dkbm import clock
from governance import rules
from governance.levels import level_of
from governance.models import (
    ActorGroup,
    AgencyAward,
    AgencyModule,
    AgencyRecord,
    AgendaItem,
    Agreement,
    AgreementParty,
    Assignment,
    Attendance,
    Body,
    Confirmation,
    Consultation,
    ContactPoint,
    Event,
    Goal,
    GoalResolution,
    Involvement,
    Meeting,
    Need,
    Person,
    Publication,
    Relation,
    Resolution,
    RetentionRun,
    Seat,
    Unit,
    UnitBenefit,
    UnitName,
)

MODELS = (
    Unit,
    UnitName,
    Person,
    Body,
    Seat,
    Relation,
    Meeting,
    ContactPoint,
    AgendaItem,
    Attendance,
    Resolution,
    Consultation,
    Assignment,
    Event,
    Goal,
    GoalResolution,
    Need,
    Publication,
    Agreement,
    AgreementParty,
    ActorGroup,
    Involvement,
    UnitBenefit,
    RetentionRun,
    Confirmation,
)
# keys, clocks and secrets are no content
NO_CONTENT = frozenset({"id", "version", "uid", "changed_at", "record"})
KEEP_CONTACTS_DAYS = 730


def rows() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """Every row as (table, natural key, content), without primary keys and versions. Needs a scope."""
    for model in MODELS:
        links = [f for f in model._meta.concrete_fields if isinstance(f, ForeignKey)]
        for row in model.objects.select_related(
            f"{model.tenant_path}__region", *(f.name for f in links)
        ).order_by("pk"):
            content = {
                f.name: _plain(row, f) for f in model._meta.concrete_fields if f.name not in NO_CONTENT
            }
            yield model._meta.db_table, natural_key(row), content


def agency_rows() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """The agencies' own records likewise. Needs a scope."""
    for model, home, own in (
        (AgencyRecord, "", ()),
        (AgencyModule, "record", ("number",)),
        (AgencyAward, "record", ("name", "awarded_in")),
    ):
        path = "record__" if home else ""
        for row in model.objects.select_related(f"{path}agency", f"{path}region").order_by("pk"):
            record = row.record if home else row
            left_out = {*NO_CONTENT, "agency", "region", "record"}
            content = {
                f.name: getattr(row, f.name) for f in model._meta.concrete_fields if f.name not in left_out
            }
            names = (record.agency.slug, record.region.ags, *(getattr(row, name) for name in own))
            yield model._meta.db_table, names, content


def natural_key(row: Any) -> tuple[Any, ...]:
    """What tells the row from all others without its primary key."""
    return (_ags(row), *_own_key(row))


def links_stay_at_home() -> list[str]:
    """Complaints about links between municipalities and seats that stand in for seats of other bodies."""
    found = []
    for model in MODELS:
        for row in model.objects.order_by("pk"):
            found += [
                _("%(kind)s %(row)s: „%(field)s“ führt in eine andere Kommune.")
                % {"kind": model._meta.verbose_name, "row": row.pk, "field": name}
                for name in rules.strangers(row)
            ]
            if rules.misplaced_substitute(row):
                found.append(_("Sitz %(row)s vertritt einen Sitz eines anderen Gremiums.") % {"row": row.pk})
    return found


def terms_do_not_overlap() -> list[str]:
    """Complaints about two terms of one seat that share a day."""
    terms: dict[tuple[int, int], list[Seat]] = {}
    for seat in Seat.objects.order_by("pk"):
        terms.setdefault((seat.body_id, seat.place), []).append(seat)
    pairs = (pair for rows in terms.values() for pair in combinations(rows, 2))
    return [
        _("Sitz %(row)s: Die Amtszeit überschneidet sich mit der von %(other)s.")
        % {"row": first.pk, "other": second.pk}
        for first, second in pairs
        if first.shares_a_day_with(second)
    ]


def units_have_no_circles() -> list[str]:
    """Complaints about units that belong to themselves by way of others."""
    parents = dict(Unit.objects.order_by("pk").values_list("pk", "parent"))
    found = []
    for pk in parents:
        seen, here = set(), pk
        while here is not None and here not in seen:
            seen.add(here)
            here = parents.get(here)
        if here is not None:
            found.append(_("Stelle %(row)s gehört über Umwege zu sich selbst.") % {"row": pk})
    return found


def contacts_of_people_gone() -> list[str]:
    """Complaints about contact data kept longer than 24 months after somebody left."""
    limit = clock.today() - timedelta(days=KEEP_CONTACTS_DAYS)
    late = ContactPoint.objects.filter(person__left_on__lt=limit).order_by("pk")
    return [
        _("Kontakt %(row)s: Die Person ist seit mehr als 24 Monaten ausgeschieden, bitte löschen.")
        % {"row": pk}
        for pk in late.values_list("pk", flat=True)
    ]


def decisions_fit() -> list[str]:
    """Complaints about steps whose body decides on another level, or whose date is not that of the meeting."""
    found = []
    steps = Consultation.objects.select_related("resolution", "body", "unit", "meeting").order_by("pk")
    for step in steps:
        level = level_of(step.body or step.unit)
        if step.is_deciding and level is not None and level != step.resolution.level:
            found.append(
                _("Beschluss %(row)s: Die Ebene ist nicht die von „%(place)s“.")
                % {"row": step.resolution_id, "place": (step.body or step.unit).name}
            )
        if step.meeting is not None and step.held != step.meeting.when_key:
            found.append(
                _("Beratungsschritt %(row)s hat ein anderes Datum als seine Sitzung.") % {"row": step.pk}
            )
    return found


def _own_key(row: Any) -> tuple[Any, ...]:
    key = OWN_KEYS.get(type(row))
    return key(row) if key else (row.name,)


OWN_KEYS: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    UnitName: lambda row: (row.unit.name, row.name),
    Seat: lambda row: (row.body.name, row.place, row.position, row.function, str(row.since or "")),
    Meeting: lambda row: (row.body.name, str(row.day or row.period), row.place),
    AgendaItem: lambda row: (*_own_key(row.meeting), row.position, row.title),
    Attendance: lambda row: (*_own_key(row.meeting), row.seat.position, row.seat.function),
    Consultation: lambda row: (row.resolution.name, row.position),
    Assignment: lambda row: (row.title, str(row.received_on or ""), str(row.due_on or "")),
    Relation: lambda row: (
        _name(row.from_body or row.from_unit),
        row.kind,
        _name(row.to_body or row.to_unit),
        row.label,
    ),
    ContactPoint: lambda row: (_name(row.owner), row.kind, row.value),
    AgreementParty: lambda row: (row.agreement.name, row.external or _name(row.unit or row.body)),
    Involvement: lambda row: (row.group.name, bool(row.goal_id), _name(row.goal or row.body)),
    UnitBenefit: lambda row: (row.unit.name, row.kind, row.text),
    Goal: lambda row: (row.name, row.level),
    GoalResolution: lambda row: (row.goal.name, row.resolution.name, row.role),
    Event: lambda row: (row.name, row.held_in),
    Publication: lambda row: (row.name, row.kind),
    Confirmation: lambda row: (row.kind, _confirmed(row)),
}


def _plain(row: Any, column: Any) -> Any:
    if isinstance(column, ForeignKey):
        target = getattr(row, column.name)
        return None if target is None else _name(target)
    return getattr(row, column.name)


def _name(row: Any) -> str:
    if isinstance(row, Meeting | AgendaItem):
        return " / ".join(str(part) for part in _own_key(row))
    return (
        getattr(row, "ags", None) or getattr(row, "name", None) or getattr(row, "function", None) or _ags(row)
    )


def _ags(row: Any) -> str:
    if hasattr(row, "region"):
        return row.region.ags
    for step in row.tenant_path.split("__"):
        row = getattr(row, step)
    return row.region.ags


def _confirmed(row: Confirmation) -> Any:
    """The natural key of the record that was confirmed, '' when it is gone."""
    found = next((m for m in MODELS if m._meta.model_name == row.kind), None)
    record = found.objects.filter(pk=row.record).first() if found else None
    return natural_key(record) if record else ""
