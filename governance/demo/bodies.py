"""Bodies, units, seats, relations, meetings and contacts of the six municipalities of the flyer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dkbm.access.audiences import Audience
from dkbm.models import Municipality
from governance.demo.putting import CLOPPENBURG_PAPER, CLOPPENBURG_SITE, ELSEWHERE, EXAMPLE, FLYER, put
from governance.models import Body, ContactPoint, Meeting, Person, Relation, Seat, Unit, UnitName
from governance.models.vocabulary import (
    BodyKind,
    Composition,
    ContactKind,
    CoreComponent,
    Level,
    MeetingState,
    RelationKind,
    SeatState,
    Sector,
    UnitKind,
)


def load(log: Callable[[str], None]) -> None:
    """Put the content in place; a second run changes nothing."""
    for ags, part in (
        ("03402", _emden),
        ("03453", _cloppenburg),
        ("03356", _osterholz),
        ("03404", _osnabrueck),
    ):
        municipality = Municipality.objects.filter(region__ags=ags).first()
        if municipality is not None:
            part(municipality)
            log(f"Gremien und Stellen: {municipality}")


def _emden(emden: Municipality) -> None:
    division = put(
        Unit,
        {"municipality": emden, "name": "Fachdienst Schule, Bildung und Sport"},
        kind=UnitKind.DIVISION,
        permanent=True,
        components=[CoreComponent.COORDINATION],
        tasks="Hier ist das kommunale Bildungsmanagement dauerhaft angesiedelt.",
        source=FLYER,
    )
    # when the name changed is not said anywhere, so no period is given
    put(UnitName, {"unit": division, "name": "Fachdienst Schule und Sport"}, source=FLYER)
    put(
        Unit,
        {"municipality": emden, "name": "Stabsstelle Sozialplanung"},
        kind=UnitKind.STAFF,
        tasks="Ort des Programms „Bildung integriert“ von 06/2016 bis 05/2019.",
        source=f"Stadt Emden, Internetseite zu „Bildung leben in Emden“, 2019 ({ELSEWHERE})",
    )
    board = _body(
        emden, "Verwaltungsvorstand", BodyKind.BOARD, Level.NORMATIVE, composition=Composition.INTERNAL
    )
    steering = _body(emden, "Steuergruppe", BodyKind.STEERING, Level.STRATEGIC)
    planning = _body(
        emden,
        "Planungsgruppe",
        BodyKind.PLANNING,
        Level.OPERATIVE,
        tasks="Mit ihr wurde der Steuerungskreislauf abgestimmt.",
    )
    _body(emden, "Bildungskonferenz", BodyKind.CONFERENCE, Level.STRATEGIC)
    _meeting(steering, period="2020-11", subject="Organisatorische Anbindung")
    _meeting(steering, period="2021-01", subject="Vorstellung der Ergebnisse")
    _meeting(board, period="2021-09", subject="Beschluss zur Verstetigung")
    _relation(
        1,
        planning,
        RelationKind.REPORTS,
        steering,
        "legt Entwürfe zum Steuerungskreislauf vor",
        is_example=True,
    )
    _relation(
        2,
        steering,
        RelationKind.REPORTS,
        board,
        "bereitet die Entscheidung zur Verstetigung vor",
        is_example=True,
    )
    _contact(
        {"unit": division},
        ContactKind.EMAIL,
        "bildung-emden@example.org",
        Audience.PUBLIC,
        "Fragen zum Bildungsmanagement",
    )


def _cloppenburg(cloppenburg: Municipality) -> None:
    office = put(
        Unit,
        {"municipality": cloppenburg, "name": "Bildungsbüro"},
        kind=UnitKind.OFFICE,
        since="2019-10",
        components=[CoreComponent.MONITORING, CoreComponent.INTERNAL, CoreComponent.COORDINATION],
        tasks="Bereitet Daten des Monitorings auf, schlägt Lösungen vor und setzt über Ressorts hinweg um.",
        source=f"{FLYER}; {CLOPPENBURG_SITE}",
    )
    put(
        Unit,
        {"municipality": cloppenburg, "name": "Stabsstelle Bildung, Integration und Demografie"},
        kind=UnitKind.STAFF,
        source=CLOPPENBURG_SITE,
    )
    council = _body(cloppenburg, "Kreistag", BodyKind.COUNCIL, Level.NORMATIVE, source=CLOPPENBURG_PAPER)
    _body(cloppenburg, "Schulausschuss", BodyKind.COMMITTEE, Level.NORMATIVE, source=CLOPPENBURG_PAPER)
    advisory = _body(
        cloppenburg,
        "Bildungsbeirat",
        BodyKind.ADVISORY,
        Level.STRATEGIC,
        composition=Composition.MIXED,
        tasks="Klärt über Ressorts hinweg, was bildungspolitisch zu tun ist, und setzt strategische Ziele.",
    )
    steering = _body(
        cloppenburg,
        "Steuerungsgruppe Bildung & Wissenschaft",
        BodyKind.STEERING,
        Level.STRATEGIC,
        tasks="Übersetzt die strategischen Ziele in Mittlerziele.",
    )
    _relation(1, advisory, RelationKind.COMMISSIONS, steering, "strategische Ziele")
    _relation(2, steering, RelationKind.COMMISSIONS, office, "Mittlerziele, die sich umsetzen lassen")
    answers = "beantwortet strategische Fragen mit Daten und Lösungsansätzen"
    _relation(3, office, RelationKind.REPORTS, advisory, answers)
    feedback = "Ziele und Ergebnisse gelangen zurück in die politischen Gremien"
    _relation(4, advisory, RelationKind.REPORTS, council, feedback, is_feedback=True)
    _cloppenburg_seats(advisory)
    # reported on 30.01.2020, the day itself is not known: between the start of the office and the report
    _meeting(
        advisory,
        period="2019-10..2020-01",
        source=CLOPPENBURG_SITE,
        subject="Erste Sitzung, berichtet am 30.01.2020",
    )
    _meeting(advisory, period="2027-02", state=MeetingState.PLANNED, is_example=True, source="")
    _contact(
        {"unit": office},
        ContactKind.EMAIL,
        "bildungsbuero@example.org",
        Audience.PUBLIC,
        "Fragen zum Bildungsbeirat",
    )
    _contact({"body": advisory}, ContactKind.PHONE, "0000 000-0", Audience.INTERNAL, "Terminabstimmung")


def _cloppenburg_seats(advisory: Body) -> None:
    """That politics takes part is a fact of the flyer; the other seats are examples."""
    end = date(2026, 12, 31)
    rows = (
        ("Vorsitz", Sector.ADMINISTRATION, SeatState.HELD, None, True),
        ("Vertretung der Kreispolitik", Sector.POLITICS, SeatState.HELD, None, False),
        ("Vertretung der Schulen", Sector.SCHOOL, SeatState.HELD, None, True),
        ("Vertretung der Wirtschaft", Sector.BUSINESS, SeatState.HELD, end, True),
        ("Kreiselternrat", Sector.PARENTS, SeatState.VACANT, None, True),
        ("Volkshochschule", Sector.FURTHER, SeatState.ACTING, None, True),
    )
    for position, (function, sector, state, until, example) in enumerate(rows, start=1):
        put(
            Seat,
            {"body": advisory, "function": function},
            sector=sector,
            state=state,
            until=until,
            position=position,
            is_example=example,
        )
    _cloppenburg_people(advisory)


def _cloppenburg_people(advisory: Body) -> None:
    """Two example people on one seat, one after the other: what a key date and a person's page are for."""
    change = date(2024, 7, 31)
    people = [
        put(
            Person,
            {"municipality": advisory.municipality, "name": f"Beispielperson {letter}"},
            function=function,
            is_example=True,
        )
        for letter, function in (
            ("A", "frühere Leitung der Kreisvolkshochschule"),
            ("B", "Leitung einer Schule"),
        )
    ]
    schools = Seat.objects.get(body=advisory, function="Vertretung der Schulen", position=3)
    put(Seat, {"pk": schools.pk}, since=change + timedelta(days=1), person=people[1])
    put(
        Seat,
        {"body": advisory, "place": schools.place, "until": change},
        function="Vertretung der Schulen, erste Amtszeit",
        sector=Sector.SCHOOL,
        since=date(2019, 10, 1),
        person=people[0],
        position=3,
        is_example=True,
    )
    _contact(
        {"person": people[1]},
        ContactKind.EMAIL,
        "beispielperson-b@example.org",
        Audience.INTERNAL,
        "Fragen zu den Schulen",
    )


