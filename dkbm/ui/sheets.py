"""A list to take along: the same rows as its page, as CSV, XLSX or PDF, with what they were chosen by.

`?als=pdf` behind the address of a list gives the file. It comes from the same view, so whoever opens the address
gets in the file what the page would show, and nothing else. What an address asks for in words that a page does not
know is never left out silently: the page says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.ui.downloads import XLSX_TYPE, attachment, csv_response, xlsx_rows
from dkbm.ui.figures import Column, in_berlin, printed, table_cells
from dkbm.ui.filters import NAMES, FilterForm, not_heeded, renamed
from dkbm.ui.pdf import pdf_or_print_page

PARAMETER = "als"
MOST_ON_PAPER = (
    500  # laying out a page costs some hundred times what a line of a CSV costs, and lists are public
)
FORMS = {"pdf": "PDF", "xlsx": "XLSX", "csv": "CSV"}


@dataclass(frozen=True)
class Sheet:
    """Rows of a list. name: of the file, without extension; filters: what was chosen, as (label, value)."""

    title: str
    name: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    filters: Sequence[tuple[str, str]] = ()


class TakeAway:
    """Mixin before the view of a list: `sheet(context)` gives its rows, None where there is nothing to take.

    names: what the page understands in its address, beside „kommune“, „als“ and the fields of the form that the
    context calls „filter“. former: names of former days that only this page had, with those of today.
    """

    request: HttpRequest
    names: tuple[str, ...] = ()
    former: Mapping[str, str] = MappingProxyType({})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Addresses with the names of former days lead to those of today."""
        address = renamed(request, self.former)
        if address:
            return HttpResponsePermanentRedirect(address)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def sheet(self, context: dict[str, Any]) -> Sheet | None:
        """What the page shows, as rows."""
        raise NotImplementedError

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """The page, or its rows as the file that the address asks for."""
        here, asked = context.get("here"), self.request.GET.get("kommune", "")
        if asked and getattr(here, "slug", asked) != asked:
            raise Http404  # of another municipality than the address names nothing is shown
        form = self.asked_form()
        sheet = self.sheet(context) if form in FORMS else None
        if sheet is None:
            known = {*self.names, *(["kommune"] if here else []), *([PARAMETER] if form in FORMS else [])}
            context["not_heeded"] = not_heeded(self.request.GET, known, context.get("filter"))
            return super().render_to_response(context, **response_kwargs)  # type: ignore[misc]
        return file_of(self.request, sheet, form, address_of(self.request, here))

    def asked_form(self) -> str:
        """Which file is asked for, '' for the page."""
        return self.request.GET.get(PARAMETER, "")


def address_of(request: HttpRequest, here: Any = None, form: str = "") -> str:
    """The path with its query, for anybody's session: it names the municipality; `form` asks for that file."""
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    if here is not None:
        query["kommune"] = here.slug
    if form:
        query[PARAMETER] = form
    return f"{request.path}?{query.urlencode()}" if query else request.path


def columns_of(*numbers: str, **labels: str) -> list[Column]:
    """Columns by key and heading; those named first hold numbers."""
    return [Column(key, label, "number" if key in numbers else "text") for key, label in labels.items()]


def sheet_of(
    title: str,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    *,
    here: Any = None,
    filters: Iterable[tuple[str, str]] = (),
) -> Sheet:
    """The sheet with its municipality in title and file name, where there is one."""
    return Sheet(
        title=f"{title}: {here.name}" if here else title,
        name=f"{name}-{here.slug}" if here else name,
        columns=columns,
        rows=rows,
        filters=tuple(filters),
    )


def chosen_in(form: FilterForm, without: Collection[str] = ()) -> list[tuple[str, str]]:
    """What a filter form says, in its own words: (label, value) of every field that is not empty."""
    said = []
    for name, value in form.said.items():
        if name in without:
            continue
        words = dict(getattr(form.fields[name], "choices", ()))
        label = NAMES[name] if name == "suche" else form.fields[name].label or name
        said.append((str(label), printed(words.get(value, value))))
    return said


def file_of(request: HttpRequest, sheet: Sheet, form: str, address: str) -> HttpResponse:
    """The sheet in one of `FORMS`, as a download; `address`: where the rows can be seen again."""
    if form == "csv":
        return csv_response(sheet.columns, sheet.rows, name=sheet.name)
    notes = _notes(request, sheet, address)
    if form == "xlsx":
        content = xlsx_rows(sheet.columns, sheet.rows, title=sheet.title, notes=notes)
        return attachment(content, name=f"{sheet.name}.xlsx", content_type=XLSX_TYPE)
    shown = sheet.rows[:MOST_ON_PAPER]
    if len(shown) < len(sheet.rows):
        words = _("die ersten %(shown)s von %(all)s Zeilen; alle stehen in XLSX und CSV")
        notes.insert(0, (_("Umfang"), words % {"shown": len(shown), "all": len(sheet.rows)}))
    context = {
        "title": sheet.title,
        "notes": notes,
        "columns": sheet.columns,
        "rows": [table_cells(sheet.columns, row) for row in shown],
    }
    return pdf_or_print_page(request, "seiten/liste_papier.html", context, name=sheet.name)


def _notes(request: HttpRequest, sheet: Sheet, address: str) -> list[tuple[str, str]]:
    """How the rows were chosen, when, and where they can be seen again."""
    stand = in_berlin(clock.now()).strftime("%d.%m.%Y, %H:%M")
    return [
        *sheet.filters,
        (_("Stand"), _("%(moment)s Uhr") % {"moment": stand}),
        (_("Adresse"), request.build_absolute_uri(address)),
    ]
