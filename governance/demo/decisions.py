"""Resolutions with their way through the bodies, assignments and requests, a meeting with its agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from dkbm.access.audiences import Audience
from dkbm.models import Municipality
from governance.demo.putting import CLOPPENBURG_PAPER, FLYER, put
from governance.models import (
    AgendaItem,
    Assignment,
    Attendance,
    Body,
    Consultation,
    Meeting,
    Resolution,
    Seat,
    Unit,
)
from governance.models.vocabulary import (
    AgendaState,
    AssignmentState,
    MandateLevel,
    MeetingState,
    Origin,
    Presence,
    Recommendation,
    ResolutionKind,
    ResolutionState,
    SeatState,
)


def load(log: Callable[[str], None]) -> None:
    """Put the content in place; a second run changes nothing."""
    for ags, part in (("03402", _emden), ("03453", _cloppenburg)):
        municipality = Municipality.objects.filter(region__ags=ags).first()
        if municipality is not None:
            part(municipality)
            log(f"Beschlüsse und Aufträge: {municipality}")


def _emden(emden: Municipality) -> None:
    board = Body.objects.get(municipality=emden, name="Verwaltungsvorstand")
    meeting = Meeting.objects.get(body=board, period="2021-09")
    resolution = _resolution(
        emden,
        "Verstetigung des kommunalen Bildungsmanagements",
        kind=ResolutionKind.PERMANENCE,
        level=MandateLevel.BOARD,
        source=FLYER,
    )
    _step(
        resolution,
        1,
        board,
        meeting=meeting,
        held="2021-09",
        is_deciding=True,
        recommendation=Recommendation.APPROVED,
        source=FLYER,
    )


def _cloppenburg(cloppenburg: Municipality) -> None:
    resolution = _resolution(
        cloppenburg,
        "Einrichtung eines Bildungsbüros",
        kind=ResolutionKind.PRINCIPLE,
        level=MandateLevel.COUNCIL,
        paper_reference="V-SCHUL/19/159",
        source=CLOPPENBURG_PAPER,
    )
    # the paper is of 2019 and the office began in 10/2019; the days are not known
    committee = Body.objects.get(municipality=cloppenburg, name="Schulausschuss")
    council = Body.objects.get(municipality=cloppenburg, name="Kreistag")
    _step(
        resolution,
        1,
        committee,
        held="2019",
        recommendation=Recommendation.APPROVED,
        votes_against=3,
        votes_abstained=1,
        source=CLOPPENBURG_PAPER,
    )
    _step(
        resolution,
        2,
        council,
        held="2019",
        is_deciding=True,
        recommendation=Recommendation.APPROVED,
        votes_against=5,
        source=CLOPPENBURG_PAPER,
    )
    _cloppenburg_meetings(cloppenburg)


def _cloppenburg_meetings(cloppenburg: Municipality) -> None:
    """An example of a meeting held and one invited, with what was asked there."""
    advisory = Body.objects.get(municipality=cloppenburg, name="Bildungsbeirat")
    office = Unit.objects.get(municipality=cloppenburg, name="Bildungsbüro")
    past = _meeting(advisory, date(2026, 9, 16), "Übergang Schule und Beruf", MeetingState.HELD)
    rows = (
        (1, "Begrüßung und Protokoll der letzten Sitzung", "Das Protokoll ist genehmigt."),
        (
            2,
            "Wie gelingt der Übergang in die Ausbildung?",
            "Der Beirat gibt dem Bildungsbüro zwei Fragen auf.",
        ),
        (3, "Verschiedenes", ""),
    )
    for position, title, result in rows:
        _item(past, position, title, state=AgendaState.TREATED, result=result)
    for seat in Seat.objects.current_on(past.day).filter(body=advisory).exclude(state=SeatState.VACANT):
        presence = Presence.SUBSTITUTE if seat.state == SeatState.ACTING else Presence.PRESENT
        put(Attendance, {"meeting": past, "seat": seat}, presence=presence)
    coming = _meeting(advisory, date(2027, 1, 20), "Ganztag und Bildungsbericht", MeetingState.INVITED)
    for position, title in ((1, "Antworten des Bildungsbüros"), (2, "Bildungsbericht: erste Ergebnisse")):
        _item(coming, position, title)
    _assignment(
        cloppenburg,
        "Wie viele Jugendliche verlassen die Schule ohne Abschluss?",
        body=advisory,
        meeting=past,
        unit=office,
        due_on=date(2027, 1, 8),
    )
    _assignment(
        cloppenburg,
        "Welche Angebote gibt es am Übergang, und wer trägt sie?",
        body=advisory,
        meeting=past,
        unit=office,
        due_on=date(2026, 10, 30),
        state=AssignmentState.WORKING,
    )
    _assignment(
        cloppenburg,
        "Wie hoch ist die Betreuungsquote der unter Dreijährigen?",
        origin=Origin.POLITICS,
        asked_by="eine Fraktion des Kreistags",
        unit=office,
        due_on=date(2026, 9, 30),
        state=AssignmentState.ANSWERED,
        done_on=date(2026, 9, 28),
        answer="Die Zahlen stehen mit Quelle auf der Seite „Zahlen und Karten“ dieses Portals.",
    )
    _assignment(
        cloppenburg,
        "Wie hoch ist der Anteil der Abgänge ohne Ersten Schulabschluss?",
        origin=Origin.PRESS,
        asked_by="eine Lokalredaktion",
        unit=office,
        due_on=date(2026, 10, 15),
        state=AssignmentState.ANSWERED,
        done_on=date(2026, 10, 12),
        answer="Der Anteil steht unten, im Vergleich mit Land und Bund, so wie er am Tag der Antwort bekannt war.",
    )


def _resolution(municipality: Municipality, name: str, **values: Any) -> Resolution:
    values = {"state": ResolutionState.DECIDED, "audience": Audience.PUBLIC, **values}
    return put(Resolution, {"municipality": municipality, "name": name}, **values)


def _step(resolution: Resolution, position: int, body: Body, **values: Any) -> Consultation:
    return put(Consultation, {"resolution": resolution, "position": position}, body=body, **values)


def _meeting(body: Body, day: date, subject: str, state: str) -> Meeting:
    return put(
        Meeting,
        {"body": body, "day": day},
        subject=subject,
        state=state,
        begin_time=time(16, 30),
        end_time=time(18, 30),
        place="Kreishaus, Sitzungssaal",
        invited_on=date(day.year, day.month, 2),
        audience=Audience.PUBLIC,
        is_example=True,
    )


def _item(meeting: Meeting, position: int, title: str, **values: Any) -> AgendaItem:
    key = {"meeting": meeting, "position": position}
    invited = {"invited_position": position, "invited_title": title, "invited_public": True}
    return put(AgendaItem, key, title=title, **invited, **values)


def _assignment(municipality: Municipality, title: str, **values: Any) -> Assignment:
    values = {
        "origin": Origin.BODY,
        "received_on": date(2026, 9, 16),
        "audience": Audience.PUBLIC,
        "is_example": True,
        **values,
    }
    return put(Assignment, {"municipality": municipality, "title": title}, **values)
