"""People: the directory, all that one takes part in, what is stored about one, who may be the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Q, TextField
from django.utils.translation import gettext as _

from dkbm import clock, registries
from dkbm.models import Municipality
from dkbm.registries import Involvement
from governance.models import Body, ContactPoint, Meeting, Person, Relation, Seat, Unit, UnitName
from governance.search_text import spelled_out

FREE_TEXTS = (Body, Unit, UnitName, Seat, Relation, Meeting, ContactPoint)
KEEP_MONTHS = 24
SHORTEST_NAME = 3


@dataclass
class Double:
    """Two rows that may be one person, and why."""

    first: Person
    second: Person
    reasons: list[str] = field(default_factory=list)


def directory(municipality: Municipality, text: str = "") -> list[Person]:
    """People of the municipality by name, each with `seat_count` seats of today."""
    rows = Person.objects.filter(municipality=municipality)
    for word in spelled_out(text).split():
        rows = rows.filter(Q(search_key__contains=word))
    people = list(rows.order_by("search_key", "pk"))
    held = Seat.objects.current_on(clock.today()).filter(person__in=[p.pk for p in people])
    bodies: dict[int, list[str]] = defaultdict(list)
    for person, body in held.order_by("body__search_key").values_list("person", "body__name"):
        bodies[person].append(body)
    for person in people:
        person.body_names = bodies[person.pk]
    return people


def involvements(person: Person) -> list[Involvement]:
    """Everything the person takes part in, on all floors: what goes on first, then the latest end."""
    found = [row for part in registries.personal_data for row in part.involvements(person)]
    return sorted(found, key=lambda r: (not r.ongoing, _newest_first(r.until), r.kind, r.title, r.url))


def seats_held(person: Person) -> list[Involvement]:
    """The seats of this floor as involvements."""
    current = set(Seat.objects.current_on(clock.today()).filter(person=person).values_list("pk", flat=True))
    coming = set(Seat.objects.coming_on(clock.today()).filter(person=person).values_list("pk", flat=True))
    rows = Seat.objects.filter(person=person).select_related("body")
    return [
        Involvement(
            kind=_("Sitz"),
            title=seat.function,
            where=seat.body.name,
            url=seat.body.get_absolute_url(),
            since=seat.since,
            until=seat.until,
            ongoing=seat.pk in current or seat.pk in coming,
            details=str(seat.get_state_display()),
        )
        for seat in rows
    ]


def last_day(person: Person) -> date | None:
    """The day the last function ended; None while one goes on, or when nothing says that one ever ended."""
    rows = involvements(person)
    if any(row.ongoing for row in rows):
        return None
    ends = [row.until for row in rows if row.until] + ([person.left_on] if person.left_on else [])
    return max(ends) if ends else None


def is_past_keeping(person: Person, today: date) -> bool:
    """Whether the last function ended 24 months ago or more."""
    end = last_day(person)
    return end is not None and _months_later(end, KEEP_MONTHS) <= today


def contacts_of_person(person: Person) -> list[ContactPoint]:
    """How the person is reached."""
    return list(ContactPoint.objects.filter(person=person).order_by("kind", "pk"))


def stored_about(person: Person) -> dict[str, Any]:
    """Everything kept about the person, ready for JSON (Art. 15 GDPR): plain texts, ISO dates, null."""
    return {
        "person": _columns(person),
        "kontakte": [_columns(row) for row in contacts_of_person(person)],
        "mitwirkung": [
            {
                "art": row.kind,
                "titel": row.title,
                "wo": row.where,
                "seit": _iso(row.since),
                "bis": _iso(row.until),
                "stand": row.details,
            }
            for row in involvements(person)
        ],
        "verlauf": [
            {"am": row.history_date.isoformat(), "was": row.get_history_type_display(), **_columns(row)}
            for row in Person.history.filter(id=person.pk).order_by("history_date", "history_id")
        ],
        "zweck": str(Person.personal.purpose),
        "rechtsgrundlage": str(Person.personal.basis),
        "empfaenger": str(Person.personal.recipients),
        "speicherdauer": str(Person.personal.retention),
    }


def mentions(person: Person) -> list[str]:
    """Where free texts of the own municipality hold the name: erasing cannot know what they mean."""
    if len(person.name.strip()) < SHORTEST_NAME:
        return []
    return [text for model in FREE_TEXTS for text in _mentions_in(model, person)]


def doubles(municipality: Municipality) -> list[Double]:
    """Pairs of people with the same name or the same way to be reached."""
    people = {p.pk: p for p in Person.objects.filter(municipality=municipality, is_archived=False)}
    found: dict[tuple[int, int], Double] = {}
    for reason, groups in (
        (_("gleicher Name"), _same_name(people)),
        (_("gleicher Kontakt"), _same_contact(people)),
    ):
        for first, second in groups:
            pair = found.setdefault((first, second), Double(people[first], people[second]))
            pair.reasons.append(reason)
    return [found[key] for key in sorted(found)]


def _same_name(people: dict[int, Person]) -> Iterator[tuple[int, int]]:
    by_words: dict[str, list[int]] = defaultdict(list)
    for pk in sorted(people):
        words = " ".join(sorted(spelled_out(people[pk].name).split()))
        by_words[words].append(pk)
    yield from _pairs(by_words)


def _same_contact(people: dict[int, Person]) -> Iterator[tuple[int, int]]:
    by_value: dict[str, list[int]] = defaultdict(list)
    rows = ContactPoint.objects.filter(person__in=list(people)).order_by("person", "pk")
    for person, kind, value in rows.values_list("person", "kind", "value"):
        key = f"{kind} {value.strip().casefold()}"
        if person not in by_value[key]:
            by_value[key].append(person)
    yield from _pairs(by_value)


def _pairs(groups: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    for members in groups.values():
        for other in members[1:]:
            yield members[0], other


def _mentions_in(model: type, person: Person) -> Iterator[str]:
    texts = [
        f.name
        for f in model._meta.concrete_fields
        if isinstance(f, (CharField, TextField)) and f.editable and not f.choices
    ]
    holds = Q()
    for name in texts:
        holds |= Q(**{f"{name}__icontains": person.name})
    rows = model.objects.filter(holds, **{model.tenant_path: person.municipality_id})
    if model is ContactPoint:
        rows = rows.exclude(person=person)
    for row in rows.order_by("pk"):
        yield f"{model._meta.verbose_name}: {row}"


def _columns(row: Any) -> dict[str, Any]:
    """The editable columns of a row in words; links are left out."""
    names = {f.name for f in row._meta.concrete_fields if not f.is_relation and f.editable}
    skipped = {"search_key", "version", "id"}
    return {
        str(f.verbose_name): _plain(row, f.name)
        for f in row._meta.concrete_fields
        if f.name in names - skipped and not f.name.startswith("history_")
    }


def _plain(row: Any, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return (
        _iso(value)
        if isinstance(value, date)
        else value
        if value is None or isinstance(value, bool)
        else str(value)
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _newest_first(day: date | None) -> int:
    return -(day or date.min).toordinal()


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    # the last day of February of a leap year has no twin in other years
    for last in (day.day, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("the 28th exists in every month")
