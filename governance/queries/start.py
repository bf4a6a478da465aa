"""What a starting picture would make in a municipality, before it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dkbm.models import Municipality
from governance.models import Body, Unit
from governance.models.vocabulary import CoreComponent, RelationKind, Sector
from governance.start_pictures import COUNCIL, BodyPlan, StartPicture, UnitPlan


@dataclass(frozen=True)
class Planned:
    """A body or unit of the picture as it would be called here; `exists` = nothing would be made."""

    name: str
    exists: bool
    plan: BodyPlan | UnitPlan
    details: list[str]


@dataclass(frozen=True)
class Preview:
    """Bodies and units of the picture, and its relations in words."""

    bodies: list[Planned]
    units: list[Planned]
    sentences: list[dict[str, Any]]

    @property
    def is_complete(self) -> bool:
        """Whether everything is there already."""
        return all(row.exists for row in (*self.bodies, *self.units))


def preview(picture: StartPicture, municipality: Municipality) -> Preview:
    """What would be made, and what exists by name."""
    taken = {
        model: set(model.objects.filter(municipality=municipality).values_list("name", flat=True))
        for model in (Body, Unit)
    }
    names = {plan.key: name_here(plan, municipality) for plan in (*picture.bodies, *picture.units)}
    bodies = [
        Planned(names[p.key], names[p.key] in taken[Body], p, [_seat(seat) for seat in p.seats])
        for p in picture.bodies
    ]
    units = [
        Planned(
            names[p.key], names[p.key] in taken[Unit], p, [str(CoreComponent(c).label) for c in p.components]
        )
        for p in picture.units
    ]
    sentences = [
        {
            "start": names[r.start],
            "kind": RelationKind(r.kind).label,
            "end": names[r.end],
            "words": r.words,
            "is_feedback": r.is_feedback,
        }
        for r in picture.relations
    ]
    return Preview(bodies, units, sentences)


def name_here(plan: BodyPlan | UnitPlan, municipality: Municipality) -> str:
    """What the body or unit of a picture is called in this municipality."""
    return municipality.council_word if plan.name == COUNCIL else str(plan.name)


def _seat(seat: tuple[object, str, bool]) -> str:
    function, sector, _votes = seat
    return f"{function} ({Sector(sector).label})"
