"""Lists of this floor as rows to take along: what the page says, one column for each fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from dkbm.ui.figures import Column
from dkbm.ui.sheets import Sheet, chosen_in

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
    columns = _columns(
        name=_("Beschluss"), kind=_("Art"), state=_("Stand"), by=_("Entschieden von"), when=_("Entschieden"),
        votes=_("Stimmen"), level=_("Ebene"), validity=_("Geltung"), paper=_("Vorlage"), source=_("Quelle"),
    )  # fmt: skip
    return _sheet(context, _("Beschlüsse"), "beschluesse", columns, rows, chosen_in(context["filter"]))


def assignments(context: Mapping[str, Any]) -> Sheet:
    """The board in its order of urgency, or what a search found."""
    if context.get("text"):
        groups, filters = [("", context["found"])], [(_("Suche"), context["text"])]
    else:
        board, filters = context["board"], []
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
    columns = _columns(
        title=_("Auftrag oder Anfrage"), **{"from": _("Von")}, to=_("An"), due=_("Fällig"), state=_("Stand"),
        group=_("Dringlichkeit"), done=_("Erledigt am"),
    )  # fmt: skip
    if context.get("text"):
        columns = [column for column in columns if column.key != "group"]
    return _sheet(context, _("Aufträge und Anfragen"), "auftraege", columns, rows, filters)


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
    columns = _columns(
        when=_("Wann"), time=_("Uhrzeit"), body=_("Gremium"), subject=_("Worum es geht"), place=_("Ort"),
        state=_("Stand"),
    )  # fmt: skip
    which = _("vergangene") if context["past"] else _("kommende")
    return _sheet(context, _("Sitzungen"), "sitzungen", columns, rows, [(_("Zeit"), which)])


def bodies_and_units(context: Mapping[str, Any]) -> Sheet:
    """Bodies with their seats, then units; also former names that a search found."""
    rows = [row for group in context["groups"] for row in _of_group(group)]
    columns = _columns(
        place=_("Kommune"), name=_("Gremium oder Stelle"), kind=_("Art"), level=_("Ebene"), note=_("Hinweis"),
        seats=_("Sitze"), vacant=_("davon vakant"), next=_("Nächste Sitzung"),
    )  # fmt: skip
    columns = [
        Column(*column[:2], "number") if column.key in ("seats", "vacant") else column for column in columns
    ]
    day, filters = context["key_date"], []
    if context["text"]:
        filters.append((_("Suche"), context["text"]))
    if day:
        filters.append((_("Sitze am Stichtag"), f"{day:%d.%m.%Y}"))
    return _sheet(context, _("Gremien und Stellen"), "gremien", columns, rows, filters)


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
    columns = _columns(
        name=_("Vereinbarung"), kind=_("Art"), state=_("Stand"), since=_("seit"), until=_("bis"),
        parties=_("Zwischen"), source=_("Quelle"),
    )  # fmt: skip
    return _sheet(context, _("Vereinbarungen"), "vereinbarungen", columns, rows)


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
    columns = _columns(
        name=_("Veranstaltung"), kind=_("Art"), when=_("Wann"), place=_("Ort"), host=_("Veranstalter"),
        source=_("Quelle"),
    )  # fmt: skip
    return _sheet(context, _("Veranstaltungen"), "veranstaltungen", columns, rows)


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
    columns = _columns(
        name=_("Titel"), kind=_("Art"), publisher=_("Herausgegeben von"), when=_("Erschienen"), link=_("Link"),
        state=_("Zustand des Links"), checked=_("Link geprüft am"),
    )  # fmt: skip
    return _sheet(context, _("Veröffentlichungen"), "veroeffentlichungen", columns, rows)


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
    columns = _columns(
        text=_("Mehrwert"),
        kind=_("Art"),
        amount=_("Betrag"),
        home=_("Stelle oder Projekt"),
        source=_("Quelle"),
    )
    return _sheet(context, _("Mehrwert"), "mehrwert", columns, rows)


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
    columns = _columns(
        name=_("Bedarf"), text=_("Worum es geht"), body=_("Festgestellt von"), raised=_("Festgestellt"),
        question=_("Frage dazu"), goal=_("Ziel"), source=_("Quelle"),
    )  # fmt: skip
    return _sheet(context, _("Handlungsbedarfe"), "bedarfe", columns, rows)


def standing(context: Mapping[str, Any]) -> Sheet:
    """Zielstandsübersicht: one row for each indicator of a goal, one for a goal without."""
    rows = [row for goal in context["goals"] for row in _of_goal(goal)]
    columns = _columns(
        goal=_("Ziel"), level=_("Ebene"), due=_("bis"), figure=_("Kennzahl"), baseline=_("Ausgangswert"),
        target=_("Zielwert"), actual=_("Heute"), path=_("Weg"), state=_("Stand"), body=_("Gremium"),
    )  # fmt: skip
    return _sheet(context, _("Zielstandsübersicht"), "zielstand", columns, rows)


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


def _source(row: Any) -> str:
    return row.source or (_("Beispiel") if row.is_example else "–")


def _columns(**labels: str) -> list[Column]:
    return [Column(key, label) for key, label in labels.items()]


def _sheet(
    context: Mapping[str, Any],
    title: str,
    name: str,
    columns: list[Column],
    rows: list[dict[str, Any]],
    filters: Iterable[tuple[str, str]] = (),
) -> Sheet:
    """The sheet with its municipality in title and file name, where there is one."""
    here = context.get("here")
    return Sheet(
        title=f"{title}: {here.name}" if here else title,
        name=f"{name}-{here.slug}" if here else name,
        columns=columns,
        rows=rows,
        filters=tuple(filters),
    )
