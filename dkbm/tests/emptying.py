"""How the database is emptied after a test that commits.

Django's flush truncates every table, which costs seconds on PostgreSQL whose tables are files, and announces
all models anew. Here rows are deleted, and what Django itself says about models stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from django.core.management.color import no_style
from django.db import connections
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}
# without triggers: they hold rows that depend on each other, and all of them go
DELETE_ALL = """DO $$
DECLARE found text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH found IN ARRAY string_to_array('{tables}', ' ') LOOP
    EXECUTE format('DELETE FROM %I', found);
  END LOOP;
END $$"""


@cache
def _tables(alias: str) -> tuple[str, ...]:
    names = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(sorted(set(names) - KEPT))


def empty(alias: str) -> None:
    """Delete all rows that tests may have made."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('is_superuser') = 'on'")
            if cursor.fetchone()[0]:  # whoever is not may not switch triggers off
                cursor.execute(DELETE_ALL.format(tables=" ".join(_tables(alias))))
                return
    statements = connection.ops.sql_flush(no_style(), list(_tables(alias)))
    connection.ops.execute_sql_flush(statements)


def _teardown(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):
        empty(alias)


@pytest.fixture(scope="session", autouse=True)
def emptied_by_deleting() -> Iterator[None]:
    """Every test that commits leaves an empty database behind, quickly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _teardown)
        yield
