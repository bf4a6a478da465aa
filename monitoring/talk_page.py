"""Gesprächsvorbereitung: one municipality on one page, from the agency's records and from what is shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from dkbm.models import Municipality
from governance.models import Meeting
from governance.models.vocabulary import MeetingState
from monitoring.board_figures import CliffCell, ending_cell, nothing_ends
from monitoring.board_page import BoardRow, HeatCell, board, cells_of
from monitoring.models import Assessment
from monitoring.panels import profile
from monitoring.queries_board import Place, newest_stands, sharing_ids
from monitoring.sustainability import words
from monitoring.sustainability.catalogue import BY_CODE, LEAD
from monitoring.sustainability.reading import Light
from monitoring.sustainability.record import number_of
from projects.queries_endings import endings_of
from projects.queries_resources import Ending
from projects.resources.days import months_until

MOST_MEETINGS, MOST_ENDINGS, MOST_QUESTIONS = 3, 4, 6
LONG_AGO = 6
"""Months after which a missing contact is worth a word."""


@dataclass(frozen=True)
class Talk:
    """All that one page says. `families`: (name, score as text); empty parts where nothing is shared."""

    row: BoardRow
    degree: str
    families: tuple[tuple[str, str], ...]
    components: tuple[HeatCell, ...]
    meetings: tuple[Meeting, ...]
    endings: tuple[CliffCell, ...]
    nothing_ends: str
    topics: tuple[str, ...]
    tiles: tuple[dict[str, Any], ...]


def talk(place: Place, today: date, user: Any) -> Talk:
    """The preparation of a conversation; `place` has a municipality."""
    (row,) = board([place])
    stand = newest_stands(sharing_ids([place])).get(place.pk or 0)
    endings = endings_of([place.pk] if place.pk else [], today).get(place.pk or 0, [])
    return Talk(
        row=row,
        degree=_degree(stand),
        families=_families(stand),
        components=cells_of(stand) if stand else (),
        meetings=_meetings(place.municipality, today),
        endings=tuple(ending_cell(ending) for ending in endings[:MOST_ENDINGS]),
        nothing_ends="" if endings else nothing_ends(place),
        topics=tuple(_topics(row, stand, endings, today))[:MOST_QUESTIONS],
        tiles=tuple(profile(place.municipality, user)["tiles"]) if place.municipality else (),
    )


def _degree(stand: Assessment | None) -> str:
    if stand is None or stand.degree is None:
        return ""
    return f"{words.number_text(Fraction(stand.degree))} von 100"


def _families(stand: Assessment | None) -> tuple[tuple[str, str], ...]:
    if stand is None:
        return ()
    scores = ((name, number_of(text)) for name, text in stand.scores.items())
    return tuple((n, "keine Daten" if s is None else words.number_text(s)) for n, s in scores)


def _meetings(municipality: Municipality | None, today: date) -> tuple[Meeting, ...]:
    coming = Meeting.objects.filter(body__municipality=municipality, begins__gte=today)
    rows = coming.exclude(state=MeetingState.CANCELLED).select_related("body").order_by("begins", "pk")
    return tuple(rows[:MOST_MEETINGS])


def _topics(row: BoardRow, stand: Assessment | None, endings: Sequence[Ending], today: date) -> Iterator[str]:
    """What is worth talking about, by fixed rules, the most pressing first."""
    if not row.place.shares:
        yield "Die Kommune teilt noch nichts mit Ihnen: Laden Sie sie ein, mit den Eckdaten zu beginnen."
    for ending in endings:
        if ending.light == "handeln":
            cell = ending_cell(ending)
            yield f"{cell.words} endet am {cell.last_day:%d.%m.%Y}: Was ist beschlossen, was ist offen?"
    if stand is not None:
        for code in LEAD:
            if stand.readings.get(code, {}).get("light") == Light.RED:
                yield f"{BY_CODE[code].name} steht auf „Handeln“: Welcher Schritt ist der nächste?"
    since = "Seit dem letzten Kontakt" if row.last_contact else "Zuletzt"
    for change in row.changed:
        yield f"{since}: {change}. Wie kam das?"
    if stand is not None and stand.light == Light.GREY:
        yield "Für eine Ampel fehlen Einträge: Würde der Schnellstart helfen?"
    yield from _of_the_agency(row, today)


def _of_the_agency(row: BoardRow, today: date) -> Iterator[str]:
    if row.last_contact is None:
        yield "In Ihren Unterlagen steht noch kein Kontakt: Tragen Sie ihn nach dem Gespräch ein."
    elif (months := months_until(row.last_contact, today)) >= LONG_AGO:
        yield f"Der letzte Kontakt ist {months} Monate her."
    if row.modules and not row.agreed:
        yield "Zum Modul steht in Ihren Unterlagen keine Zielvereinbarung."
