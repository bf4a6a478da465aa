"""An operation for migrations that make many tables at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Many `CreateModel`s applied as one step.

    Django renders all related models anew after every operation, and here nearly all tables are related to the
    municipality: a hundred tables would be rendered a hundred times, most of a minute. Together they are
    rendered once. Only operations belong here that none of the others changes again.
    """

    reduces_to_sql = True
    reversible = True
    serialization_expand_args = ("operations",)

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [], {"operations": self.operations})

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # rendered again when next asked for, once
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Make {len(self.operations)} tables together"
