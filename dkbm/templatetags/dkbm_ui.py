"""The component kit: `{% load dkbm_ui %}`. Each tag is one component in templates/components/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.urls import reverse
from django.utils.html import format_html

from dkbm.numbers import print_german
from dkbm.ui import figures, finders, plotly_bundle, sheets
from dkbm.ui.help import BEGINNING, part_of

register = template.Library()

LIGHTS = {
    "stabil": ("Stabil", "circle"),
    "beobachten": ("Beobachten", "triangle"),
    "handeln": ("Handeln", "square"),
    "grau": ("Nicht berechenbar", "dash"),
}
STACKED_FROM = 4


@register.inclusion_tag("components/figure.html")
def figure(fig: figures.Figure | Mapping[str, Any]) -> dict[str, Any]:
    """Chart, summary, data table, source and downloads of one `Figure` (or a dict of its fields)."""
    shown = fig if isinstance(fig, figures.Figure) else figures.Figure(**fig)
    return {"fig": shown, "data_id": f"{shown.id}-daten"}


@register.inclusion_tag("components/table.html")
def data_table(
    columns: Sequence[Sequence[str]],
    rows: Iterable[Mapping[str, Any]],
    caption: str = "",
    row_heads: bool = True,
) -> dict[str, Any]:
    """Show a data table; from four columns on it becomes labelled rows on a phone.

    The first column heads its row unless `row_heads` is False.
    """
    return {
        "columns": [figures.Column(*column) for column in columns],
        "rows": [figures.table_cells(columns, row) for row in rows],
        "caption": caption,
        "row_heads": row_heads,
        "stacked": len(columns) >= STACKED_FROM,
    }


@register.inclusion_tag("components/light.html")
def light(state: str, text: str = "") -> dict[str, str]:
    """Traffic light: shape, word and colour. `state` is stabil, beobachten, handeln or grau (also unknown)."""
    key = state if state in LIGHTS else "grau"
    word, shape = LIGHTS[key]
    return {"state": key, "shape": shape, "text": text or word}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, str]:
    """Say what belongs here, why it matters, one button (with `url` and `label`)."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Mapping[str, Any], page: Page, name: str = "seite") -> dict[str, Any]:
    """Links to the pages of a list; keeps the query string, `name` is the parameter."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    entries = [{"number": n, "url": _page_url(context, name, n)} for n in numbers]
    around = {
        "previous": _page_url(context, name, page.number - 1) if page.has_previous() else "",
        "next": _page_url(context, name, page.number + 1) if page.has_next() else "",
    }
    return {"page": page, "entries": entries, **around}


@register.simple_tag(takes_context=True)
def help_address(context: Mapping[str, Any]) -> str:
    """The part of the handbook that belongs to the page; its beginning on pages without a route."""
    match = getattr(context.get("request"), "resolver_match", None)
    part = part_of(match.namespace, match.route) if match else BEGINNING
    return f"{reverse('dkbm:hilfe')}#{part}"


@register.inclusion_tag("components/mitnehmen.html", takes_context=True)
def take_away(context: Mapping[str, Any]) -> dict[str, Any]:
    """Links to the list of the page as PDF, XLSX and CSV, with what was chosen on the page."""
    request, here = context["request"], context.get("here")
    return {
        "forms": [
            {"label": label, "url": sheets.address_of(request, here, form)}
            for form, label in sheets.FORMS.items()
        ]
    }


@register.inclusion_tag("components/filterleiste.html", takes_context=True)
def filter_bar(context: Mapping[str, Any], form: Any, label: str) -> dict[str, Any]:
    """The filters of a list: `form` is its `FilterForm`, `label` says what is filtered.

    The municipality shown is kept; where one of several can be chosen, the form has a field for it. So is the day
    of knowledge, where the page shows one (`known_on`).
    """
    request, here = context["request"], context.get("here")
    kept = {} if here is None or "kommune" in form.fields else {"kommune": here.slug}
    if context.get("known_on"):
        kept["stand"] = context["known_on"].isoformat()
    reset = f"{request.path}?{urlencode(kept)}" if kept else request.path
    return {
        "form": form,
        "label": label,
        "kept": kept,
        "reset": reset if form.narrows or form.refused else "",
    }


def _page_url(context: Mapping[str, Any], name: str, number: Any) -> str:
    if not isinstance(number, int):
        return ""
    request = context.get("request")
    query = request.GET.copy() if request else {}
    if not request:
        return f"?{name}={number}"
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Say what is wrong in the form, with a link to each field; nothing when all is well."""
    entries = []
    for name, errors in form.errors.items() if form.is_bound else ():
        field = form[name] if name in form.fields else None
        target = f"#{_first_control(field)}" if field and not field.is_hidden else ""
        entries += [{"label": field.label if target else "", "url": target, "text": e} for e in errors]
    return {"entries": entries}


def _first_control(field: Any) -> str:
    """Return the id a link can jump to: of the field, or of the first choice where there are several."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.inclusion_tag("components/job.html")
def job_progress(job: Any) -> dict[str, Any]:
    """Show what is being computed and how far; portal.js asks on and reloads the page when it is done."""
    return {"job": job}


@register.simple_tag
def number(value: Decimal | float | None, decimals: int | None = None, unit: str = "") -> str:
    """Print a number as German pages do; „keine Angabe“ for None."""
    if value is None or value == "":
        return figures.NO_VALUE
    exact = Decimal(str(value)) if isinstance(value, float) else value
    return print_german(exact, decimals, unit)


@register.inclusion_tag("components/plotly.html")
def plotly_assets() -> dict[str, Any]:
    """Load what a chart page needs, for the block `scripts`: plotly and figures.js, both deferred.

    The style sheets of it come by `{% plotly_styles %}` in the block `styles`.
    """
    return {}


@register.simple_tag
def plotly_styles() -> str:
    """Keep plotly from writing style elements: its rules as a file, a marker for its map library's rules."""
    from django.templatetags.static import static  # noqa: PLC0415 - staticfiles may be configured later

    href = static(f"{finders.PREFIX}/{finders.GLOBAL_CSS}")
    rules = '<link id="{}" class="no-inline-styles" rel="stylesheet" href="{}">'
    marker = (
        format_html('<template id="{}"></template>', finders.map_style_id()) if finders.map_style_id() else ""
    )
    return format_html(rules + "{}", plotly_bundle.GLOBAL_STYLE_ID, href, marker)
