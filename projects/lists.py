"""Lists of this floor as rows to take along: what the page says, one column for each fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dkbm.ui.filters import WHOLE
from dkbm.ui.sheets import Sheet, chosen_in, columns_of, sheet_of
from projects.resources.cliff import POST
from projects.tables_resources import TABLES, euros


def portfolio(context: Mapping[str, Any]) -> Sheet:
    """All projects of the choice, whatever page of them is shown."""
    rows = [
        {
            "place": row.municipality.name,
            "title": row.title,
            "kind": row.get_kind_display(),
            "state": row.get_state_display() or _("nicht angegeben"),
            "period": row.period_label or "–",
            "transfer": row.get_transfer_status_display() or _("nicht angegeben"),
            "next": _next(row),
            "source": row.source or (_("Beispiel") if row.is_example else "–"),
        }
        for row in context["view"].get_queryset()
    ]
    columns = columns_of(
        title=_("Projekt"), place=_("Kommune"), kind=_("Art"), state=_("Stand"), period=_("Zeitraum"),
        transfer=_("Überführung"), next=_("Nächster Meilenstein"), source=_("Quelle"),
    )  # fmt: skip
    here = context["here"]
    # the municipality stands in the title already, and a file has no view
    filters = chosen_in(context["filter"], without=WHOLE)
    title = _("Projekte") if here else _("Projekte aller Kommunen")
    return sheet_of(title, "projekte", columns, rows, here=here, filters=filters)


def _next(project: Any) -> str:
    if not project.upcoming:
        return "–"
    first = project.upcoming[0]
    return f"{first.title} ({first.label})"


def links(context: Mapping[str, Any]) -> Sheet:
    """Links of all projects and whether somebody checked where they belong."""
    rows = [
        {
            "title": row.title,
            "url": row.url,
            "project": row.project.title,
            "checked": _("bestätigt") if row.assignment_confirmed else _("noch zu prüfen"),
            "source": row.source or "–",
        }
        for row in context["links"]
    ]
    columns = columns_of(
        title=_("Link"), url=_("Adresse"), project=_("Projekt"), checked=_("Zuordnung"), source=_("Quelle")
    )
    return sheet_of(_("Links der Projekte"), "links", columns, rows, here=context["here"])


def plans(context: Mapping[str, Any]) -> Sheet:
    """Kept states of posts and budget."""
    rows = [{"name": row.name, "day": row.kept_on, "function": row.function} for row in context["rows"]]
    columns = columns_of(name=_("Stand"), day=_("festgehalten am"), function=_("von"))
    return sheet_of(_("Festgehaltene Stände"), "staende", columns, rows, here=context["here"])


def scenarios(context: Mapping[str, Any]) -> Sheet:
    """Kept scenarios with what they suppose."""
    rows = [
        {
            "name": str(row),
            "day": row.kept_on,
            "function": row.function,
            "audience": row.get_audience_display(),
        }
        for row in context["rows"]
    ]
    columns = columns_of(
        name=_("Szenario"), day=_("festgehalten am"), function=_("von"), audience=_("sichtbar für")
    )
    return sheet_of(_("Szenarien"), "szenarien", columns, rows, here=context["here"])


def offers(context: Mapping[str, Any]) -> Sheet:
    """Offers with their functions, and what is missing."""
    rows = [
        {
            "title": row.offer.title,
            "owners": ", ".join(row.owners) or "–",
            "deputies": ", ".join(row.deputies) or "–",
            "partners": ", ".join(row.partners) or "–",
            "reviewed": row.offer.reviewed_label or "–",
            "gaps": ", ".join(row.gaps) or _("nichts, gesichert"),
        }
        for row in context["page"].rows
    ]
    columns = columns_of(
        title=_("Angebot"), owners=_("Zuständigkeit"), deputies=_("Vertretung"),
        partners=_("Partner oder Initiative"), reviewed=_("Letzte Prüfung"), gaps=_("Es fehlt"),
    )  # fmt: skip
    return sheet_of(_("Abhängigkeiten"), "abhaengigkeiten", columns, rows, here=context["here"])


def handovers(context: Mapping[str, Any]) -> Sheet:
    """Posts and seats: those that end soon or ended lately first."""
    page = context["page"]
    groups = (
        (_("jetzt vorbereiten"), page.due),
        (_("neu begonnen"), page.begun),
        (_("alle anderen"), page.others),
    )
    rows = [
        {
            "title": row.role.title,
            "word": row.role.word,
            "ends": row.role.ends or _("kein Ende bekannt"),
            "answered": row.answered,
            "group": group,
        }
        for group, found in groups
        for row in found
    ]
    columns = columns_of(
        "answered",
        title=_("Funktion"), word=_("Art"), ends=_("Endet"), answered=_("Fragen beantwortet (von 5)"),
        group=_("Stand"),
    )  # fmt: skip
    return sheet_of(_("Übergaben"), "uebergaben", columns, rows, here=context["here"])


def resources(part: str, context: Mapping[str, Any]) -> Sheet:
    """Posts, budget lines, grants or funds; of the budget the year that is shown."""
    title, _page, table = TABLES[part]
    here = context["here"]
    columns, rows = table(here)
    filters = []
    if part == "haushalt":
        year = str(context["page"].year)
        rows, filters = [row for row in rows if row["year"] == year], [(_("Haushaltsjahr"), year)]
    return sheet_of(str(title), part, columns, rows, here=here, filters=filters)


def overview(context: Mapping[str, Any]) -> Sheet:
    """What ends next: posts and money with their last day."""
    rows = [
        {
            "title": ending.loss.title,
            "kind": _("Stelle") if ending.loss.kind == POST else _("Geld"),
            "day": ending.loss.last_day,
            "months": ending.months_left,
            "fte": ending.loss.fte or "–",
            "euros": euros(ending.loss.cents) if ending.loss.cents else "–",
        }
        for ending in context["page"].endings
    ]
    columns = columns_of(
        "months", "fte", "euros",
        title=_("Was wegfällt"), kind=_("Art"), day=_("letzter Tag"), months=_("Monate bis dahin"), fte=_("VZÄ"),
        euros=_("Euro im Monat"),
    )  # fmt: skip
    return sheet_of(_("Was als Nächstes wegfällt"), "wegfall", columns, rows, here=context["here"])