def _osterholz(osterholz: Municipality) -> None:
    hub = put(
        Unit,
        {"municipality": osterholz, "name": "Bildungskontor"},
        kind=UnitKind.REGION_OFFICE,
        tasks="Geschäftsstelle der Bildungsregion; vereint mehrere Dienste und Vorhaben unter einem Dach.",
        source=FLYER,
    )
    put(
        Unit,
        {"municipality": osterholz, "name": "Netzwerkleitstelle"},
        kind=UnitKind.NETWORK_OFFICE,
        parent=hub,
        bundled_since="2018",
        permanent=True,
        components=[CoreComponent.EXTERNAL],
        tasks="Auf Dauer eingerichtet für die Initiative „Beste Bildung“.",
        source=FLYER,
    )
    put(
        Unit,
        {"municipality": osterholz, "name": "Kommunales Bildungsmonitoring"},
        kind=UnitKind.MONITORING,
        parent=hub,
        bundled_since="2018",
        components=[CoreComponent.MONITORING],
        source=FLYER,
    )
    _body(osterholz, "Bildungsregion", BodyKind.NETWORK, Level.OPERATIVE, office=hub)
    source = f"Landkreis Osterholz, gute Beispiele zu „Beste Bildung“, 2022 ({ELSEWHERE})"
    _body(osterholz, "Lenkungsgruppe", BodyKind.LENKUNG, Level.STRATEGIC, source=source)


