"""May this person do this with these records: predicates only, who sees which rows is scope."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey

from dkbm.access.roles import Permission, may
from dkbm.models import Municipality, User
from governance.models import (
    ActorGroup,
    AgendaItem,
    Agreement,
    AgreementParty,
    Assignment,
    Attendance,
    Body,
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
    Seat,
    Unit,
    UnitBenefit,
    UnitName,
)

NEEDED = {
    Body: Permission.EDIT_BODIES,
    Unit: Permission.EDIT_BODIES,
    UnitName: Permission.EDIT_BODIES,
    Seat: Permission.EDIT_BODIES,
    Meeting: Permission.EDIT_BODIES,
    AgendaItem: Permission.EDIT_BODIES,
    Attendance: Permission.EDIT_BODIES,
    Resolution: Permission.EDIT_BODIES,
    Consultation: Permission.EDIT_BODIES,
    Assignment: Permission.EDIT_BODIES,
    Relation: Permission.EDIT_BODIES,
    Person: Permission.EDIT_CONTACTS,
    ContactPoint: Permission.EDIT_CONTACTS,
    Goal: Permission.EDIT_BODIES,
    GoalResolution: Permission.EDIT_BODIES,
    Need: Permission.EDIT_BODIES,
    Event: Permission.EDIT_BODIES,
    Publication: Permission.EDIT_BODIES,
    Agreement: Permission.EDIT_BODIES,
    AgreementParty: Permission.EDIT_BODIES,
    ActorGroup: Permission.EDIT_BODIES,
    Involvement: Permission.EDIT_BODIES,
    UnitBenefit: Permission.EDIT_BODIES,
}
"""What editing a record of this kind needs, in the record's own municipality."""


def home_field(model: type) -> str:
    """The first step of `tenant_path`: what a record belongs to and never leaves."""
    return model.tenant_path.split("__")[0]


def owner_id(row: Any) -> int | None:
    """Id of the municipality a record belongs to, None while that is not said."""
    for step in row.tenant_path.split("__")[:-1]:
        if getattr(row, f"{step}_id") is None:
            return None
        row = getattr(row, step)
    return row.municipality_id


def may_edit(user: User, row: Any) -> bool:
    """Whether this person may edit this record."""
    return may(user, NEEDED[type(row)], owner_id(row))


def strangers(row: Any, owner: int | None = None) -> list[str]:
    """Names of the record's links that lead into another municipality.

    `owner` stands in for the record's own municipality while it is not saved yet.
    """
    owner = owner or owner_id(row)
    return [field.name for field in _links(type(row)) if _leads_astray(row, field, owner)]


def misplaced_substitute(row: Any, home: Any = None) -> bool:
    """Whether a seat stands in for a seat of another body (`home` = the body while not saved yet)."""
    if not isinstance(row, Seat) or row.substitute_of_id is None:
        return False
    body = home.pk if home is not None else row.body_id
    return row.substitute_of.body_id != body


def shares_its_time(row: Any) -> bool:
    """Whether a seat's term shares a day with another term of the same seat."""
    return isinstance(row, Seat) and bool(row.place) and Seat.objects.sharing_the_time_of(row).exists()


def _links(model: type) -> list[ForeignKey]:
    links = (f for f in model._meta.concrete_fields if isinstance(f, ForeignKey))
    return [f for f in links if f.remote_field.model in NEEDED and f.remote_field.model is not Municipality]


def _leads_astray(row: Any, field: ForeignKey, owner: int | None) -> bool:
    if getattr(row, field.attname) is None:
        return False
    return owner_id(getattr(row, field.name)) != owner
