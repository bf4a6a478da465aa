"""Demo content: goals, needs, agreements, events, publications, actors and benefits of the flyer.

What the flyer or another source says carries its source; what shows how the portal works is an example.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dkbm.access.audiences import Audience
from dkbm.models import Municipality
from governance.demo.putting import ELSEWHERE, FLYER, put
from governance.models import (
    ActorGroup,
    Agreement,
    AgreementParty,
    Assignment,
    Body,
    Event,
    Goal,
    Involvement,
    Need,
    Publication,
    Unit,
    UnitBenefit,
)
from governance.models.actor import Part
from governance.models.agreement import AgreementKind, AgreementState, BenefitKind
from governance.models.event import EventKind, PublicationKind
from governance.models.goal_words import GoalLevel
from governance.models.vocabulary import AssignmentState, CoreComponent, Origin, Sector

SYMPOSIUM = f"Bericht über den Online-Fachtag „Verstetigung“ vom 27.05.2021 ({ELSEWHERE})"
AGENCY_SITE = f"Transferagentur Niedersachsen, Zusammenarbeit mit Kommunen ({ELSEWHERE})"
ACTORS = (
    ("Verwaltungsspitze", Sector.ADMINISTRATION),
    ("Personalabteilung", Sector.ADMINISTRATION),
    ("Politik", Sector.POLITICS),
)


def load(log: Callable[[str], None]) -> None:
    """Put the content in place; a second run changes nothing."""
    for ags, part in (("03402", _emden), ("03453", _cloppenburg), ("03356", _osterholz)):
        municipality = Municipality.objects.filter(region__ags=ags).first()
        if municipality is not None:
            groups = _actors(municipality)
            part(municipality, groups)
            log(f"Ziele, Vereinbarungen, Akteure: {municipality}")


def _emden(emden: Municipality, groups: dict[str, ActorGroup]) -> None:
    division = Unit.objects.get(municipality=emden, name="Fachdienst Schule, Bildung und Sport")
    steering = _body(emden, "Steuergruppe")
    conference = _event(
        emden,
        "Erste Bildungskonferenz",
        EventKind.CONFERENCE,
        body=_body(emden, "Bildungskonferenz"),
        text="Auf ihrer Grundlage entstand das strategische Zielsystem. Wann sie war, sagt die Quelle nicht.",
    )
    lifelong = _goal(
        emden,
        "Lebenslanges Lernen verwirklichen",
        GoalLevel.STRATEGIC,
        component=CoreComponent.GOALS,
        event=conference,
        unit=division,
    )
    _goal(
        emden,
        "Das Bildungsangebot durch verlässliche Strukturen langfristig sichern",
        GoalLevel.STRATEGIC,
        component=CoreComponent.COORDINATION,
    )
    _goal(
        emden,
        "Kontinuität schaffen und Erfahrungswissen erhalten",
        GoalLevel.STRATEGIC,
        component=CoreComponent.QUALITY,
    )
    middle = _example(
        emden,
        "Weniger Jugendliche verlassen die Schule ohne Abschluss",
        lifelong,
        body=steering,
        set_in="2022-03",
        due="2027",
        unit=division,
        component=CoreComponent.MONITORING,
    )
    _example(
        emden,
        "Jede Schule hat eine Ansprechstelle für gefährdete Abschlüsse",
        middle,
        body=steering,
        due="2026-07",
        specific=True,
        specific_text="Je Schule eine benannte Funktion, dem Bildungsmanagement bekannt.",
        measurable=True,
        accepted=True,
        realistic=False,
        realistic_text="An zwei Schulen fehlen noch Stunden dafür.",
        timed=True,
    )
    _involve(groups["Verwaltungsspitze"], _body(emden, "Verwaltungsvorstand"), Part.RESPONSIBLE)
    _involve(groups["Personalabteilung"], lifelong, Part.INFORMED)
    _emden_registers(emden, division)


def _emden_registers(emden: Municipality, division: Unit) -> None:
    agreement = _agreement(
        emden,
        "Interne Kooperationsvereinbarung der Fachdienste",
        AgreementKind.INTERNAL,
        state=AgreementState.NEGOTIATED,
        text="Von 02 bis 04/2021 entworfen und abgestimmt: der verbindliche Rahmen, in dem die Fachdienste "
        "zusammenarbeiten. Seit wann sie gilt, sagt die Quelle nicht.",
    )
    _party(agreement, unit=division)
    symposium = _event(
        emden,
        "FACHTAG Verstetigung",
        EventKind.SYMPOSIUM,
        held_in="2021-05-27",
        host="Transferagentur Niedersachsen",
        place="online",
        text="Rund 90 Teilnehmende; Erfolge sichtbar zu machen galt als entscheidend für die Verstetigung.",
        source=SYMPOSIUM,
    )
    links = {"publisher": "Transferagentur Niedersachsen", "source": FLYER, "audience": Audience.PUBLIC}
    put(
        Publication,
        {"municipality": emden, "name": "Blickpunkt Erfolgsfaktor Bildung"},
        kind=PublicationKind.ARTICLE,
        link="https://bit.ly/31H9dXS",
        **links,
    )
    put(
        Publication,
        {"municipality": emden, "name": "Dokumentation FACHTAG Verstetigung"},
        kind=PublicationKind.PROCEEDINGS,
        link="https://bit.ly/3GfAKi2",
        event=symposium,
        **links,
    )
    for kind, text in (
        (BenefitKind.SYNERGY, "Die Fachdienste nutzen Wissen und Wege gemeinsam."),
        (BenefitKind.COST, "Zusätzliche Verwaltungskosten entfallen, weil die Struktur schon bestand."),
    ):
        key = {"municipality": emden, "unit": division, "kind": kind, "text": text}
        put(UnitBenefit, key, audience=Audience.PUBLIC, source=FLYER)


def _cloppenburg(cloppenburg: Municipality, groups: dict[str, ActorGroup]) -> None:
    advisory = _body(cloppenburg, "Bildungsbeirat")
    steering = _body(cloppenburg, "Steuerungsgruppe Bildung & Wissenschaft")
    office = Unit.objects.get(municipality=cloppenburg, name="Bildungsbüro")
    question = put(
        Assignment,
        {"municipality": cloppenburg, "title": "Wie gelingt der Übergang von der Schule in den Beruf?"},
        question="Wo im Kreis brechen Wege ab, und was ließe sich ändern?",
        origin=Origin.BODY,
        body=advisory,
        unit=office,
        received_on=date(2020, 2, 3),
        done_on=date(2020, 9, 14),
        state=AssignmentState.ANSWERED,
        answer="Beispiel einer Antwort: Abgänge ohne Abschluss im Zeitverlauf, verglichen mit dem Land, "
        "und zwei Lösungsansätze.",
        audience=Audience.PUBLIC,
        is_example=True,
    )
    strategic = _goal(
        cloppenburg,
        "Alle Jugendlichen finden nach der Schule einen Anschluss",
        GoalLevel.STRATEGIC,
        body=advisory,
        set_in="2020-11",
        due="2030",
        unit=office,
        component=CoreComponent.GOALS,
        source="",
        is_example=True,
    )
    put(
        Need,
        {"municipality": cloppenburg, "name": "Zu viele Wege brechen nach der Schule ab"},
        body=advisory,
        raised_in="2020-01",
        assignment=question,
        goal=strategic,
        audience=Audience.PUBLIC,
        is_example=True,
    )
    _example(
        cloppenburg,
        "Bis 2026 sinkt der Anteil der Abgänge ohne Ersten Schulabschluss",
        strategic,
        body=steering,
        set_in="2021-03",
        due="2026",
        unit=office,
        component=CoreComponent.MONITORING,
    )
    _involve(groups["Politik"], advisory, Part.ADVISES)
    _involve(groups["Verwaltungsspitze"], strategic, Part.RESPONSIBLE)
    agreement = _agreement(
        cloppenburg,
        "Kooperation mit der Transferagentur Niedersachsen",
        AgreementKind.AGENCY,
        since="2015-11",
        source=AGENCY_SITE,
    )
    _party(agreement, external="Transferagentur Niedersachsen")
    _party(agreement, external="Landkreis Cloppenburg")


def _osterholz(osterholz: Municipality, groups: dict[str, ActorGroup]) -> None:
    hub = Unit.objects.get(municipality=osterholz, name="Netzwerkleitstelle")
    for name, component in (
        ("Schulen in ihrer Entwicklung unterstützen", CoreComponent.INTERNAL),
        ("Eine gemeinsame Schullandschaft als Kern der Bildungsregion", CoreComponent.EXTERNAL),
        ("Die Qualität von Bildung messbar steigern", CoreComponent.QUALITY),
    ):
        _goal(osterholz, name, GoalLevel.STRATEGIC, component=component, unit=hub)
    agreement = _agreement(
        osterholz,
        "Zielvereinbarungen mit Schulen zu „Beste Bildung“",
        AgreementKind.SCHOOL,
        text="Die Schulen wirken am Monitoring mit und beteiligen sich am Bildungsfonds.",
    )
    _party(agreement, unit=hub)
    _party(agreement, external="teilnehmende Schulen")
    _involve(groups["Politik"], _body(osterholz, "Lenkungsgruppe"), Part.INFORMED)


def _actors(municipality: Municipality) -> dict[str, ActorGroup]:
    """The three groups the flyer names; every municipality adds its own."""
    return {
        name: put(
            ActorGroup,
            {"municipality": municipality, "name": name},
            sector=sector,
            position=position,
            note="Die Gruppe nennt der Flyer; woran sie beteiligt ist, ist ein Beispiel.",
            audience=Audience.PUBLIC,
            source=FLYER,
        )
        for position, (name, sector) in enumerate(ACTORS, start=1)
    }


def _body(municipality: Municipality, name: str) -> Body:
    return Body.objects.get(municipality=municipality, name=name)


def _goal(
    municipality: Municipality, name: str, level: int, parent: Goal | None = None, **values: Any
) -> Goal:
    values = {"audience": Audience.PUBLIC, "source": FLYER, **values}
    key = {"municipality": municipality, "level": level, "name": name}
    above = parent.level if parent else None
    return put(Goal, key, parent=parent, parent_level=above, **values)


def _example(municipality: Municipality, name: str, parent: Goal, **values: Any) -> Goal:
    """An invented goal one level below another."""
    level = GoalLevel(parent.level + 1)
    return _goal(municipality, name, level, parent, **{"source": "", "is_example": True, **values})


def _event(municipality: Municipality, name: str, kind: str, *, held_in: str = "", **values: Any) -> Event:
    values = {"audience": Audience.PUBLIC, "source": FLYER, **values}
    return put(Event, {"municipality": municipality, "name": name}, kind=kind, held_in=held_in, **values)


def _agreement(municipality: Municipality, name: str, kind: str, **values: Any) -> Agreement:
    values = {"audience": Audience.PUBLIC, "source": FLYER, "state": AgreementState.SIGNED, **values}
    return put(Agreement, {"municipality": municipality, "name": name}, kind=kind, **values)


def _party(agreement: Agreement, **end: Any) -> AgreementParty:
    return put(AgreementParty, {"agreement": agreement, **end})


def _involve(group: ActorGroup, target: Goal | Body, part: str) -> Involvement:
    return put(Involvement, {"group": group, target._meta.model_name: target}, part=part)