def _osnabrueck(osnabrueck: Municipality) -> None:
    put(
        Unit,
        {"municipality": osnabrueck, "name": "Fachdienst Strategisches Bildungsmanagement"},
        kind=UnitKind.DIVISION,
        source=FLYER,
    )


def _body(municipality: Municipality, name: str, kind: str, level: int, **values: Any) -> Body:
    values = {"kind": kind, "level": level, "source": FLYER, **values}
    return put(Body, {"municipality": municipality, "name": name}, **values)


def _meeting(body: Body, *, period: str, **values: Any) -> Meeting:
    values = {"state": MeetingState.HELD, "audience": Audience.PUBLIC, "source": FLYER, **values}
    return put(Meeting, {"body": body, "period": period}, **values)


def _relation(
    position: int,
    start: Body | Unit,
    kind: str,
    end: Body | Unit,
    label: str,
    **values: Any,
) -> Relation:
    key = {
        "municipality": start.municipality,
        f"from_{start._meta.model_name}": start,
        f"to_{end._meta.model_name}": end,
        "kind": kind,
    }
    values.setdefault("source", "" if values.get("is_example") else FLYER)
    return put(Relation, key, label=label, position=position, **values)


def _contact(owner: dict[str, Any], kind: str, value: str, audience: int, purpose: str) -> ContactPoint:
    row = next(iter(owner.values()))
    key = {"municipality": row.municipality, **owner, "kind": kind, "value": value}
    return put(ContactPoint, key, audience=audience, purpose=purpose, source=EXAMPLE, is_example=True)
