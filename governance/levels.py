"""Which level of legitimacy a decision has by who decided (domain.md N-L1)."""

from __future__ import annotations

from governance.models import Body, Unit
from governance.models.vocabulary import BodyKind, MandateLevel

LEVEL_OF_BODY = {
    BodyKind.COUNCIL: MandateLevel.COUNCIL,
    BodyKind.MAIN_COMMITTEE: MandateLevel.COMMITTEE,
    BodyKind.COMMITTEE: MandateLevel.COMMITTEE,
    BodyKind.BOARD: MandateLevel.BOARD,
}
"""Which level a decision of this kind of body has; other bodies advise and have none of their own."""


def level_of(place: Body | Unit | None) -> MandateLevel | None:
    """The level a decision has by who decided; None when that says nothing (a steering group, nobody)."""
    if isinstance(place, Unit):
        return MandateLevel.DIVISION
    return LEVEL_OF_BODY.get(place.kind) if place is not None else None
