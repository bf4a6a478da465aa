"""Lists of this floor as rows to take along: what the page says, one column for each fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dkbm.ui.figures import Column, Figure
from dkbm.ui.sheets import Sheet, chosen_in, columns_of, sheet_of
from monitoring.board_figures import Multiples
from monitoring.board_file import COLUMNS as BOARD_COLUMNS
from monitoring.board_file import LIGHT_WORDS, rows_of
from monitoring.comparison_page import ComparisonPage
from monitoring.figures import comparison_sheet
from monitoring.indicator_figures import table_figure
from monitoring.indicator_page import IndicatorPage


def catalogue(context: Mapping[str, Any]) -> Sheet:
    """What can be measured, with the newest own value where there is one."""
    here = context["here"]
    rows = [
        {
            "code": entry.version.indicator.code,
            "name": entry.version.name,
            "theme": f"{theme.letter} {theme.name}",
            "unit": entry.version.unit,
            "data": entry.span or entry.state,
            "value": entry.value or "–",
            "source": entry.version.source.table,
        }
        for theme in context["found"]
        for entry in theme.entries
    ]
    columns = [
        Column("code", "Kennziffer"),
        Column("name", "Kennzahl"),
        Column("theme", "Thema"),
        Column("unit", "Einheit"),
        Column("data", "Daten"),
        *([Column("value", f"{here.name}, zuletzt")] if here else []),
        Column("source", "Tabelle"),
    ]
    name = f"kennzahlen-{here.slug}" if here else "kennzahlen"
    filters = (*chosen_in(context["filter"]), *known_on(context["known_on"]))
    return Sheet("Kennzahlen", name, columns, rows, filters)


def sources(context: Mapping[str, Any]) -> Sheet:
    """Tables that have been read, then those that are waited for."""
    rows = [
        {
            "table": row.source.table,
            "title": row.source.title,
            "newest": row.due.newest.label if row.due.newest else "noch nicht eingelesen",
            "due": ", ".join(period.label for period in row.due.missing) or "–",
            "next": row.due.next_from.label if row.due.next_from else "–",
            "licence": row.source.licence or "keine Angabe",
            "attribution": row.source.attribution or "–",
        }
        for row in [*context["held"], *context["missing"]]
    ]
    columns = columns_of(
        table="Tabelle", title="Titel", newest="Vorhanden bis", due="Fällig", next="Nächste Zahlen ab",
        licence="Lizenz", attribution="Quellenangabe",
    )  # fmt: skip
    return sheet_of("Quellen", "quellen", columns, rows)


def events(context: Mapping[str, Any]) -> Sheet:
    """What bends the lines of a municipality."""
    rows = [
        {
            "title": row.title,
            "when": row.when,
            "where": _where(row),
            "audience": row.get_audience_display(),
            "source": row.source or "keine Angabe",
        }
        for row in context["rows"]
    ]
    columns = columns_of(
        title="Ereignis", when="Wann", where="Wo es steht", audience="Sichtbar für", source="Quelle"
    )
    return sheet_of("Ereignisse in Zeitreihen", "ereignisse", columns, rows, here=context["here"])


def _where(row: Any) -> str:
    if row.indicator:
        return f"Kennzahl {row.indicator.code}"
    return f"Thema {row.theme}" if row.theme else "alle Kennzahlen"


def quality(context: Mapping[str, Any]) -> Sheet:
    """All that is due, does not fit, stands out or is to be looked at again; protected numbers stay out."""
    rows = [
        *(_due(row) for row in context["due_tables"]),
        *(_finding(row) for row in context["findings"]),
        *(_outlier(row) for row in context["outliers"]),
        *(
            {
                "kind": "Vollständigkeit",
                "what": row.data_set.name,
                "when": "–",
                "text": f"{row.filled} von {row.expected} Werten, {len(row.due)} fällig",
            }
            for row in context["rows"]
        ),
        *(
            {
                "kind": "Wiedervorlage",
                "what": f"{cell.line.data_set.name}: {cell.line.label}",
                "when": cell.period.label,
                "text": cell.follow_up,
            }
            for cell in context["follow_ups"]
        ),
    ]
    columns = columns_of(
        kind="Art", what="Tabelle, Datenblatt oder Merkmal", when="Zeit", text="Was zu tun ist"
    )
    return sheet_of("Datenqualität", "datenqualitaet", columns, rows, here=context["here"])


def _due(row: Any) -> dict[str, Any]:
    missing = f"holen: {', '.join(row.missing)}" if row.missing else "noch nie eingelesen"
    text = f"{missing}. {row.year_setting}"
    return {"kind": "Fällig", "what": f"{row.table} {row.title}", "when": row.newest or "–", "text": text}


def _finding(row: Any) -> dict[str, Any]:
    kind, name = f"Befund: {row.finding.severity}", row.sheet.data_set.name
    return {"kind": kind, "what": name, "when": row.period, "text": row.finding.text}


def _outlier(row: Any) -> dict[str, Any]:
    text = f"auffällig; Herkunft: {'eigene Statistik' if row.own else row.source}"
    return {"kind": "Auffälliger Wert", "what": row.label, "when": row.period.label, "text": text}


def survey_results(context: Mapping[str, Any]) -> Sheet:
    """Results of surveys, each with who was asked, when and by whom."""
    rows = [
        {
            "question": row.question,
            "answer": row.answer,
            "value": row.value.normalize() + 0,
            "year": str(row.year),
            "base": "unbekannt" if row.base is None else row.base,
            "asked": row.respondents or "–",
            "by": row.surveyed_by or "–",
            "place": str(row.municipality) if row.municipality else "–",
            "source": row.source,
        }
        for row in (entry["row"] for entry in context["shown"])
    ]
    columns = columns_of(
        "value", "base",
        question="Frage", answer="Antwort", value="Anteil in %", year="Jahr", base="n", asked="Befragte",
        by="befragt durch", place="Kommune", source="Quelle",
    )  # fmt: skip
    return sheet_of("Ergebnisse von Umfragen", "umfragen", columns, rows)


def own_surveys(context: Mapping[str, Any]) -> Sheet:
    """Surveys of one's own, without anything of their answers."""
    rows = [
        {
            "title": row.title,
            "kind": row.get_kind_display(),
            "anonymous": row.anonymous,
            "waves": row.number,
        }
        for row in context["rows"]
    ]
    columns = columns_of("waves", title="Befragung", kind="Art", anonymous="anonym", waves="Wellen")
    return sheet_of("Eigene Befragungen", "befragungen", columns, rows, here=context["here"])


