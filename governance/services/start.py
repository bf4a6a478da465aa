"""Beginning: put a starting picture in place."""

from __future__ import annotations

from django.db import transaction

from dkbm.access.roles import Permission
from dkbm.models import Municipality, User
from dkbm.services import require
from governance.models import Body, Relation, Seat, Unit
from governance.models.vocabulary import SeatState
from governance.queries.start import name_here
from governance.services.records import keep_record
from governance.start_pictures import BodyPlan, RelationPlan, StartPicture, UnitPlan


@transaction.atomic
def apply_start_picture(*, municipality: Municipality, picture: StartPicture, by: User) -> int:
    """Make what the picture shows and the municipality does not have; returns how many rows are new.

    Bodies and units are the same when they have the same name; what exists is never changed.
    Raises PermissionDenied.
    """
    require(by, Permission.EDIT_BODIES, municipality)
    # two clicks at once make one picture
    here = Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    made = 0
    rows: dict[str, Body | Unit] = {}
    for unit in picture.units:
        rows[unit.key], is_new = _unit(here, unit, by)
        made += is_new
    for body in picture.bodies:
        rows[body.key], is_new = _body(here, body, rows, by)
        made += is_new
        made += _seats(rows[body.key], body, by) if is_new else 0
    for position, relation in enumerate(picture.relations, start=1):
        made += _relation(here, position, relation, rows, by)
    return made


def _unit(here: Municipality, plan: UnitPlan, by: User) -> tuple[Unit, int]:
    name = name_here(plan, here)
    found = Unit.objects.filter(municipality=here, name=name).first()
    if found is not None:
        return found, 0
    values = {"kind": plan.kind, "tasks": str(plan.tasks), "components": [str(c) for c in plan.components]}
    return keep_record(model=Unit, values={"municipality": here, "name": name, **values}, by=by), 1


def _body(here: Municipality, plan: BodyPlan, rows: dict[str, Body | Unit], by: User) -> tuple[Body, int]:
    name = name_here(plan, here)
    found = Body.objects.filter(municipality=here, name=name).first()
    if found is not None:
        return found, 0
    values = {
        "municipality": here,
        "name": name,
        "kind": plan.kind,
        "level": plan.level,
        "composition": plan.composition,
        "target_meetings_per_year": plan.meetings_a_year,
        "tasks": str(plan.tasks),
        "office": rows.get(plan.office),
    }
    return keep_record(model=Body, values=values, by=by), 1


def _seats(body: Body | Unit, plan: BodyPlan, by: User) -> int:
    for position, (function, sector, votes) in enumerate(plan.seats, start=1):
        values = {
            "body": body,
            "function": str(function),
            "sector": sector,
            "voting": votes,
            "state": SeatState.VACANT,
            "position": position,
        }
        keep_record(model=Seat, values=values, by=by)
    return len(plan.seats)


def _relation(
    here: Municipality, position: int, plan: RelationPlan, rows: dict[str, Body | Unit], by: User
) -> int:
    start, end = rows[plan.start], rows[plan.end]
    ends = {f"from_{start._meta.model_name}": start, f"to_{end._meta.model_name}": end}
    key = {"municipality": here, "kind": plan.kind, **ends}
    if Relation.objects.filter(**key).exists():
        return 0
    values = {"label": str(plan.words), "is_feedback": plan.is_feedback, "position": position}
    keep_record(model=Relation, values={**key, **values}, by=by)
    return 1
