"""Relations between bodies and units in words, and the steering cycle drawn from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from dkbm import clock
from dkbm.models import Municipality
from governance import steering
from governance.models import Body, Consultation, Meeting, Relation, Unit
from governance.models.base import moment_label
from governance.models.vocabulary import MeetingState

FEEDBACK_DAYS = 365


@dataclass(frozen=True)
class Sentence:
    """A relation in words: two ends (Body or Unit) and what passes between them."""

    start: Body | Unit
    kind: str
    end: Body | Unit
    label: str
    is_feedback: bool
    number: int
    relation: Relation
    last_feedback: str = ""
    is_stale: bool = False


@dataclass(frozen=True)
class Cycle:
    """The steering cycle of a municipality: sentences and the picture drawn from the same rows."""

    sentences: list[Sentence]
    picture: steering.Picture
    links: dict[Any, str]

    @property
    def boxes(self) -> list[tuple[steering.Box, str]]:
        """Boxes with the address behind each."""
        return [(box, self.links[box.key]) for box in self.picture.boxes]

    @property
    def has_stale_feedback(self) -> bool:
        """Whether what is decided has not come back into politics for twelve months."""
        return any(s.is_stale for s in self.sentences)


def sentences_about(row: Body | Unit) -> list[Sentence]:
    """Relations that start or end at this body or unit."""
    kind = "body" if isinstance(row, Body) else "unit"
    mine = Q(**{f"from_{kind}": row}) | Q(**{f"to_{kind}": row})
    return _dated(_sentences(_relations().filter(mine)))


def steering_cycle(municipality: Municipality) -> Cycle | None:
    """The steering cycle of the municipality from its relations, None when there are none."""
    sentences = _dated(_sentences(_relations().filter(municipality=municipality)))
    if not sentences:
        return None
    nodes = {_key(node): node for s in sentences for node in (s.start, s.end)}
    steps = [steering.Step(_key(s.start), _key(s.end), s.is_feedback, s.is_stale) for s in sentences]
    picture = steering.draw(steps, {key: node.name for key, node in nodes.items()})
    return Cycle(sentences, picture, {key: node.get_absolute_url() for key, node in nodes.items()})


def _relations() -> QuerySet:
    # both ends are visible when the relation is (Relation.audience_paths), so they may be joined
    return Relation.objects.select_related("from_body", "from_unit", "to_body", "to_unit").order_by(
        "position", "pk"
    )


def _sentences(relations: Iterable[Relation]) -> list[Sentence]:
    return [
        Sentence(
            start=r.from_body or r.from_unit,
            kind=r.get_kind_display(),
            end=r.to_body or r.to_unit,
            label=r.label,
            is_feedback=r.is_feedback,
            number=number,
            relation=r,
        )
        for number, r in enumerate(relations, start=1)
    ]


def _dated(sentences: list[Sentence]) -> list[Sentence]:
    """Say on every feedback when it last happened: when the body it leads to last met or dealt with a paper.

    A feedback that nothing proves, or only something older than twelve months, is stale.
    """
    ends = {s.end.pk for s in sentences if s.is_feedback and isinstance(s.end, Body)}
    if not any(s.is_feedback for s in sentences):
        return sentences
    last = _last_feedback(ends)
    limit = clock.today() - timedelta(days=FEEDBACK_DAYS)
    return [replace(s, **_proof(last, s, limit)) if s.is_feedback else s for s in sentences]


def _last_feedback(bodies: set[int]) -> dict[int, tuple[date, str]]:
    """By body the last day on which it met or a resolution went through it, and how that is printed."""
    held = Meeting.objects.filter(body__in=bodies, state=MeetingState.HELD)
    steps = Consultation.objects.filter(body__in=bodies, ends__lte=clock.today())
    found = [(row.body_id, row.ends, row.when_label) for row in held.order_by("begins", "pk")]
    found += [(row.body_id, row.ends, moment_label(row.held)) for row in steps.order_by("begins", "pk")]
    return {body: (ends, label) for body, ends, label in sorted(found, key=lambda row: row[1])}


def _proof(last: dict[int, tuple[date, str]], sentence: Sentence, limit: date) -> dict[str, Any]:
    known = last.get(sentence.end.pk) if isinstance(sentence.end, Body) else None
    if known is None:
        return {"last_feedback": "", "is_stale": True}
    return {"last_feedback": known[1], "is_stale": known[0] < limit}


def _key(node: Body | Unit) -> tuple[str, int]:
    return (node._meta.model_name, node.pk)
