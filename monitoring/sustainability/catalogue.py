"""The 35 indicators of Verstetigung and Kapazitätserhalt: names, formulas in words, thresholds, dimensions.

No official values exist; the thresholds are proposals, configurable for every municipality (`Threshold` with a
version). Catalogue: design page "domain", section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from monitoring.sustainability import discourse, money, posts, steering, structures
from monitoring.sustainability.facts import Facts
from monitoring.sustainability.reading import Reading

RULE_VERSION = "2026-11"
Formula = Callable[[Facts, date], Reading]


class Direction(StrEnum):
    """Which way is better; a corridor is best in the middle; context is neither."""

    UP = "hoch"
    DOWN = "niedrig"
    CORRIDOR = "korridor"
    CONTEXT = "kontext"


class Dimension(StrEnum):
    """The axes of the radar; the first three are the families that the flyer names."""

    POSTS = "Personal"
    MONEY = "Finanzen"
    STRUCTURES = "Regelstruktur"
    MANDATE = "Legitimation"
    STEERING = "Steuerung und Ziele"
    DISCOURSE = "Monitoring und Diskurs"


WEIGHTS: Mapping[Dimension, int] = {
    Dimension.POSTS: 25,
    Dimension.MONEY: 25,
    Dimension.STRUCTURES: 20,
    Dimension.MANDATE: 15,
    Dimension.STEERING: 10,
    Dimension.DISCOURSE: 5,
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where the light changes. Up and down: `green`, `yellow` bounds, equality counts for the better light.

    A corridor: `green` and `yellow` are lower bounds, `green_top` and `yellow_top` the upper ones.
    """

    green: Fraction
    yellow: Fraction
    green_top: Fraction | None = None
    yellow_top: Fraction | None = None
    version: str = RULE_VERSION


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator. `words`: the formula as a sentence. `lead`: caps the overall light when red."""

    code: str
    name: str
    words: str
    unit: str
    direction: Direction
    dimension: Dimension
    formula: Formula
    threshold: Threshold | None = None
    lead: bool = False


def _bounds(green: int, yellow: int | Fraction) -> Threshold:
    return Threshold(Fraction(green), Fraction(yellow))


def _corridor(low: int, outer_low: int, high: int, outer_high: int) -> Threshold:
    return Threshold(Fraction(low), Fraction(outer_low), Fraction(high), Fraction(outer_high))


U, D, C, X = Direction.UP, Direction.DOWN, Direction.CORRIDOR, Direction.CONTEXT
P, F, R = Dimension.POSTS, Dimension.MONEY, Dimension.STRUCTURES
L, S, M = Dimension.MANDATE, Dimension.STEERING, Dimension.DISCOURSE
THIRD = Fraction(100, 3)

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "N-P1",
        "Entfristungsquote",
        "VZÄ der unbefristeten Stellen geteilt durch VZÄ aller Stellen",
        "%",
        U,
        P,
        posts.permanent,
        _bounds(80, 50),
        lead=True,
    ),
    Definition(
        "N-P2",
        "Eigenfinanzierung des Personals",
        "VZÄ mal Eigenanteil, geteilt durch VZÄ aller Stellen",
        "%",
        U,
        P,
        posts.own_funded,
        _bounds(90, 60),
    ),
    Definition(
        "N-P3",
        "Besetzungsquote",
        "besetzte VZÄ geteilt durch VZÄ aller Stellen",
        "%",
        U,
        P,
        posts.filled,
        _bounds(90, 70),
    ),
    Definition(
        "N-P4",
        "Ausstattung",
        "VZÄ geteilt durch Bevölkerung, je 100 000",
        "VZÄ je 100 000",
        X,
        P,
        posts.equipment,
    ),
    Definition(
        "N-P5",
        "Vertretungs- und Wissenssicherung",
        "Schlüsselprozesse mit Zuständigkeit, Vertretung und höchstens 24 Monate alter Prüfung des Handbuchs, geteilt durch alle Schlüsselprozesse",
        "%",
        U,
        P,
        posts.safeguarded,
        _bounds(80, 50),
    ),
    Definition(
        "N-P6",
        "Fluktuation in 24 Monaten",
        "VZÄ, deren Besetzung in 24 Monaten endete, geteilt durch die im Mittel besetzten VZÄ",
        "%",
        D,
        P,
        posts.turnover,
        _bounds(15, 30),
    ),
    Definition(
        "N-P7",
        "Restlaufzeit befristeter Stellen",
        "VZÄ mal Tage bis zum Ende, geteilt durch VZÄ, der befristeten besetzten Stellen",
        "Monate",
        U,
        P,
        posts.remaining_term,
        _bounds(24, 12),
        lead=True,
    ),
    Definition(
        "N-P8",
        "Stellenplanquote",
        "VZÄ im Stellenplan geteilt durch VZÄ aller Stellen",
        "%",
        U,
        P,
        posts.in_plan,
        _bounds(90, 60),
    ),
    Definition(
        "N-KE",
        "Kapazitätserhalt",
        "VZÄ am Stichtag geteilt durch VZÄ des Bezugsbestands",
        "%",
        X,
        P,
        posts.capacity,
    ),
    Definition(
        "N-F1",
        "Eigenmittelquote",
        "Aufwand ohne Erträge aus Programmen, geteilt durch Aufwand",
        "%",
        U,
        F,
        money.own_funds,
        _bounds(80, 50),
        lead=True,
    ),
    Definition(
        "N-F2",
        "Auslaufende Förderung",
        "Erträge aus Programmen, die in 24 Monaten enden, geteilt durch Aufwand",
        "%",
        D,
        F,
        money.expiring,
        _bounds(10, 30),
    ),
    Definition(
        "N-F3",
        "Mittelfristige Absicherung",
        "Planjahre mit Eigenmitteln von mindestens 90 % des Aufwands, geteilt durch drei",
        "%",
        U,
        F,
        money.medium_term,
        _bounds(100, THIRD),
    ),
    Definition(
        "N-F4",
        "Haushaltsvollzug",
        "Ergebnis geteilt durch Ansatz des letzten abgeschlossenen Jahres",
        "%",
        C,
        F,
        money.execution,
        _corridor(85, 70, 105, 115),
    ),
    Definition(
        "N-F5",
        "Projektfonds-Beteiligung",
        "Einzahlungen der Partner geteilt durch alle Einzahlungen in den Bildungsfonds",
        "%",
        X,
        F,
        money.fund_contributions,
    ),
    Definition(
        "N-R1",
        "Überführungsquote",
        "überführte geteilt durch alle in 36 Monaten beendeten Projekte",
        "%",
        U,
        R,
        structures.transferred,
        _bounds(60, 30),
        lead=True,
    ),
    Definition(
        "N-R2",
        "Verstetigungsplan liegt vor",
        "in 24 Monaten endende Projekte mit Zielstelle, Zuständigkeit und geplantem Beschluss, geteilt durch alle solchen Projekte",
        "%",
        U,
        R,
        structures.planned_transfer,
        _bounds(90, 60),
    ),
    Definition(
        "N-R3",
        "Dauer der Verstetigung",
        "Monate vom ersten Schritt bis zum Beschluss",
        "Monate",
        X,
        R,
        structures.time_to_permanence,
    ),
    Definition(
        "N-R4",
        "Verlorene Angebote",
        "ohne Überführung beendete Projekte mit bestätigtem Bedarf, geteilt durch alle in 36 Monaten beendeten",
        "%",
        D,
        R,
        structures.lost_offers,
        _bounds(10, 30),
    ),
    Definition(
        "N-L1",
        "Legitimationsstufe",
        "höchste Stufe eines geltenden Beschlusses: 1 Fachdienst, 2 Verwaltungsvorstand, 3 Fachausschuss, 4 Rat oder Kreistag",
        "Stufe",
        U,
        L,
        structures.mandate_level,
        _bounds(4, 2),
        lead=True,
    ),
    Definition(
        "N-L2",
        "Alter der Beschlussgrundlage",
        "Monate seit dem neuesten geltenden Beschluss",
        "Monate",
        D,
        L,
        structures.mandate_age,
        _bounds(48, 72),
    ),
    Definition(
        "N-L3",
        "Interne Kooperationsvereinbarungen",
        "Fachdienste und Ämter mit geltender Vereinbarung geteilt durch alle erfassten",
        "%",
        U,
        L,
        structures.internal_agreements,
        _bounds(75, 40),
    ),
    Definition(
        "N-L4",
        "Verankerung der Aufgaben",
        "Kernkomponenten bei einer auf Dauer eingerichteten Stelle geteilt durch sieben",
        "%",
        U,
        L,
        structures.task_anchoring,
        _bounds(85, 50),
    ),
    Definition(
        "N-G1",
        "Gremienaktivität",
        "gehaltene Sitzungen in zwölf Monaten, höchstens das Soll, geteilt durch das Soll",
        "%",
        U,
        S,
        steering.body_activity,
        _bounds(90, 60),
    ),
    Definition(
        "N-G2",
        "Ressortbreite",
        "Fachdienste und Ämter mit Sitz in der Steuerungsgruppe geteilt durch alle erfassten",
        "%",
        U,
        S,
        steering.breadth,
        _bounds(75, 50),
    ),
    Definition(
        "N-G3",
        "Externe Beteiligung",
        "Mitglieder des Bildungsbeirats von außerhalb der Verwaltung geteilt durch alle Mitglieder",
        "%",
        C,
        S,
        steering.external_share,
        _corridor(40, 25, 80, 90),
    ),
    Definition(
        "N-G4",
        "Politische Rückkopplung",
        "Tagesordnungspunkte zum Bildungsmanagement in Ausschüssen und Rat oder Kreistag in zwölf Monaten",
        "Anzahl",
        U,
        S,
        steering.political_feedback,
        _bounds(2, 1),
    ),
    Definition(
        "N-G5",
        "Auftragserledigung",
        "höchstens 30 Tage nach Frist erledigte Aufträge geteilt durch alle in zwölf Monaten fälligen",
        "%",
        U,
        S,
        steering.assignments_in_time,
        _bounds(80, 60),
    ),
    Definition(
        "N-Z1",
        "Vollständige Zielkaskade",
        "strategische Ziele, unter denen jedes Mittlerziel eine Maßnahme hat, geteilt durch alle strategischen Ziele",
        "%",
        U,
        S,
        steering.complete_cascade,
        _bounds(90, 60),
    ),
    Definition(
        "N-Z2",
        "Messbarkeit",
        "Mittlerziele mit Kennzahl, Ausgangswert, Zielwert und Termin geteilt durch alle Mittlerziele",
        "%",
        U,
        S,
        steering.measurable_goals,
        _bounds(80, 50),
    ),
    Definition(
        "N-Z3",
        "Meilensteintreue",
        "höchstens 30 Tage nach Termin erreichte Meilensteine geteilt durch alle in zwölf Monaten fälligen",
        "%",
        U,
        S,
        steering.milestones_in_time,
        _bounds(80, 60),
    ),
    Definition(
        "N-Z4",
        "Wirksamkeitsprüfung",
        "länger als zwölf Monate laufende Maßnahmen mit Prüfung in 24 Monaten geteilt durch alle solchen Maßnahmen",
        "%",
        U,
        S,
        steering.effectiveness,
        _bounds(75, 40),
    ),
    Definition(
        "N-M1",
        "Aktualität des Monitorings",
        "Kennzahlen, deren neuester Wert im Lieferrhythmus liegt, geteilt durch alle genutzten",
        "%",
        U,
        M,
        discourse.currency,
        _bounds(90, 60),
    ),
    Definition(
        "N-M2",
        "Berichtsrhythmus",
        "Monate seit dem letzten Bildungsbericht oder der letzten Analyse",
        "Monate",
        D,
        M,
        discourse.report_rhythm,
        _bounds(24, 36),
    ),
    Definition(
        "N-M3",
        "Abdeckung der Bildungsbereiche",
        "Themen C bis H mit einer aktuellen Kennzahl geteilt durch sechs",
        "%",
        U,
        M,
        discourse.coverage,
        _bounds(83, 50),
    ),
    Definition(
        "N-K1",
        "Schulbeteiligung",
        "beteiligte Schulen geteilt durch alle infrage kommenden",
        "%",
        U,
        M,
        discourse.school_participation,
        _bounds(60, 30),
    ),
    Definition(
        "N-K2",
        "Öffentlicher Diskurs",
        "Bildungskonferenzen und Beteiligungsformate in 24 Monaten",
        "Anzahl",
        U,
        M,
        discourse.public_discourse,
        _bounds(2, 1),
    ),
)
BY_CODE: Mapping[str, Definition] = {definition.code: definition for definition in DEFINITIONS}
LEAD = tuple(definition.code for definition in DEFINITIONS if definition.lead)
