"""Two people edited the same row: what you typed beside what is saved now."""

from __future__ import annotations

from typing import Any


def compared(form: Any, current: Any) -> list[tuple[Any, str, str]]:
    """(label, yours, saved now) of every field that differs between the typed form and the saved row."""
    theirs = type(form)(instance=current, **_context(form))
    rows = []
    for name, field in form.fields.items():
        if name == "version":
            continue
        yours, saved = _shown(form[name]), _shown(theirs[name])
        if yours != saved:
            rows.append((field.label, yours, saved))
    return rows


def _context(form: Any) -> dict[str, Any]:
    """What the form class needs besides the row."""
    project = getattr(form, "project", None)
    return {"project": project} if project is not None else {"municipality": form.municipality}


def _shown(bound: Any) -> str:
    """The value of a field as people read it: labels of choices, periods as they are written."""
    value = bound.value()
    if isinstance(value, list | tuple):
        return "; ".join(_word(bound, part) for part in value)
    return _word(bound, value)


def _word(bound: Any, value: Any) -> str:
    value = getattr(value, "pk", value)
    choices = getattr(bound.field, "choices", None)
    if choices is not None:
        words = {str(getattr(key, "value", key)): str(label) for key, label in choices}
        return words.get("" if value is None else str(value), "")
    return " ".join(str(value or "").split())