def fact_sheets(context: Mapping[str, Any]) -> Sheet:
    """All fact sheets that the reader may see."""
    rows = [
        {
            "topic": row.topic,
            "owner": row.owner_name,
            "audience": row.get_audience_display(),
            "changed": row.changed_on,
        }
        for row in context["rows"]
    ]
    columns = columns_of(topic="Thema", owner="Von", audience="Sichtbar für", changed="Stand")
    return sheet_of("Faktenblätter", "faktenblaetter", columns, rows)


def reports(context: Mapping[str, Any]) -> Sheet:
    """Editions, then what is still being written."""
    rows = [
        {
            "name": str(row),
            "place": row.municipality.name,
            "state": "erschienen",
            "day": row.published_on,
            "audience": row.get_audience_display(),
        }
        for row in context["editions"]
    ]
    rows += [
        {
            "name": str(row),
            "place": context["here"].name,
            "state": f"in Arbeit, {row.text_count} von {row.chapter_count} Texten",
            "day": "–",
            "audience": row.get_meant_for_display(),
        }
        for row in context["drafts"]
    ]
    columns = columns_of(
        name="Bericht", place="Kommune", state="Stand", day="erschienen", audience="bestimmt für"
    )
    return sheet_of("Berichte", "berichte", columns, rows)


def publications(context: Mapping[str, Any]) -> Sheet:
    """What of own numbers was checked and published; no number of any of them."""
    rows = [
        {
            "name": row.name,
            "state": row.get_state_display(),
            "published": row.published_at or "–",
            "shown": row.printed,
            "hidden": row.left_out,
            "requested": row.requested_at,
            "by": str(row.requested_by or "–"),
        }
        for row in context["rows"]
    ]
    columns = columns_of(
        "shown", "hidden",
        name="Veröffentlichung", state="Stand", published="veröffentlicht", shown="gezeigt", hidden="geheim",
        requested="angefordert", by="von",
    )  # fmt: skip
    return sheet_of("Veröffentlichungen eigener Zahlen", "eigene-zahlen", columns, rows, here=context["here"])


