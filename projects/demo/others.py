"""Cloppenburg, Osterholz, Harburg, Verden and Osnabrück."""

from projects.demo.content import FLYER, UNSURE, MilestoneFact, ProcessFacts, ProjectFacts
from projects.models import Nature, Origin, Path, ProcessKind, ProjectKind

CLP_PAGE = "Landkreis Cloppenburg, Internetseite zum Bildungsbüro (nicht aus dem Flyer)"
CLP_RECORD = "Landkreis Cloppenburg, Vorlage V-SCHUL/19/159 im Bürgerinformationssystem (nicht aus dem Flyer)"
AGENCY_PAGE = "Transferagentur Niedersachsen, Zusammenarbeit mit Kommunen (nicht aus dem Flyer)"


def _step(period: str, title: str, source: str, nature: str = Nature.WORK, **more: str) -> MilestoneFact:
    return MilestoneFact(title, period, nature=nature, origin=Origin.STEP, source=source, **more)


CLOPPENBURG = (
    ProjectFacts(
        title="Aufbau von Bildungsbüro und Bildungsbeirat",
        kind=ProjectKind.STRUCTURE,
        summary=(
            "Der Landkreis hat ein Bildungsbüro eingerichtet, das über Ressorts hinweg arbeitet, und einen "
            "Bildungsbeirat, der ihm Fragen und Ziele vorgibt. Über den Beirat kommen Ergebnisse zurück in "
            "die Politik."
        ),
        state="abgeschlossen",
        transfer_status="ueberfuehrt",
        unit="Bildungsbüro",
        body="Bildungsbeirat",
        aims=(
            "Bedarf und Ziele der Bildungspolitik über Ressorts hinweg bestimmen",
            "Entscheidungen auf aussagekräftige Daten stützen",
        ),
        links=(("https://bit.ly/3GgTsWA", "Mehr zum Vorgehen im Landkreis Cloppenburg", UNSURE),),
        process=ProcessFacts(
            title="Von der Kooperation zum Bildungsbüro",
            path=Path.NEW_OFFICE,
            kind=ProcessKind.BUILD_UP,
            result="Bildungsbüro und Bildungsbeirat arbeiten.",
            is_finished=True,
            steps=(
                _step(
                    "2015-11", "Kooperation mit der Transferagentur vereinbart", CLP_PAGE, Nature.AGREEMENT
                ),
                _step("2019-04", "Modul 2 der Begleitung beginnt", CLP_PAGE),
                _step(
                    "",
                    "Schulausschuss empfiehlt das Bildungsbüro",
                    CLP_RECORD,
                    Nature.MEETING,
                    description="Drei Gegenstimmen, eine Enthaltung.",
                    body="Schulausschuss",
                ),
                _step(
                    "",
                    "Kreistag beschließt das Bildungsbüro",
                    CLP_RECORD,
                    Nature.RESOLUTION,
                    description="Fünf Gegenstimmen. Der Monat des Beschlusses ist hier nicht belegt.",
                    body="Kreistag",
                ),
                _step("2019-10", "Das Bildungsbüro nimmt die Arbeit auf", CLP_PAGE),
                _step(
                    "2020-01",
                    "Der Bildungsbeirat tagt zum ersten Mal",
                    "Landkreis Cloppenburg, Bericht vom 30.01.2020 (nicht aus dem Flyer)",
                    Nature.MEETING,
                    description="Berichtet am 30. Januar 2020.",
                    body="Bildungsbeirat",
                ),
                _step(
                    "2021-02",
                    "Vertrag zur Bildungsregion gilt",
                    CLP_PAGE,
                    Nature.AGREEMENT,
                    description="Genannt ist der 1. Februar; das Jahr ergibt sich aus dem Zusammenhang.",
                ),
            ),
        ),
        milestones=(
            MilestoneFact(
                "Auszeichnung des Landkreises durch die Transferagentur",
                "2023-06",
                source="Pressemitteilung vom 22.06.2023 (nicht aus dem Flyer)",
            ),
        ),
    ),
)
BEST = "Beste Bildung"
OSTERHOLZ = (
    ProjectFacts(
        title=BEST,
        kind=ProjectKind.INITIATIVE,
        summary=(
            "Qualitätsinitiative des Landkreises für seine Schulen. Sie prüft regelmäßig, ob ihre Maßnahmen "
            "wirken, und stützt sich auf eine Leitstelle, die bleibt."
        ),
        state="laufend",
        unit="Bildungskontor",
        body="Lenkungsgruppe",
        aims=(
            "Die Schulen bei ihrer Entwicklung unterstützen",
            "Eine gemeinsame Schullandschaft als Mitte der Bildungsregion schaffen",
            "Die Qualität der Schulen messbar verbessern",
        ),
        links=(("https://bit.ly/3gjqZUP", "Mehr zu „Beste Bildung“", UNSURE),),
        milestones=(
            MilestoneFact(
                "Auszeichnung des Landkreises durch die Transferagentur",
                "2022-04",
                source="Pressemitteilung vom 05.04.2022 (nicht aus dem Flyer)",
            ),
        ),
    ),
    ProjectFacts(
        title="Netzwerkleitstelle auf Dauer",
        kind=ProjectKind.STRUCTURE,
        summary=(
            "Die Leitstelle des Netzwerks ist fest eingerichtet. Sie gilt als entscheidend für den Erfolg "
            "der Initiative."
        ),
        transfer_status="ueberfuehrt",
        part_of=BEST,
        unit="Netzwerkleitstelle",
        process=ProcessFacts(
            title="Bündelung im Bildungskontor",
            path=Path.BUNDLED,
            result=(
                "Die Leitstelle sitzt mit dem Bildungsmonitoring im Bildungskontor, der Geschäftsstelle der "
                "Bildungsregion."
            ),
            is_finished=True,
            steps=(_step("2018", "Leitstelle und Monitoring kommen im Bildungskontor zusammen", FLYER),),
        ),
    ),
    ProjectFacts(
        title="Unterstützung und Fortbildung nach Evaluation",
        kind=ProjectKind.MEASURE,
        summary="Was Evaluationen ergeben, bestimmt, welche Unterstützung und Fortbildung Schulen erhalten.",
        part_of=BEST,
    ),
    ProjectFacts(
        title="Mitarbeit der Schulen am Monitoring",
        kind=ProjectKind.MEASURE,
        summary="Wer teilnimmt, verpflichtet sich, zum Monitoring beizutragen.",
        part_of=BEST,
    ),
    ProjectFacts(
        title="Bildungsfonds mit Beteiligung der Schulen",
        kind=ProjectKind.MEASURE,
        summary="Die Schulen tragen zu einem gemeinsamen Fonds bei.",
        part_of=BEST,
    ),
)
HARBURG = (
    ProjectFacts(
        title="Dauerhafte Stellen nach „Bildung integriert“",
        kind=ProjectKind.INSTITUTION,
        summary="Der Landkreis führt das Personal aus dem Förderprogramm auf Dauer weiter.",
        programme="Bildung integriert",
        links=(("https://bit.ly/31IZkcn", "Verstetigung des Personals im Landkreis Harburg", FLYER),),
        process=ProcessFacts(
            title="Verstetigung des Programmpersonals",
            path=Path.STAFF,
            steps=(
                _step(
                    "",
                    "Modul 4 mit der Transferagentur vereinbart",
                    AGENCY_PAGE,
                    Nature.AGREEMENT,
                    description="Schwerpunkte: Fachkräfte sichern, Übergang von der Schule in den Beruf.",
                ),
            ),
        ),
    ),
)
VERDEN = (
    ProjectFacts(
        title="Bildung im Fokus",
        summary="Der Landkreis baut ein datenbasiertes kommunales Bildungsmanagement (DKBM) auf.",
        links=(("https://bit.ly/3FaBmUP", "Aufbau eines DKBM im Landkreis Verden", FLYER),),
        milestones=(
            MilestoneFact(
                "Zielvereinbarung mit der Transferagentur, die erste in Niedersachsen",
                "2015-03",
                "Unterzeichnet am 19. März 2015.",
                Nature.AGREEMENT,
                source=AGENCY_PAGE,
            ),
        ),
    ),
)
OSNABRUECK = (
    ProjectFacts(
        title="Fachdienst Strategisches Bildungsmanagement",
        kind=ProjectKind.STRUCTURE,
        summary="Die Stadt hat dem Bildungsmanagement einen eigenen Fachdienst gegeben.",
        unit="Strategisches Bildungsmanagement",
        links=(("https://bit.ly/3nbwAAt", "Strategisches Bildungsmanagement der Stadt Osnabrück", FLYER),),
        process=ProcessFacts(title="Eigener Fachdienst", path=Path.OWN_UNIT),
    ),
)
