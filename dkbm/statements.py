"""Statements that are the same at every request, planned once per connection (docs/adr/0099)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

Row = tuple[Any, ...]
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # names by connection to the server


def rows_of(name: str, statement: str, given: Sequence[Any], asked: Mapping[str, str]) -> list[Row]:
    """All rows of a statement whose values are always the same but for those asked for.

    name: of this statement alone, as SQL knows names. given: values for its `%s`; one that is a key of `asked`
    stands for the text that is asked for. PostgreSQL plans it once for every connection, unless several clients
    share one (`DISABLE_SERVER_SIDE_CURSORS`, as with a pooler); other databases are asked as usual.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not connection.settings_dict.get(
            "DISABLE_SERVER_SIDE_CURSORS"
        ):
            _prepare(cursor, name, statement, given, asked)
            places = ", ".join(["%s"] * len(asked))
            cursor.execute(f"EXECUTE {name} ({places})", list(asked.values()))
        else:
            cursor.execute(statement, [asked.get(value, value) for value in given])
        return list(cursor.fetchall())


def _prepare(cursor: Any, name: str, statement: str, given: Sequence[Any], asked: Mapping[str, str]) -> None:
    """Let the server plan the statement, once for each of its connections."""
    from psycopg2.extensions import AsIs  # noqa: PLC0415 - where there is PostgreSQL only

    known = _prepared.setdefault(connection.connection, set())
    if name in known:
        return
    numbered = {key: AsIs(f"${number}") for number, key in enumerate(asked, start=1)}
    kinds = ", ".join(["text"] * len(asked))
    cursor.execute(
        f"PREPARE {name} ({kinds}) AS {statement}", [numbered.get(value, value) for value in given]
    )
    known.add(name)