def saved_views(context: Mapping[str, Any]) -> Sheet:
    """One's own views and those shared at home."""
    rows = [
        {
            "name": row.name,
            "who": "alle in der Kommune" if row.shared else "nur ich",
            "owner": str(row.owner),
        }
        for row in context["rows"]
    ]
    columns = columns_of(name="Ansicht", who="Wer findet sie", owner="Gespeichert von")
    return sheet_of("Gespeicherte Ansichten", "ansichten", columns, rows, here=context["here"])


def readings(context: Mapping[str, Any]) -> Sheet:
    """All sustainability indicators of the day, by family."""
    rows = [
        {
            "code": row.code,
            "name": row.name,
            "family": family.title,
            "value": " ".join(filter(None, (row.value, row.unit))) or "kein Wert",
            "parts": "; ".join(filter(None, (row.parts, row.note))) or "–",
            "light": LIGHT_WORDS.get(row.light, "ohne Ampel"),
        }
        for family in context["families"]
        for row in family.rows
    ]
    columns = columns_of(
        code="Code", name="Kennzahl", family="Bereich", value="Wert", parts="Worauf sie beruht", light="Ampel"
    )
    filters = [("Stichtag", f"{context['day']:%d.%m.%Y}"), ("Abdeckung", context["coverage"])]
    here = context["municipality"]
    return sheet_of("Verstetigung", "verstetigung", columns, rows, here=here, filters=filters)


def course(context: Mapping[str, Any]) -> Sheet:
    """All that was kept."""
    figure, here = context["figure"], context["municipality"]
    columns = [Column(*column) for column in figure.columns]
    return sheet_of("Verlauf der Verstetigung", "verstetigung-verlauf", columns, figure.rows, here=here)


def learning(context: Mapping[str, Any]) -> Sheet:
    """How long steps take and where it waits, over all municipalities that agreed."""
    columns = columns_of(kind="Art des Schritts", lasting="dauert", waiting="danach geschieht nichts")
    filters = [("Kommunen, die Prozesse teilen", str(context["consenting"]))]
    return sheet_of("Aus Prozessen lernen", "prozesslernen", columns, context["times"], filters=filters)


def board(context: Mapping[str, Any]) -> Sheet:
    """All municipalities that the search found, whatever page of them is shown."""
    rows = rows_of(context["found"])
    return sheet_of(
        "Begleitete Kommunen", "kommunen", BOARD_COLUMNS, rows, filters=chosen_in(context["filter"])
    )


def heat(context: Mapping[str, Any]) -> Sheet:
    """Municipalities and the seven core components."""
    table = context["whole"]["heat"]
    columns = [Column("name", "Kommune"), *(Column(f"c{at}", head) for at, head in enumerate(table.heads))]
    columns.append(Column("stand", "Stand"))
    rows = []
    for row in table.rows:
        lights = [f"{LIGHT_WORDS[cell.light]} ({cell.known} von {cell.all})" for cell in row.cells]
        cells = {f"c{at}": text for at, text in enumerate(lights or [row.word] * len(table.heads))}
        rows.append({"name": row.place.name, "stand": row.stand or "–", **cells})
    return sheet_of("Kernkomponenten", "kernkomponenten", columns, rows, filters=chosen_in(context["filter"]))


def board_courses(context: Mapping[str, Any]) -> Sheet:
    """The score of one family at the last key dates."""
    table: Multiples = context["whole"]["multiples"]
    columns = [Column("name", "Kommune")]
    columns += [Column(f"d{at}", f"{day:%d.%m.%Y}") for at, day in enumerate(table.days)]
    columns.append(Column("word", "Hinweis"))
    rows = []
    for row in table.rows:
        cells = {f"d{at}": cell or "nicht festgehalten" for at, cell in enumerate(row.cells)}
        rows.append({"name": row.place.name, "word": row.word or "–", **cells})
    filters = dict(chosen_in(context["filter"])) | {"Bereich": context["family"]}
    return sheet_of("Verlauf", "kommunen-verlauf", columns, rows, filters=filters.items())


def cliffs(context: Mapping[str, Any]) -> Sheet:
    """What falls away where and when: a row for each loss, one for each municipality without."""
    rows = []
    for row in context["whole"]["cliffs"].rows:
        losses = [(band, cell) for band, cells in row.bands for cell in cells]
        for band, cell in losses:
            rows.append({"name": row.place.name, "what": cell.words, "band": band, "day": cell.last_day})
        if not losses:
            rows.append({"name": row.place.name, "what": row.word, "band": "–", "day": "–"})
    columns = columns_of(name="Kommune", what="Was wegfällt", band="Wann", day="letzter Tag")
    return sheet_of("Was wegfällt", "wegfall", columns, rows, filters=chosen_in(context["filter"]))


