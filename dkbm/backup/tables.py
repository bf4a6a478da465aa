"""Which tables belong to a backup, in which order, and how a row becomes a line and a line a row."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 2000
# Left out, with the reason.
LEFT_OUT = {
    "contenttypes.ContentType": "made by migrate; rows that point there carry its natural key",
    "auth.Permission": "made by migrate and not used here",
    "auth.Group": "not used here",
    "auth.Group_permissions": "not used here",
    "sessions.Session": "nobody stays logged in across a restore",
    "usersessions.UserSession": "as sessions",
}
EMPTIED = ("sessions.Session", "usersessions.UserSession")


def tables() -> list[type[models.Model]]:
    """All models of a backup, each after those it refers to (as far as they do not refer to each other)."""
    found = {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    }
    ordered: dict[str, type[models.Model]] = {}

    def place(label: str, above: frozenset[str]) -> None:
        if label in ordered or label in above or label not in found:
            return
        for target in sorted(_targets(found[label])):
            place(target, above | {label})
        ordered[label] = found[label]

    for label in sorted(found):
        place(label, frozenset())
    return list(ordered.values())


def applied_migrations() -> list[str]:
    """„app.name“ of all migrations this database has, sorted: the schema."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def lines_of(model: type[models.Model]) -> Iterator[str]:
    """Every row of the table as JSON, ordered by primary key. No scope is asked: it is the whole table."""
    fields = model._meta.concrete_fields
    label, own = model._meta.label_lower, fields.index(model._meta.pk)
    writers = [_writer(field) for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(CHUNK):
        values = [write(value) for write, value in zip(writers, row, strict=True)]
        named = {
            field.name: value for field, value in zip(fields, values, strict=True) if not field.primary_key
        }
        yield json.dumps({"model": label, "pk": values[own], "fields": named}, ensure_ascii=False)


def row_reader(model: type[models.Model]) -> Callable[[str], models.Model]:
    """A function that makes an unsaved row of a line. It raises ValueError or KeyError for a wrong line."""
    readers = {field.name: (field.attname, _reader(field)) for field in model._meta.concrete_fields}
    own, label = model._meta.pk.name, model._meta.label_lower

    def read(line: str) -> models.Model:
        data = json.loads(line)
        values = {**data["fields"], own: data["pk"]}
        if data["model"] != label or values.keys() != readers.keys():
            raise ValueError(f"a row of {label} expected")
        return model(**{readers[name][0]: readers[name][1](value) for name, value in values.items()})

    return read


def insert(model: type[models.Model], rows: list[models.Model]) -> None:
    """Write rows exactly as they are: no signals, no history, no „now“ instead of the kept moment."""
    fields = model._meta.concrete_fields
    size = max(connection.ops.bulk_batch_size(fields, rows), 1)
    for start in range(0, len(rows), size):
        model._base_manager._insert(
            rows[start : start + size], fields=fields, using=connection.alias, raw=True
        )


def _targets(model: type[models.Model]) -> set[str]:
    """Labels of the models this one's columns refer to, without itself."""
    related = {field.related_model._meta.label for field in model._meta.concrete_fields if field.is_relation}
    return related - {model._meta.label}


def _points_to_content_type(field: models.Field) -> bool:
    return field.is_relation and field.related_model is ContentType


def _writer(field: models.Field) -> Callable[[Any], Any]:
    if _points_to_content_type(field):
        return lambda value: None if value is None else ContentType.objects.get_for_id(value).natural_key()
    return _plain


def _plain(value: Any) -> Any:
    """The value as JSON knows it; bytes as base64, moments in UTC with microseconds."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID | timedelta) else value


def _reader(field: models.Field) -> Callable[[Any], Any]:
    if _points_to_content_type(field):
        return lambda key: None if key is None else ContentType.objects.get_by_natural_key(*key).pk
    if isinstance(field, models.BinaryField):
        return lambda text: None if text is None else base64.b64decode(text, validate=True)
    if isinstance(field, models.JSONField):
        return lambda value: value
    column = field.target_field if field.is_relation else field
    return lambda value: None if value is None else column.to_python(value)
