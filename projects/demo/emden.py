"""Stadt Emden: from project structures to a permanent task, in seven steps."""

from projects.demo.content import FLYER, UNSURE, MilestoneFact, ProcessFacts, ProjectFacts
from projects.models import BenefitKind, MilestoneState, Nature, Origin, Path, ProjectKind

CITY_PAGE = "Stadt Emden, Internetseite „BILDUNG leben in Emden“ (nicht aus dem Flyer)"
UNIT = "Fachdienst Schule, Bildung und Sport"
STEERING = "Steuergruppe"


def _before(title: str, **more: str) -> MilestoneFact:
    return MilestoneFact(title, origin=Origin.PRECONDITION, **more)


def _step(period: str, title: str, description: str, nature: str, **more: str) -> MilestoneFact:
    return MilestoneFact(title, period, description, nature, origin=Origin.STEP, **more)


PRECONDITIONS = (
    _before("Gemeinsames Verständnis von Bildung"),
    _before(
        "Erste Bildungskonferenz und daraus abgeleitete strategische Ziele",
        description="Die Konferenz gab den Anstoß; das Zielsystem baut auf ihr auf.",
    ),
    _before("Datengrundlage zur Bildung in der Stadt"),
    _before("Steuerungskreislauf, abgestimmt mit der Planungsgruppe", body="Planungsgruppe"),
)
STEPS = (
    _step(
        "2020-06..2020-09",
        "Gespräche an den Schnittstellen der Verwaltung",
        "Mit Beteiligten mehrerer Stellen wurde geklärt, was das Bildungsmanagement künftig übernimmt.",
        Nature.TALKS,
    ),
    _step(
        "2020-10",
        "Werkstatt: Worauf richten wir uns aus?",
        "Gemeinsam wurden die Inhalte festgelegt.",
        Nature.WORKSHOP,
        participants="Transferagentur Niedersachsen, alle beteiligten Stellen",
    ),
    _step(
        "2020-11",
        "Steuergruppe berät den Platz in der Organisation",
        "Thema war, an welcher Stelle der Verwaltung das Bildungsmanagement verankert wird.",
        Nature.MEETING,
        body=STEERING,
    ),
    _step(
        "2020-11..2020-12",
        "Sondierung der künftigen Zusammenarbeit",
        "Ausgelotet wurde, unter welchen Bedingungen die Fachdienste zusammenarbeiten können.",
        Nature.TALKS,
    ),
    _step(
        "2021-01",
        "Steuergruppe nimmt die Ergebnisse entgegen",
        "",
        Nature.MEETING,
        body=STEERING,
    ),
    _step(
        "2021-02..2021-04",
        "Interne Kooperationsvereinbarung entworfen und abgestimmt",
        "Sie legt verbindlich fest, wie die Fachdienste zusammenwirken.",
        Nature.AGREEMENT,
        agreement="Interne Kooperationsvereinbarung der Fachdienste",
    ),
    _step(
        "2021-09",
        "Verwaltungsvorstand beschließt die Verstetigung",
        "Damit ist das Bildungsmanagement eine dauerhafte Aufgabe.",
        Nature.RESOLUTION,
        body="Verwaltungsvorstand",
        resolution="Verstetigung des kommunalen Bildungsmanagements",
    ),
)
INSTITUTION = ProjectFacts(
    title="Verstetigung des kommunalen Bildungsmanagements",
    kind=ProjectKind.INSTITUTION,
    summary=(
        "Die Stadt hat ihr Bildungsmanagement aus dem Projekt heraus dauerhaft eingerichtet. Dafür nutzt sie "
        "einen Fachdienst, den es schon gab und der mit der Aufgabe gewachsen ist."
    ),
    begins="2020-06",
    ends="2021-09",
    state="abgeschlossen",
    transfer_status="ueberfuehrt",
    component="koordination",
    unit=UNIT,
    target_unit=UNIT,
    carries_alone="ja",
    goals=("Das Bildungsangebot durch verlässliche Strukturen langfristig sichern",),
    taken=("Verstetigung des kommunalen Bildungsmanagements",),
    aims=("Lernen in jedem Lebensalter ermöglichen",),
    benefits=(
        (
            BenefitKind.SYNERGY,
            "Schule, Bildung und Sport arbeiten unter einem Dach und nutzen gemeinsame Wege.",
        ),
        (BenefitKind.COST, "Ein zusätzlicher Verwaltungsapparat mit eigenen Kosten ist nicht nötig."),
    ),
    links=(("https://bit.ly/3LanMVZ", "Mehr zum Vorgehen der Stadt Emden", UNSURE),),
    process=ProcessFacts(
        title="Vom Projekt zur dauerhaften Aufgabe",
        path=Path.EXISTING_UNIT,
        result="Der Verwaltungsvorstand hat im September 2021 beschlossen: Das Bildungsmanagement bleibt.",
        is_finished=True,
        preconditions=PRECONDITIONS,
        steps=STEPS,
        notes=(
            ("fraktionen", "Beispiel, erfunden: alle Fraktionen in ihren Sitzungen informiert"),
            (
                "monitoring",
                "Beispiel, erfunden: jährlicher Bericht, das Bildungsmonitoring hat eine feste Stelle",
            ),
        ),
    ),
)
PROJECT = ProjectFacts(
    title="Bildung leben in Emden",
    summary="Projekt, in dem Bildungsmanagement und Bildungsmonitoring der Stadt aufgebaut wurden.",
    programme="Bildung integriert",
    begins="2016-06",
    ends="2019-05",
    state="abgeschlossen",
    transfer_status="ueberfuehrt",
    source=f"{CITY_PAGE}; Name des Projekts auch: {FLYER}",
    component="koordination",
    goals=("Lebenslanges Lernen verwirklichen",),
    team=(
        "Bildungsmanagement",
        "Bildungsmonitoring",
        "Koordination der Bildungsangebote für Neuzugewanderte",
        "Verwaltung des Projekts",
    ),
    team_source=f"{FLYER}: ein Team von vier; die Funktionen sind Beispiele, erfunden",
    milestones=(
        MilestoneFact(
            "Auszeichnung der Stadt durch die Transferagentur",
            "2023-11",
            source="Pressemitteilung vom 13.11.2023 (nicht aus dem Flyer)",
        ),
    ),
)
NEWCOMERS = ProjectFacts(
    title="Koordinierung der Bildungsangebote für Neuzugewanderte",
    summary="Die Stadt stimmte Bildungsangebote für Menschen aufeinander ab, die neu nach Emden kamen.",
    programme="Kommunale Koordinierung der Bildungsangebote für Neuzugewanderte",
    begins="2016-08",
    ends="2018-07",
    state="abgeschlossen",
    source=CITY_PAGE,
)
EXAMPLE_SOURCE = "Beispiel, erfunden"
EXAMPLE = ProjectFacts(
    title="Übergang von der Kita in die Grundschule",
    kind=ProjectKind.MEASURE,
    summary="Kitas und Grundschulen stimmen ab, wie sie Kinder vor der Einschulung begleiten.",
    begins="2026-04",
    state="laufend",
    transfer_status="erprobung",
    source=EXAMPLE_SOURCE,
    is_example=True,
    component="interne_kooperation",
    unit=UNIT,
    target_unit=UNIT,
    carries_alone="teilweise",
    risks="Die Abstimmung hängt an einer befristeten Stelle.",
    need_confirmed_in="2026-03",
    need="Rückmeldungen aus Kitas und Grundschulen",
    goals=("Lebenslanges Lernen verwirklichen",),
    milestones=(
        MilestoneFact(
            "Rückmeldungen aus den Einrichtungen auswerten",
            "2026-09",
            state=MilestoneState.RUNNING,
            first_planned="2026-06",
            source=EXAMPLE_SOURCE,
        ),
        MilestoneFact(
            "Absprachen mit den Grundschulen festhalten",
            "2026-11..2026-12",
            state=MilestoneState.OPEN,
            nature=Nature.AGREEMENT,
            after=("Rückmeldungen aus den Einrichtungen auswerten",),
            first_planned="2026-11..2026-12",
            source=EXAMPLE_SOURCE,
        ),
        MilestoneFact(
            "In der Steuergruppe berichten",
            "2027-02",
            state=MilestoneState.OPEN,
            nature=Nature.MEETING,
            body=STEERING,
            after=("Absprachen mit den Grundschulen festhalten",),
            first_planned="2027-01",
            source=EXAMPLE_SOURCE,
        ),
        MilestoneFact(
            "Über die Fortführung entscheiden",
            state=MilestoneState.OPEN,
            nature=Nature.RESOLUTION,
            after=("In der Steuergruppe berichten",),
            source=EXAMPLE_SOURCE,
        ),
    ),
)
EMDEN = (INSTITUTION, PROJECT, NEWCOMERS, EXAMPLE)
