"""The funding programmes of the field (domain.md 4.1) with facts and sources: shared data, not typed by anybody."""

from __future__ import annotations

from dataclasses import dataclass

from projects.models.programme import FactKind

GUIDELINE_2015 = "BMBF, Richtlinie „Bildung integriert“ vom 27.01.2015"
GUIDELINE_2022 = "BMBF, Richtlinie „Bildungskommunen“ vom 10.01.2022 (BAnz 18.01.2022)"
GUIDELINE_2023 = "BMBF, Richtlinie vom 18.01.2023"
INITIATIVE = "transferinitiative.de"
AGENCY_PAGE = "Transferagentur Niedersachsen, Zusammenarbeit mit Kommunen"


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme; `valid` is a period key, `facts` are (kind, text, source)."""

    code: str
    name: str
    funder: str
    valid: str
    facts: tuple[tuple[str, str, str], ...]


ALL = (
    ProgrammeFacts(
        "lernen-vor-ort",
        "Lernen vor Ort",
        "Bund (BMBF) und ESF",
        "2009-09..2014-08",
        (
            (
                FactKind.DURATION,
                "Zwei Phasen: 01.09.2009 bis 31.08.2012 und 01.09.2012 bis 31.08.2014.",
                INITIATIVE,
            ),
            (
                FactKind.OTHER,
                "40 Kreise und Städte, in der zweiten Phase 35 bis 36; über 180 Stiftungen wirkten mit.",
                INITIATIVE,
            ),
        ),
    ),
    ProgrammeFacts(
        "transferagenturen",
        "Transferagenturen",
        "Bund (BMBF)",
        "2014..2022",
        (
            (FactKind.RULE, "Bekanntmachung vom 14.03.2013; neun Agenturen arbeiten ab 2014.", INITIATIVE),
            (
                FactKind.DURATION,
                "Niedersachsen: Arbeit seit 09/2014, zweite Phase bis 2022; danach führt ein Verein sie fort.",
                AGENCY_PAGE,
            ),
        ),
    ),
    ProgrammeFacts(
        "bildung-integriert",
        "Bildung integriert",
        "Bund (BMBF) und ESF",
        "2015-01..2021-06",
        (
            (FactKind.RULE, "Richtlinie vom 27.01.2015.", GUIDELINE_2015),
            (
                FactKind.DURATION,
                "Drei Jahre und bis zu zwei Jahre Verlängerung; spätestes geplantes Ende 30.06.2021.",
                INITIATIVE,
            ),
            (
                FactKind.POSTS,
                "Personal für Bildungsmanagement und Bildungsmonitoring, je eine Stelle.",
                GUIDELINE_2015,
            ),
            (
                FactKind.DUTY,
                "Eine Verlängerung ist sechs Monate vor dem Ende zu beantragen.",
                INITIATIVE,
            ),
        ),
    ),
    ProgrammeFacts(
        "neuzugewanderte",
        "Kommunale Koordinierung der Bildungsangebote für Neuzugewanderte",
        "Bund (BMBF)",
        "2016..2021",
        (
            (
                FactKind.DURATION,
                "Laufzeiten belegt für Emden (08/2016 bis 07/2018) und Lüneburg (2017 bis 2021).",
                "Stadt Emden, Internetseite; Landkreis Lüneburg, Vorlage 2022/157",
            ),
        ),
    ),
    ProgrammeFacts(
        "bildungskommunen",
        "Bildungskommunen",
        "Bund und ESF Plus",
        "2022-01..",
        (
            (
                FactKind.RULE,
                "Richtlinie vom 10.01.2022; ESF Plus 2021 bis 2027; Module 1 bis 3.",
                GUIDELINE_2022,
            ),
            (
                FactKind.RATE,
                "Nach Zielregion; in den meisten Teilen Niedersachsens 40 %, der Eigenanteil ist also 60 %.",
                "Stadt Nienburg, Vorlage 2023/094",
            ),
            (
                FactKind.OTHER,
                "Vier Instrumente: Strategie, Bildungsberichterstattung, Kooperationsstrukturen, Bildungsportal.",
                GUIDELINE_2022,
            ),
            (FactKind.DURATION, "Linie „Ganztag in Bildungskommunen“: höchstens vier Jahre.", GUIDELINE_2022),
        ),
    ),
    ProgrammeFacts(
        "fachnetzwerk",
        "Fachnetzwerk kommunales Bildungsmanagement",
        "Bund (BMBFSFJ, früher BMBF)",
        "2023-01..",
        (
            (
                FactKind.RULE,
                "Richtlinie vom 18.01.2023: acht regionale Agenturen und fünf Fachstellen.",
                GUIDELINE_2023,
            ),
        ),
    ),
    ProgrammeFacts(
        "bildungsregionen-nds",
        "Bildungsregionen Niedersachsen",
        "Land Niedersachsen und Kommune",
        "",
        (
            (
                FactKind.POSTS,
                "Vertrag zwischen Land und Kommune; Geschäftsstelle mit kommunalem Personal und abgeordneten Lehrkräften.",
                "Niedersächsisches Kultusministerium, Bildungsregionen",
            ),
        ),
    ),
)
