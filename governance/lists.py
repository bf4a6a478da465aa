"""Lists of this floor as rows to take along: what the page says, one column for each fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from dkbm.ui.figures import Column
from dkbm.ui.sheets import Sheet, chosen_in, columns_of, sheet_of
from governance import agency_sheet

NOT_KNOWN = "nicht bekannt"
WITHOUT_DATE = "ohne Datum"


def resolutions(context: Mapping[str, Any]) -> Sheet:
    """The register of resolutions, each with the step that decided it."""
    rows = [
        {
            "name": row.name,
            "kind": row.get_kind_display(),
            "state": row.get_state_display(),
            "by": row.deciding.place.name if row.deciding else _("noch nicht eingetragen"),
            "when": (row.deciding.when_label if row.deciding else "") or WITHOUT_DATE,
            "votes": (row.deciding.votes_label if row.deciding else "") or _("nicht festgehalten"),
            "level": row.get_level_display(),
            "validity": row.validity_label or _("nicht angegeben"),
            "paper": row.paper_reference or _("keine"),
            "source": _source(row),
        }
        for row in context["resolutions"]
    ]
    columns = columns_of(
        name=_("Beschluss"), kind=_("Art"), state=_("Stand"), by=_("Entschieden von"), when=_("Entschieden"),
        votes=_("Stimmen"), level=_("Ebene"), validity=_("Geltung"), paper=_("Vorlage"), source=_("Quelle"),
    )  # fmt: skip
    return _of(context, _("Beschlüsse"), "beschluesse", columns, rows, chosen_in(context["filter"]))


def assignments(context: Mapping[str, Any]) -> Sheet:
    """The board in its order of urgency, or what a search found."""
    if context.get("text"):
        groups = [("", context["found"])]
    else:
        board = context["board"]
        groups = [
            (_("Überfällig"), board.overdue),
            (_("Diesen Monat"), board.this_month),
            (_("Später oder ohne Termin"), board.later),
            (_("Zuletzt erledigt"), board.done),
        ]
    rows = [
        {
            "title": row.title,
            "from": row.body_seen.name if row.body_seen else _origin(row),
            "to": _addressee(row),
            "due": row.due_on or _("kein Termin"),
            "state": row.get_state_display(),
            "group": group,
            "done": row.done_on or "–",
        }
        for group, found in groups
        for row in found
    ]
    columns = columns_of(
        title=_("Auftrag oder Anfrage"), **{"from": _("Von")}, to=_("An"), due=_("Fällig"), state=_("Stand"),
        group=_("Dringlichkeit"), done=_("Erledigt am"),
    )  # fmt: skip
    if context.get("text"):
        columns = [column for column in columns if column.key != "group"]
    return _of(context, _("Aufträge und Anfragen"), "auftraege", columns, rows, chosen_in(context["filter"]))


def _origin(row: Any) -> str:
    return f"{row.get_origin_display()}: {row.asked_by}" if row.asked_by else str(row.get_origin_display())


def _addressee(row: Any) -> str:
    if row.unit_seen:
        return str(row.unit_seen.name)
    return _("nicht einsehbar") if row.unit_id else _("niemandem zugewiesen")


def meetings(context: Mapping[str, Any]) -> Sheet:
    """Meetings ahead, or those that have been."""
    rows = [
        {
            "when": row.when_label,
            "time": row.time_label or "–",
            "body": row.body_seen.name,
            "subject": row.subject or "–",
            "place": row.place or "–",
            "state": row.get_state_display(),
        }
        for month in context["months"]
        for row in month.meetings
    ]
    columns = columns_of(
        when=_("Wann"), time=_("Uhrzeit"), body=_("Gremium"), subject=_("Worum es geht"), place=_("Ort"),
        state=_("Stand"),
    )  # fmt: skip
    filters = chosen_in(context["filter"]) or [(_("Zeit"), _("kommende"))]
    return _of(context, _("Sitzungen"), "sitzungen", columns, rows, filters)


def bodies_and_units(context: Mapping[str, Any]) -> Sheet:
    """Bodies with their seats, then units; also former names that a search found."""
    rows = [row for group in context["groups"] for row in _of_group(group)]
    columns = columns_of(
        "seats", "vacant",
        place=_("Kommune"), name=_("Gremium oder Stelle"), kind=_("Art"), level=_("Ebene"), note=_("Hinweis"),
        seats=_("Sitze"), vacant=_("davon vakant"), next=_("Nächste Sitzung"),
    )  # fmt: skip
    return _of(context, _("Gremien und Stellen"), "gremien", columns, rows, chosen_in(context["filter"]))


def _of_group(group: Any) -> Iterable[dict[str, Any]]:
    for body in group.bodies:
        yield {
            "place": group.municipality.name,
            "name": body.name,
            "kind": body.get_kind_display(),
            "level": body.get_level_display(),
            "note": _("aufgelöst %(end)s") % {"end": body.until_label} if body.until else "–",
            "seats": body.seat_count or _("nicht erfasst"),
            "vacant": body.vacancies if body.seat_count else _("nicht erfasst"),
            "next": body.next_meeting.when_label if body.next_meeting else _("keine bekannt"),
        }
    for unit, _depth in group.tree:
        former = unit.found_as or (unit.former[0] if unit.former else None)
        yield {
            "place": group.municipality.name,
            "name": unit.name,
            "kind": unit.get_kind_display(),
            "level": "–",
            "note": _("früher „%(name)s“") % {"name": former.name} if former else "–",
            "seats": "–",
            "vacant": "–",
            "next": "–",
        }


def agreements(context: Mapping[str, Any]) -> Sheet:
    """Agreements with their parties."""
    rows = [
        {
            "name": row.name,
            "kind": row.get_kind_display(),
            "state": _("ausgelaufen") if row.is_over else row.get_state_display(),
            "since": row.since_label or NOT_KNOWN,
            "until": row.until_label or NOT_KNOWN,
            "parties": ", ".join(party.shown for party in row.parties_seen) or _("noch nicht eingetragen"),
            "source": _source(row),
        }
        for row in context["agreements"]
    ]
    columns = columns_of(
        name=_("Vereinbarung"), kind=_("Art"), state=_("Stand"), since=_("seit"), until=_("bis"),
        parties=_("Zwischen"), source=_("Quelle"),
    )  # fmt: skip
    return _of(context, _("Vereinbarungen"), "vereinbarungen", columns, rows)


def events(context: Mapping[str, Any]) -> Sheet:
    """Events and Bildungskonferenzen."""
    rows = [
        {
            "name": row.name,
            "kind": row.get_kind_display(),
            "when": row.held_in_label or WITHOUT_DATE,
            "place": row.place or "–",
            "host": ", ".join(filter(None, [row.host, row.body_seen.name if row.body_seen else ""])) or "–",
            "source": _source(row),
        }
        for row in context["events"]
    ]
    columns = columns_of(
        name=_("Veranstaltung"), kind=_("Art"), when=_("Wann"), place=_("Ort"), host=_("Veranstalter"),
        source=_("Quelle"),
    )  # fmt: skip
    return _of(context, _("Veranstaltungen"), "veranstaltungen", columns, rows)


def publications(context: Mapping[str, Any]) -> Sheet:
    """Reports and other publications with the state of their links."""
    rows = [
        {
            "name": row.name,
            "kind": row.get_kind_display(),
            "publisher": row.publisher or "–",
            "when": row.published_in_label or WITHOUT_DATE,
            "link": row.link or _("kein Link"),
            "state": _("nicht mehr erreichbar") if row.link and row.is_dead else "–",
            "checked": row.link_checked_on or _("noch nicht geprüft"),
        }
        for row in context["publications"]
    ]
    columns = columns_of(
        name=_("Titel"), kind=_("Art"), publisher=_("Herausgegeben von"), when=_("Erschienen"), link=_("Link"),
        state=_("Zustand des Links"), checked=_("Link geprüft am"),
    )  # fmt: skip
    return _of(context, _("Veröffentlichungen"), "veroeffentlichungen", columns, rows)


def benefits(context: Mapping[str, Any]) -> Sheet:
    """What units and projects bring."""
    rows = [
        {
            "text": row.text,
            "kind": row.get_kind_display(),
            "amount": row.amount_text or _("nicht beziffert"),
            "home": row.unit_seen.name,
            "source": _source(row),
        }
        for row in context["benefits"]
    ]
    rows += [
        {
            "text": row.text,
            "kind": row.kind,
            "amount": row.amount or _("nicht beziffert"),
            "home": row.home,
            "source": row.source or "–",
        }
        for row in context["others"]
    ]
    columns = columns_of(
        text=_("Mehrwert"),
        kind=_("Art"),
        amount=_("Betrag"),
        home=_("Stelle oder Projekt"),
        source=_("Quelle"),
    )
    return _of(context, _("Mehrwert"), "mehrwert", columns, rows)


def needs(context: Mapping[str, Any]) -> Sheet:
    """Handlungsbedarfe: who saw them when, the question and the goal they led to."""
    rows = [
        {
            "name": row.name,
            "text": row.text or "–",
            "body": row.body_seen.name if row.body_seen else "–",
            "raised": row.raised_in_label or WITHOUT_DATE,
            "question": row.assignment_seen.title if row.assignment_seen else "–",
            "goal": row.goal_seen.name if row.goal_seen else _("noch keines"),
            "source": _source(row),
        }
        for row in context["needs"]
    ]
    columns = columns_of(
        name=_("Bedarf"), text=_("Worum es geht"), body=_("Festgestellt von"), raised=_("Festgestellt"),
        question=_("Frage dazu"), goal=_("Ziel"), source=_("Quelle"),
    )  # fmt: skip
    return _of(context, _("Handlungsbedarfe"), "bedarfe", columns, rows)


def standing(context: Mapping[str, Any]) -> Sheet:
    """Zielstandsübersicht: one row for each indicator of a goal, one for a goal without."""
    rows = [row for goal in context["goals"] for row in _of_goal(goal)]
    columns = columns_of(
        goal=_("Ziel"), level=_("Ebene"), due=_("bis"), figure=_("Kennzahl"), baseline=_("Ausgangswert"),
        target=_("Zielwert"), actual=_("Heute"), path=_("Weg"), state=_("Stand"), body=_("Gremium"),
    )  # fmt: skip
    return _of(context, _("Zielstandsübersicht"), "zielstand", columns, rows)


def _of_goal(goal: Any) -> Iterable[dict[str, Any]]:
    shared = {
        "goal": goal.name,
        "level": goal.word,
        "body": goal.body_seen.name if goal.body_seen else _("nicht festgehalten"),
    }
    for figure in goal.figures:
        yield {
            **shared,
            "due": figure.due or goal.due_label or "–",
            "figure": figure.name,
            "baseline": figure.baseline or "–",
            "target": figure.target or "–",
            "actual": figure.actual or "–",
            "path": figure.path or "–",
            "state": figure.word,
        }
    if not goal.figures:
        empty = dict.fromkeys(("baseline", "target", "actual", "path"), "–")
        due = goal.due_label if goal.due else "–"
        yield {**shared, **empty, "due": due, "figure": _("keine"), "state": _("Nicht berechenbar")}


def people(context: Mapping[str, Any]) -> Sheet:
    """The directory, for the own municipality only."""
    rows = [
        {
            "name": row.name,
            "function": row.function or "–",
            "bodies": ", ".join(row.body_names) or "–",
            "left": row.left_on or "–",
            "state": _("nur noch Archiv") if row.is_archived else "–",
        }
        for row in context["people"]
    ]
    columns = columns_of(
        name=_("Person"), function=_("Funktion"), bodies=_("Gremien"), left=_("ausgeschieden am"),
        state=_("Stand"),
    )  # fmt: skip
    filters = [(_("Suche"), context["text"])] if context["text"] else []
    return _of(context, _("Personen"), "personen", columns, rows, filters)


def contacts(context: Mapping[str, Any]) -> Sheet:
    """Contacts that nobody confirmed for twelve months."""
    rows = [
        {
            "owner": row.owner_seen.name if row.owner_seen else "–",
            "kind": row.get_kind_display(),
            "value": row.value,
            "purpose": row.purpose or "–",
            "audience": row.get_audience_display(),
            "confirmed": row.confirmed_on or _("noch nie"),
            "source": _source(row),
        }
        for row in context["contacts"]
    ]
    columns = columns_of(
        owner=_("Wessen"), kind=_("Art"), value=_("Kontakt"), purpose=_("Wofür"), audience=_("sichtbar für"),
        confirmed=_("bestätigt am"), source=_("Quelle"),
    )  # fmt: skip
    return _of(context, _("Kontakte zu bestätigen"), "kontakte", columns, rows)


def cascade(context: Mapping[str, Any]) -> Sheet:
    """The cascade from the top down: each goal and measure with what it hangs below."""
    rows = [row for root in context["world"].roots for row in _branch(root)]
    columns = columns_of(
        level=_("Ebene"), name=_("Ziel oder Maßnahme"), parent=_("gehört zu"), body=_("Gremium"), set=_("gesetzt"),
        due=_("bis"),
    )  # fmt: skip
    return _of(context, _("Zielkaskade"), "ziele", columns, rows)


def _branch(goal: Any) -> Iterable[dict[str, Any]]:
    yield {
        "level": goal.word,
        "name": goal.name,
        "parent": goal.parent_seen.name if goal.parent_seen else "–",
        "body": goal.body_seen.name if goal.body_seen else _("nicht festgehalten"),
        "set": goal.set_in_label if goal.set_in else "–",
        "due": goal.due_label if goal.due else "–",
    }
    for child in goal.children_seen:
        yield from _branch(child)
    for measure in goal.measures:
        empty = dict.fromkeys(("body", "set", "due"), "–")
        yield {**empty, "level": _("Maßnahme"), "name": measure.title, "parent": goal.name}


def threads(context: Mapping[str, Any]) -> Sheet:
    """The Roter Faden of every strategic goal: one row a station, gaps too."""
    rows = [
        {
            "goal": goal.name,
            "station": station.word,
            "text": "; ".join(record.text for record in station.records) or _("fehlt"),
            "when": "; ".join(record.when_label for record in station.records if record.when_label) or "–",
        }
        for goal, thread in context["lines"]
        for station in thread.stations
    ]
    columns = columns_of(
        goal=_("Strategisches Ziel"), station=_("Station"), text=_("Was dort steht"), when=_("Wann")
    )
    return _of(context, _("Roter Faden"), "roter-faden", columns, rows)


def turns(context: Mapping[str, Any]) -> Sheet:
    """The turns of the steering cycle: one row a phase."""
    rows = [
        {
            "goal": turn.title,
            "number": phase.number,
            "phase": phase.word,
            "state": phase.state,
            "record": phase.record.text if phase.record else "–",
            "when": (phase.record.when_label if phase.record else "") or "–",
            "by": phase.by or "–",
        }
        for turn, _months in context["turns"]
        for phase in turn.phases
    ]
    columns = columns_of(
        "number",
        goal=_("Strategisches Ziel"), number=_("Nr."), phase=_("Phase"), state=_("Stand"), record=_("Beleg"),
        when=_("Wann"), by=_("Wer"),
    )  # fmt: skip
    return _of(context, _("Steuerungskreislauf"), "steuerungskreislauf", columns, rows)


def actors(context: Mapping[str, Any]) -> Sheet:
    """The matrix: a row for each body or goal, a column for each group."""
    matrix = context["matrix"]
    rows = [
        {
            "name": row.target.name,
            "word": row.word,
            **{
                f"group{cell.group.pk}": str(cell.involvement.get_part_display()) if cell.involvement else "–"
                for cell in row.cells
            },
        }
        for row in matrix.rows
    ]
    columns = [
        *columns_of(name=_("Gremium oder Ziel"), word=_("Art")),
        *(Column(f"group{group.pk}", group.name) for group in matrix.groups),
    ]
    return _of(context, _("Akteure"), "akteure", columns, rows)


def agency_records(context: Mapping[str, Any]) -> Sheet:
    """The agency's records, a line a module."""
    columns = [Column(key, str(label)) for key, label in agency_sheet.COLUMNS.items()]
    rows = agency_sheet.rows_of(context["rows"])
    return sheet_of(_("Unterlagen zu Kommunen"), "unterlagen-agentur", columns, rows)


def _source(row: Any) -> str:
    return row.source or (_("Beispiel") if row.is_example else "–")


def _of(
    context: Mapping[str, Any],
    title: str,
    name: str,
    columns: list[Column],
    rows: list[dict[str, Any]],
    filters: Iterable[tuple[str, str]] = (),
) -> Sheet:
    """The sheet about the municipality of the page."""
    return sheet_of(title, name, columns, rows, here=context.get("here"), filters=filters)
