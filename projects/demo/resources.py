"""Demo content: programmes with sources; posts, money and a fund. Invented figures are marked as examples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dkbm.models import Municipality
from governance.models import Unit
from projects.demo import put
from projects.demo.others import BEST
from projects.demo.scenarios import keep_scenarios
from projects.models import (
    BudgetLine,
    Fund,
    FundContribution,
    Grant,
    Handover,
    Interface,
    KeyProcess,
    Participation,
    Post,
    ProcessTie,
    Programme,
    Project,
    Review,
    Tie,
)
from projects.services_resources import load_programmes

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = {"source": "Beispiel, erfunden", "is_example": True}
GRANT = "Bildungskommunen in Emden (Beispiel)"
FULL, SHARE = Decimal(100), Decimal(60)
# function, VZÄ, term, limited until, own share, in the plan, filled, deputy
POSTS: tuple[tuple[str, str, str, str, Decimal, str, str, str], ...] = (
    ("Bildungsmanagement", "1", "unbefristet", "", FULL, "ja", "besetzt", "Bildungsmonitoring"),
    ("Bildungsmonitoring", "0.5", "unbefristet", "", FULL, "ja", "besetzt", "Bildungsmanagement"),
    ("Projektkoordination Bildungskommunen", "1", "befristet", "2027-06-30", SHARE, "nein", "besetzt", ""),
    ("Öffentlichkeitsarbeit Bildung", "0.5", "unbefristet", "", FULL, "ja", "unbesetzt", ""),
)
# year, stage, side, title, from the programme, euros
LINES: tuple[tuple[int, str, str, str, bool, int], ...] = (
    (2025, "ansatz", "aufwand", "Personal", False, 192_000),
    (2025, "ansatz", "aufwand", "Sachmittel", False, 40_000),
    (2025, "ansatz", "ertrag", "Zuwendung Bildungskommunen", True, 46_000),
    (2025, "ergebnis", "aufwand", "Personal", False, 185_400),
    (2025, "ergebnis", "aufwand", "Sachmittel", False, 37_250),
    (2025, "ergebnis", "ertrag", "Zuwendung Bildungskommunen", True, 45_100),
    (2026, "ansatz", "aufwand", "Personal", False, 198_000),
    (2026, "ansatz", "aufwand", "Sachmittel", False, 42_000),
    (2026, "ansatz", "ertrag", "Zuwendung Bildungskommunen", True, 48_000),
    (2027, "ansatz", "aufwand", "Personal", False, 176_000),
    (2027, "ansatz", "aufwand", "Sachmittel", False, 38_000),
    (2027, "ansatz", "ertrag", "Zuwendung Bildungskommunen", True, 24_000),
)
UNIT = "Fachdienst Schule, Bildung und Sport"
# what the project coordination has written down so far for whoever comes after
HANDOVER = {
    "running": "Die Vereinbarung mit den Berufsschulen wird gerade unterschrieben.",
    "lessons": "Kurze Treffen in den Schulen haben mehr gebracht als große Runden.",
}
# offer, flow, handbook, reviewed, who is tied to it how
OFFERS: tuple[tuple[str, str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Bildungsbericht",
        "Daten im Herbst abrufen, Texte bis Februar, Steuergruppe im März, Veröffentlichung im Mai",
        "Ablage „Bildungsbericht“, Ordner „Handbuch“",
        "2026-03",
        ((Tie.OWNER, "Bildungsmonitoring"), (Tie.PARTNER, "Schulverwaltung")),
    ),
    (
        "Bildungskonferenz",
        "Thema in der Steuergruppe, Einladung acht Wochen vorher, Auswertung vier Wochen danach",
        "Ablage „Konferenz“, Checkliste",
        "2025-11",
        (
            (Tie.OWNER, "Bildungsmanagement"),
            (Tie.DEPUTY, "Bildungsmonitoring"),
            (Tie.PARTNER, "Volkshochschule"),
        ),
    ),
    (
        "Netzwerk Übergang Schule und Beruf",
        "",
        "",
        "",
        (
            (Tie.OWNER, "Projektkoordination Bildungskommunen"),
            (Tie.DEPUTY, "Bildungsmanagement"),
            (Tie.PARTNER, "Agentur für Arbeit"),
        ),
    ),
)
STAFF_PROJECT = "Dauerhafte Stellen nach „Bildung integriert“"
STAFF_GRANT = "Bildung integriert"
STAFF_SOURCE = (
    "Beispiel: Richtlinie „Bildung integriert“ (je eine Stelle); der Umfang im Landkreis ist angenommen"
)
MEASURE = "Unterstützung und Fortbildung nach Evaluation"
REVIEW = {
    "result": "Die Fortbildungen wurden gut besucht; im Unterricht kam davon wenig an.",
    "adaptation": "Zu jeder Fortbildung gehört jetzt ein Besuch in der Schule nach drei Monaten.",
    "source": "Beispiel, erfunden",
}
SCHOOLS_SOURCE = (
    "Gute Beispiele Landkreis Osterholz: mehr als die Hälfte von 24 Schulen; die genaue Zahl ist angenommen"
)
FUND = "Bildungsfonds „Beste Bildung“"
FLYER_FUND = "Transferagentur Niedersachsen, Flyer „Nachhaltigkeit“ (2021); Beträge sind Beispiele, erfunden"
CONTRIBUTIONS: tuple[tuple[str, str, int, int], ...] = (
    ("Landkreis", "kommune", 2025, 20_000),
    ("Beispielschule Nord", "schule", 2025, 1_500),
    ("Beispielschule Süd", "schule", 2025, 1_250),
    ("Landkreis", "kommune", 2026, 20_000),
    ("Beispielschule Nord", "schule", 2026, 1_500),
    ("Beispielschule Süd", "schule", 2026, 1_500),
    ("Beispielstiftung", "partner", 2026, 5_000),
)


def load(log: Callable[[str], None]) -> None:
    """Load the programmes and what the municipalities that exist have. Twice changes nothing."""
    load_programmes()
    for ags, part in (("03402", _emden), ("03353", _harburg), ("03356", _osterholz)):
        municipality = Municipality.objects.filter(region__ags=ags).first()
        if municipality is None:
            log(f"Ressourcen: Kommune {ags} fehlt, übersprungen.")
        else:
            part(municipality)
    log(f"Ressourcen: {Programme.objects.count()} Förderprogramme mit Quellen, Beispiele für drei Kommunen.")


def _emden(emden: Municipality) -> None:
    grant = put(
        Grant,
        {"municipality": emden, "title": GRANT},
        {
            "programme": Programme.objects.get(code="bildungskommunen"),
            "number": "Beispiel 01",
            "begins": "2023-07-01",
            "ends": "2027-06-30",
            "amount_cents": 184_000_00,
            "share_pct": Decimal(40),
            "report_due": date(2027, 12, 31),
            **EXAMPLE,
        },
    )
    unit = Unit.objects.filter(municipality=emden, name=UNIT).first()
    for function, fte, term, until, own, in_plan, filled, deputy in POSTS:
        values: dict[str, Any] = {
            "fte": Decimal(fte),
            "term": term,
            "limited_until": until,
            "own_share_pct": own,
            "in_plan": in_plan,
            "filled": filled,
            "deputy_function": deputy,
            "grant": grant if own < FULL else None,
            "unit": unit,
            **EXAMPLE,
        }
        put(Post, {"municipality": emden, "function": function}, values)
    for year, stage, side, title, from_programme, euros in LINES:
        key = {"municipality": emden, "year": year, "stage": stage, "side": side, "title": title}
        origin = {"origin": "programm", "grant": grant} if from_programme else {"origin": "eigen"}
        put(BudgetLine, key, {**origin, "amount_cents": euros * 100, **EXAMPLE})
    _offers(emden)
    leaving = Post.objects.get(municipality=emden, function="Projektkoordination Bildungskommunen")
    put(Handover, {"municipality": emden, "post": leaving}, {**HANDOVER, "is_example": True})
    keep_scenarios(emden)


def _offers(emden: Municipality) -> None:
    """F-11, F-12: three offers, one of which hangs on a single function; a Schnittstelle between two units."""
    posts = {post.function: post for post in Post.objects.filter(municipality=emden)}
    for title, flow, handbook, reviewed, ties in OFFERS:
        values = {"flow": flow, "handbook": handbook, "reviewed_in": reviewed, "is_example": True}
        offer = put(KeyProcess, {"municipality": emden, "title": title}, values)
        for tie, name in ties:
            put(ProcessTie, {"process": offer, "tie": tie, "name": name}, {"post": posts.get(name)})
    units = list(Unit.objects.filter(municipality=emden).order_by("name", "pk")[:2])
    if len(units) == 2:
        key = {
            "municipality": emden,
            "process": KeyProcess.objects.get(municipality=emden, title="Bildungsbericht"),
            "unit": units[0],
            "other_unit": units[1],
        }
        put(Interface, key, {"note": "Schülerzahlen im Oktober", "state": "besprochen", "is_example": True})


def _harburg(harburg: Municipality) -> None:
    """F-52: the project, its programme and the posts that stay belong together."""
    grant = put(
        Grant,
        {"municipality": harburg, "title": STAFF_GRANT},
        {"programme": Programme.objects.get(code="bildung-integriert"), "source": STAFF_SOURCE},
    )
    project = Project.objects.filter(municipality=harburg, title=STAFF_PROJECT).first()
    if project is not None:
        put(Project, {"municipality": harburg, "title": STAFF_PROJECT}, {"grant": grant})
    for function in ("Bildungsmanagement", "Bildungsmonitoring"):
        values = {
            "fte": Decimal(1),
            "grant": grant,
            "project": project,
            "source": STAFF_SOURCE,
            "is_example": True,
        }
        put(Post, {"municipality": harburg, "function": function}, values)


def _effects(osterholz: Municipality) -> None:
    """F-46, F-48: a measure that is reviewed every year, and how many schools take part."""
    measure = Project.objects.filter(municipality=osterholz, title=MEASURE).first()
    if measure is not None:
        put(Project, {"municipality": osterholz, "title": MEASURE}, {"review_months": 12})
        put(Review, {"project": measure, "held_in": "2025-09"}, REVIEW)
    initiative = Project.objects.filter(municipality=osterholz, title=BEST).first()
    if initiative is not None:
        values = {"taking_part": 13, "eligible": 24, "source": SCHOOLS_SOURCE}
        put(Participation, {"project": initiative, "as_of": "2022-04"}, values)


def _osterholz(osterholz: Municipality) -> None:
    """F-49: a fund to which schools contribute; the sum per year is what counts."""
    _effects(osterholz)
    values = {
        "purpose": "Gemeinsame Vorhaben der Schulen in der Bildungsregion",
        "source": FLYER_FUND,
        "is_example": True,
    }
    fund = put(Fund, {"municipality": osterholz, "name": FUND}, values)
    for contributor, kind, year, euros in CONTRIBUTIONS:
        key = {"fund": fund, "contributor": contributor, "year": year}
        put(FundContribution, key, {"kind": kind, "amount_cents": euros * 100, "source": FLYER_FUND})
