"""Three ways to begin, as data: bodies, units, seats and relations a municipality may start with.

They follow what the municipalities of the flyer built: the steering triangle (Cloppenburg), a division
of the administration (Emden, Osnabrück), a permanent network office (Osterholz). Seats are empty: who
takes them is for the municipality to say. Pure: nothing is read or written here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from governance.models.vocabulary import (
    BodyKind,
    Composition,
    CoreComponent,
    Level,
    RelationKind,
    Sector,
    UnitKind,
)


@dataclass(frozen=True)
class BodyPlan:
    """A body to make: `key` names it within the picture, `seats` are (function, sector, votes)."""

    key: str
    name: object
    kind: str
    level: int
    composition: str
    meetings_a_year: int
    tasks: object
    seats: tuple[tuple[object, str, bool], ...] = ()
    office: str = ""


@dataclass(frozen=True)
class UnitPlan:
    """A unit to make, with the core components it looks after."""

    key: str
    name: object
    kind: str
    tasks: object
    components: tuple[str, ...] = ()


@dataclass(frozen=True)
class RelationPlan:
    """A relation between two keys of the picture; `words` say what passes."""

    start: str
    kind: str
    end: str
    words: object
    is_feedback: bool = False


@dataclass(frozen=True)
class StartPicture:
    """A whole beginning: what it is called, whom it suits, what it makes."""

    key: str
    title: object
    suits: object
    bodies: tuple[BodyPlan, ...]
    units: tuple[UnitPlan, ...]
    relations: tuple[RelationPlan, ...] = field(default=())

    @property
    def seat_count(self) -> int:
        return sum(len(body.seats) for body in self.bodies)


COUNCIL = "council"
"""Stands for what the elected body is called in the municipality: Rat or Kreistag."""

POLITICS_ON_TOP = BodyPlan(
    "council", COUNCIL, BodyKind.COUNCIL, Level.NORMATIVE, Composition.EXTERNAL, 5,
    _("Entscheidet über Grundsätze, Stellen und Haushalt."),
)  # fmt: skip
ADVISORY_SEATS = (
    (_("Vorsitz"), Sector.ADMINISTRATION, True),
    (_("Vertretung der Politik"), Sector.POLITICS, True),
    (_("Vertretung der Kindertagesstätten"), Sector.KITA, True),
    (_("Vertretung der Schulen"), Sector.SCHOOL, True),
    (_("Vertretung der Schulaufsicht"), Sector.SCHOOL_BOARD, False),
    (_("Vertretung der Berufsbildung"), Sector.VOCATIONAL, True),
    (_("Vertretung der Weiterbildung"), Sector.FURTHER, True),
    (_("Vertretung der Eltern"), Sector.PARENTS, True),
)
STEERING_SEATS = (
    (_("Dezernatsleitung"), Sector.ADMINISTRATION, True),
    (_("Leitung Schule"), Sector.ADMINISTRATION, True),
    (_("Leitung Jugend"), Sector.ADMINISTRATION, True),
    (_("Leitung Soziales"), Sector.ADMINISTRATION, True),
)

TRIANGLE = StartPicture(
    "dreieck",
    _("Steuerungsdreieck"),
    _("Wenn Politik, Verwaltungsspitze und Bildungsbüro gemeinsam steuern sollen, wie in Cloppenburg."),
    bodies=(
        POLITICS_ON_TOP,
        BodyPlan(
            "advisory", _("Bildungsbeirat"), BodyKind.ADVISORY, Level.STRATEGIC, Composition.MIXED, 1,
            _("Berät über Ressorts hinweg und setzt strategische Ziele."), ADVISORY_SEATS, "office",
        ),
        BodyPlan(
            "steering", _("Steuerungsgruppe"), BodyKind.STEERING, Level.STRATEGIC, Composition.INTERNAL, 4,
            _("Übersetzt strategische Ziele in Mittlerziele."), STEERING_SEATS, "office",
        ),
    ),
    units=(
        UnitPlan(
            "office", _("Bildungsbüro"), UnitKind.OFFICE,
            _("Setzt über Ressorts hinweg um, liefert Daten und Lösungsvorschläge."),
            (CoreComponent.MONITORING, CoreComponent.INTERNAL, CoreComponent.COORDINATION),
        ),
    ),
    relations=(
        RelationPlan("advisory", RelationKind.COMMISSIONS, "steering", _("strategische Ziele")),
        RelationPlan("steering", RelationKind.COMMISSIONS, "office", _("Mittlerziele")),
        RelationPlan("office", RelationKind.REPORTS, "advisory", _("Daten und Lösungsvorschläge")),
        RelationPlan(
            "advisory", RelationKind.REPORTS, "council", _("Ziele und Ergebnisse"), is_feedback=True
        ),
    ),
)  # fmt: skip

DIVISION = StartPicture(
    "fachdienst",
    _("Fachdienst"),
    _("Wenn das Bildungsmanagement in der Linie der Verwaltung zu Hause ist, wie in Emden."),
    bodies=(
        POLITICS_ON_TOP,
        BodyPlan(
            "board", _("Verwaltungsvorstand"), BodyKind.BOARD, Level.NORMATIVE, Composition.INTERNAL, 12,
            _("Entscheidet in der Verwaltung und bereitet die Beschlüsse der Politik vor."),
        ),
        BodyPlan(
            "steering", _("Steuergruppe Bildung"), BodyKind.STEERING, Level.STRATEGIC,
            Composition.INTERNAL, 4, _("Stimmt Ziele und Vorhaben zwischen den Ressorts ab."),
            STEERING_SEATS, "office",
        ),
    ),
    units=(
        UnitPlan(
            "office", _("Fachdienst Bildung"), UnitKind.DIVISION,
            _("Verantwortet Bildungsmanagement und Bildungsmonitoring als Daueraufgabe."),
            (CoreComponent.GOALS, CoreComponent.MONITORING, CoreComponent.COORDINATION),
        ),
    ),
    relations=(
        RelationPlan("board", RelationKind.COMMISSIONS, "steering", _("Ziele")),
        RelationPlan("steering", RelationKind.COMMISSIONS, "office", _("abgestimmte Vorhaben")),
        RelationPlan("office", RelationKind.REPORTS, "board", _("Daten und Vorlagen")),
        RelationPlan("board", RelationKind.REPORTS, "council", _("Vorlagen und Ergebnisse"), is_feedback=True),
    ),
)  # fmt: skip

NETWORK = StartPicture(
    "netzwerk",
    _("Netzwerkleitstelle"),
    _("Wenn eine Bildungsregion mit vielen Partnern der Kern ist, wie im Landkreis Osterholz."),
    bodies=(
        POLITICS_ON_TOP,
        BodyPlan(
            "lenkung", _("Lenkungsgruppe"), BodyKind.LENKUNG, Level.STRATEGIC, Composition.MIXED, 4,
            _("Lenkt die Bildungsregion und gibt Aufträge."),
            (
                (_("Vorsitz"), Sector.ADMINISTRATION, True),
                (_("Vertretung der Politik"), Sector.POLITICS, True),
                (_("Vertretung der Schulen"), Sector.SCHOOL, True),
                (_("Vertretung der Schulaufsicht"), Sector.SCHOOL_BOARD, True),
                (_("Vertretung der Jugendhilfe"), Sector.YOUTH, True),
            ),
            "office",
        ),
        BodyPlan(
            "region", _("Bildungsregion"), BodyKind.NETWORK, Level.OPERATIVE, Composition.MIXED, 2,
            _("Bringt Schulen, Kitas, Träger und Betriebe zusammen."),
            (
                (_("Vertretung der Schulen"), Sector.SCHOOL, True),
                (_("Vertretung der Kindertagesstätten"), Sector.KITA, True),
                (_("Vertretung der Weiterbildung"), Sector.FURTHER, True),
                (_("Vertretung der Wirtschaft"), Sector.BUSINESS, True),
            ),
            "office",
        ),
    ),
    units=(
        UnitPlan(
            "office", _("Netzwerkleitstelle"), UnitKind.NETWORK_OFFICE,
            _("Geschäftsstelle der Bildungsregion; koordiniert Netzwerk und Monitoring."),
            (CoreComponent.EXTERNAL, CoreComponent.COORDINATION, CoreComponent.DISCOURSE),
        ),
    ),
    relations=(
        RelationPlan("lenkung", RelationKind.COMMISSIONS, "office", _("Ziele und Aufträge")),
        RelationPlan("office", RelationKind.RUNS, "region", _("Einladung, Themen, Ergebnisse")),
        RelationPlan("region", RelationKind.ADVISES, "lenkung", _("Bedarfe und Vorschläge")),
        RelationPlan("lenkung", RelationKind.REPORTS, "council", _("Ziele und Ergebnisse"), is_feedback=True),
    ),
)  # fmt: skip

PICTURES = {picture.key: picture for picture in (TRIANGLE, DIVISION, NETWORK)}
