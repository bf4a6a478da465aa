"""The Schnellstart as formsets: from records, from what was typed, from a workbook; the same cells each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _

from dkbm.ui.figures import Column
from projects.quickstart_rows import MOST_ROWS, SECTIONS, Section, key_of, programme_choices
from projects.services_quickstart import Fault

KEY_LABEL = "Kennung (bitte nicht ändern)"


@dataclass(frozen=True)
class Part:
    """One section with its rows; `number` counts from 1 as on the page."""

    section: Section
    formset: BaseFormSet


def parts_of(municipality: Any, today: date) -> list[Part]:
    """The page as the records are, with blank rows at the end of each section."""
    kwargs = {"programmes": programme_choices()}
    return [_part(section, kwargs, initial=_initial(section, municipality, today)) for section in SECTIONS]


def typed_parts(data: Mapping[str, Any]) -> list[Part]:
    """The page as it was sent."""
    kwargs = {"programmes": programme_choices()}
    return [_part(section, kwargs, data=data) for section in SECTIONS]


def sheet_parts(
    sheets: Mapping[str, Sequence[Mapping[str, str]]], municipality: Any, today: date
) -> list[Part]:
    """The page filled from a file (rows of texts by field); sections it does not hold are as the records are."""
    stored, kwargs = parts_of(municipality, today), {"programmes": programme_choices()}
    return [
        _part(part.section, kwargs, data=_data(part.section.slug, sheets[part.section.slug]))
        if part.section.slug in sheets
        else part
        for part in stored
    ]


def _data(slug: str, rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    data = {f"{slug}-TOTAL_FORMS": str(len(rows)), f"{slug}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{slug}-{number}-{name}": text for name, text in row.items()}
    return data


def _part(section: Section, kwargs: dict[str, Any], **arguments: Any) -> Part:
    made = formset_factory(
        section.form,
        extra=max(1, section.least - len(arguments["initial"])) if "initial" in arguments else 0,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 1,
        validate_max=True,
    )
    return Part(section, made(prefix=section.slug, form_kwargs=kwargs, **arguments))


def _initial(section: Section, municipality: Any, today: date) -> list[dict[str, Any]]:
    rows = section.rows_of(municipality, today)[:MOST_ROWS]
    return [{**values, "key": key_of(row)} for row, values in rows]


def rows_of(parts: Sequence[Part]) -> dict[str, list[tuple[int, dict[str, Any]]]]:
    """The cleaned rows by section with their numbers; rows nobody typed into are left out."""
    return {
        part.section.slug: [
            (number, form.cleaned_data) for number, form in enumerate(part.formset) if not form.is_blank
        ]
        for part in parts
    }


def are_valid(parts: Sequence[Part]) -> bool:
    """Check every row somebody typed into; a row nobody typed into has no faults."""
    checked = [part.formset.is_valid() for part in parts]  # each of them: every fault is to be named
    return all(checked)


def note(parts: Sequence[Part], faults: Sequence[Fault]) -> None:
    """Write what the deed refused into the cells."""
    by_slug = {part.section.slug: part.formset for part in parts}
    for fault in faults:
        form = by_slug[fault.section][fault.row]
        form.add_error(fault.field if fault.field in form.fields else None, fault.text)
        if fault.version:
            form.data = form.data.copy()
            form.data[form["key"].html_name] = fault.version


def complaints(parts: Sequence[Part]) -> list[dict[str, str]]:
    """Every fault with the name of its cell („Stellen, Zeile 3, VZÄ“) and where to jump."""
    found = []
    for part in parts:
        title = str(part.section.title)
        found += [{"label": title, "url": "", "text": text} for text in part.formset.non_form_errors()]
        for number, form in enumerate(part.formset, 1):
            for name, texts in form.errors.items():
                visible = name in form.fields and not form[name].is_hidden
                cell = form[name] if visible else form.columns[0]
                label = f", {form[name].label}" if visible else ""
                place = _("%(title)s, Zeile %(row)d") % {"title": title, "row": number}
                found += [
                    {"label": f"{place}{label}", "url": f"#{cell.id_for_label}", "text": text}
                    for text in texts
                ]
    return found


def columns_of(section: Section) -> list[Column]:
    """The columns of the workbook: those of the page and the key that leads back to the record."""
    fields = [(name, str(field.label)) for name, field in section.form().fields.items() if name != "key"]
    return [*(Column(name, label) for name, label in fields), Column("key", KEY_LABEL)]


def texts_of(part: Part) -> list[dict[str, str]]:
    """The rows of a section as people read them, for the workbook; blank rows are left out."""
    rows = []
    for form in part.formset.initial_forms:
        row = {}
        for field in form:
            shown = field.value()
            words = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
            row[field.name] = words.get(str(shown), "" if shown is None else str(shown))
        rows.append(row)
    return rows