def pair(context: Mapping[str, Any]) -> Sheet:
    """Two municipalities side by side."""
    found = context["pair"]
    names = [place.name for place in found.places]
    rows = [
        {"group": title, "name": line.name, **{f"s{at}": _side(side) for at, side in enumerate(line.sides)}}
        for title, lines in found.groups
        for line in lines
    ]
    columns = columns_of(name="Kennzahl", group="Bereich", s0=names[0], s1=names[1])
    return sheet_of(
        "Zwei Kommunen", "zwei-kommunen", columns, rows, filters=[("Kommunen", " und ".join(names))]
    )


def _side(side: Any) -> str:
    light = LIGHT_WORDS.get(side.light, "")
    return side.text if light.lower() == side.text.lower() else ", ".join(filter(None, (light, side.text)))


def values(figures: Iterable[Figure]) -> tuple[list[Column], list[dict[str, Any]]]:
    """The tables of several figures below each other, each value with its unit, source and Stand."""
    rows = [
        {
            **row,
            "figure": figure.title,
            "unit": {column[0]: column[1] for column in figure.columns}["value"].removeprefix("Wert in "),
            "source": f"{figure.source}. Stand {figure.stand or 'unbekannt'}",
        }
        for figure in figures
        for row in figure.rows
    ]
    columns = columns_of(
        "value",
        figure="Kennzahl", region="Gebiet", period="Zeit", value="Wert", unit="Einheit", note="Hinweis",
        source="Quelle",
    )  # fmt: skip
    return columns, rows


def known_on(day: date | None) -> list[tuple[str, str]]:
    """What is said of a page that shows what was known on a day."""
    return [("Stand der Kenntnis", f"{day:%d.%m.%Y}")] if day else []


def dashboard(municipality: Any, figures: Iterable[Figure], day: date | None) -> Sheet:
    """All figures of „Meine Kommune“."""
    return sheet_of("Zahlen", "zahlen", *values(figures), here=municipality, filters=known_on(day))


def indicator(page: IndicatorPage) -> Sheet:
    """One indicator beside what was chosen."""
    figure = table_figure(page)
    name = f"{page.municipality.slug}-{page.version.indicator.code}"
    rows = [{**row, "source": f"{figure.source}. Stand {figure.stand or 'unbekannt'}"} for row in figure.rows]
    columns = [*(Column(*column) for column in figure.columns), Column("source", "Quelle")]
    title = f"{page.version.name}: {page.municipality.name}"
    return Sheet(title, name, columns, rows, tuple(known_on(page.view.known_on)))


def comparison(page: ComparisonPage) -> Sheet:
    """Some indicators of one municipality beside what was chosen."""
    figures = [table_figure(one) for one in page.pages]
    years = [("Jahre", "-".join(map(str, page.years)))] if page.years else []
    filters = [*years, *known_on(page.known_on)]
    return sheet_of(
        "Kennzahlen im Vergleich", "vergleich", *values(figures), here=page.municipality, filters=filters
    )


def side_by_side(context: Mapping[str, Any]) -> Sheet:
    """The accompanied municipalities: a row for each number, alphabetical."""
    columns, wide = comparison_sheet(context["views"], context["accompanied"])
    rows = [
        {"figure": label, "region": row["row"], "value": row[key]}
        for key, label, _kind in columns[1:]
        for row in wide
    ]
    shown = columns_of("value", figure="Kennzahl", region="Kommune", value="Wert")
    return sheet_of("Kommunen im Vergleich", "kommunen", shown, rows, filters=known_on(context["known_on"]))


def why(context: Mapping[str, Any]) -> Sheet:
    """The records behind one sustainability indicator."""
    row, here = context["row"], context["municipality"]
    rows = [
        {
            "label": record["label"],
            "kind": record["kind"],
            "amount": record["amount"] or "–",
            "counts": record["counts"],
        }
        for record in context["records"]
    ]
    columns = columns_of(label="Eintrag", kind="Art", amount="bringt ein", counts="zählt")
    filters = [("Wert", context["value"]), ("Stichtag", f"{context['day']:%d.%m.%Y}")]
    return sheet_of(row.name, f"verstetigung-{row.code}", columns, rows, here=here, filters=filters)
