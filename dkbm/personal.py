"""Personal data, marked where it is kept: the marks make the register of processing (Art. 30 GDPR).

A model with personal fields carries `personal = PersonalFields(...)`; `register()` reads all marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps


@dataclass(frozen=True)
class PersonalFields:
    """What a table keeps about people: the columns, whose data it is, why, who gets it, how long.

    Texts are German and lazy. `fields` are names of columns of the model.
    """

    fields: tuple[str, ...]
    persons: Any
    purpose: Any
    basis: Any
    recipients: Any
    retention: Any


@dataclass(frozen=True)
class Activity:
    """One entry of the register: the table by its German name, its columns in words, its marks."""

    name: str
    columns: list[str]
    marks: PersonalFields


def register() -> list[Activity]:
    """All entries, in the order of their German names. Histories are covered by their table's entry."""
    found = [
        Activity(
            str(model._meta.verbose_name_plural),
            [str(model._meta.get_field(name).verbose_name) for name in model.personal.fields],
            model.personal,
        )
        for model in marked_models()
    ]
    return sorted(found, key=lambda activity: activity.name)


def marked_models() -> list[Any]:
    """Models that carry marks, histories left out."""
    return [
        model
        for model in apps.get_models()
        if isinstance(getattr(model, "personal", None), PersonalFields)
        and not model._meta.object_name.startswith("Historical")
    ]
