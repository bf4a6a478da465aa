"""A role somebody leaves and somebody else takes over: a post, or a seat in a body, seen alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from dkbm.models import Municipality
from governance.models import Body, Seat, Unit
from governance.models.vocabulary import Sector
from projects.models import Post

POST, SEAT = "stelle", "sitz"


@dataclass(frozen=True)
class Role:
    """What handover and the first 30 days need to know. Days are inclusive; None = not known.

    `body` is that of a seat, None for a post. `unit` as far as one may see it.
    """

    kind: str
    pk: int
    function: str
    municipality: Municipality
    unit: Unit | None
    body: Body | None
    starts: date | None
    ends: date | None
    post: Post | None = None
    seat: Seat | None = None

    @property
    def title(self) -> str:
        """„Bildungsmonitoring“, „Vorsitz, Bildungsbeirat“."""
        return f"{self.function}, {self.body.name}" if self.body else self.function

    @property
    def word(self) -> str:
        return "Sitz" if self.kind == SEAT else "Stelle"


def find_role(kind: str, pk: int) -> Role:
    """The post or seat as a role. Raises Http404 for what is not visible or no kind of role."""
    if kind == POST:
        post = _posts().filter(pk=pk).first()
        if post is not None:
            return of_post(post, visible_units({post.unit_id}))
    elif kind == SEAT:
        seat = _seats().filter(pk=pk).first()
        if seat is not None:
            return of_seat(seat, visible_units({seat.unit_id}))
    raise Http404


def roles_of(municipality: Municipality) -> list[Role]:
    """All posts and all seats of the administration as roles; who speaks for others hands over there."""
    posts = list(_posts().filter(municipality=municipality))
    seats = list(_seats().filter(body__municipality=municipality).filter(sector=Sector.ADMINISTRATION))
    units = visible_units({row.unit_id for row in (*posts, *seats)})
    return [*(of_post(row, units) for row in posts), *(of_seat(row, units) for row in seats)]


def of_post(post: Post, units: dict[int, Unit]) -> Role:
    """The end is the first of what is known: of the filling, of the limit, of the post."""
    known = [day for day in (post.filled_to_on, post.limited_until_on, post.abolished_on) if day]
    return Role(
        kind=POST,
        pk=post.pk,
        function=post.function,
        municipality=post.municipality,
        unit=units.get(post.unit_id),
        body=None,
        starts=post.filled_from_on,
        ends=min(known, default=None),
        post=post,
    )


def of_seat(seat: Seat, units: dict[int, Unit]) -> Role:
    return Role(
        kind=SEAT,
        pk=seat.pk,
        function=seat.function,
        municipality=seat.body.municipality,
        unit=units.get(seat.unit_id),
        body=seat.body,
        starts=seat.since,
        ends=seat.until,
        seat=seat,
    )


def visible_units(ids: set[int | None]) -> dict[int, Unit]:
    """Units by id as far as the scope shows them."""
    wanted = ids - {None}
    return {unit.pk: unit for unit in Unit.objects.filter(pk__in=wanted)} if wanted else {}


def _posts() -> QuerySet[Post]:
    return Post.objects.select_related("municipality__region", "grant").order_by("function", "pk")


def _seats() -> QuerySet[Seat]:
    return Seat.objects.select_related("body__municipality__region").order_by("body", "position", "pk")
