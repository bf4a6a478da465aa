"""What this floor shows on pages of the ground floor: the profile of a municipality and the start page."""

from __future__ import annotations

from typing import Any

from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.models import Municipality, User
from governance import queries
from governance.models import Body, Unit, UnitBenefit

MOST_SHOWN = 5


def profile(municipality: Municipality, user: User) -> dict[str, Any] | None:
    """Bodies, units and the steering cycle; None when the reader may see nothing of it."""
    groups = queries.overview(municipality)
    group = groups[0]
    if not group.bodies and not group.units:
        return None
    return {"here": municipality, "group": group, "cycle": queries.steering_cycle(municipality)}


def contacts(municipality: Municipality, user: User) -> dict[str, Any] | None:
    """How anybody reaches the offices of the municipality; None when nothing of that is public."""
    rows = queries.bodies.public_contacts(municipality)
    return {"contacts": rows} if rows else None


def next_meetings(municipality: Municipality | None, user: User) -> dict[str, Any] | None:
    """The next meetings, for members."""
    if not may(user, Permission.READ, municipality):
        return None
    meetings = queries.coming_meetings(municipality, MOST_SHOWN)
    may_edit = may(user, Permission.EDIT_BODIES, municipality)
    return {"meetings": meetings, "may_edit": may_edit} if meetings else None


def administration(municipality: Municipality | None, user: User) -> dict[str, Any] | None:
    """What waits for the person who administers this municipality in the portal."""
    if municipality is None or not may(user, Permission.USE_ADMIN, municipality):
        return None
    return {"matters": queries.administration.matters(municipality)}


def assignments_about(record: Body | Unit, user: User) -> dict[str, Any] | None:
    """On the page of a body what it asked for, on that of a unit what it is asked."""
    name = record._meta.model_name
    rows = queries.assignments.assignments_of(**{name: record})
    return {"assignments": rows, "is_unit": name == "unit"} if rows else None


def resolutions_about(body: Body, user: User) -> dict[str, Any] | None:
    """On the page of a body what it decided or advised on."""
    rows = queries.resolutions.through(body)
    return {"resolutions": rows} if rows else None


def goals_about(record: Body | Unit, user: Any) -> dict[str, Any] | None:
    """On the page of a body the goals it set, on that of a unit those it is responsible for."""
    name = record._meta.model_name
    goals = queries.goals.goals_of(record.municipality, **{name: record})
    return {"goals": goals, "is_unit": name == "unit"} if goals else None


def agreements_about(record: Body | Unit, user: Any) -> dict[str, Any] | None:
    """Agreements in which a body or unit is a party."""
    rows = queries.registers.agreements_with(record)
    return {"agreements": rows} if rows else None


def benefits_about(unit: Unit, user: Any) -> dict[str, Any] | None:
    """What a unit brings."""
    rows = list(UnitBenefit.objects.filter(unit=unit))
    return {"benefits": rows} if rows else None


def agency_records(_municipality: Municipality | None, user: User) -> dict[str, Any] | None:
    """The way to the agency's own records, for its people."""
    return {} if may_anywhere(user, Permission.KEEP_AGENCY_RECORDS) else None
