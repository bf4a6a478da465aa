"""Lets every test database begin as a copy of the migrated one; `--nomigrations` does without."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from dkbm.tests.migrated import migrated_file, migrated_postgres


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Let the test database begin as a copy of the prepared one."""
    from django.conf import settings
    from django.db import connection

    with pytest.MonkeyPatch.context() as patch:
        if not request.config.getvalue("nomigrations"):
            if connection.vendor == "sqlite":
                patch.setattr(connection.creation, "_create_test_db", _copying(connection))
            else:
                template = migrated_postgres(_server(settings.DATABASES["default"]))
                patch.setitem(connection.settings_dict["TEST"], "TEMPLATE", template)
        yield


def _copying(connection):
    """`_create_test_db` that also fills the new database; it stays open so that one in memory stays."""
    create = connection.creation._create_test_db

    def create_and_fill(*arguments, **options):
        name = create(*arguments, **options)
        filled = sqlite3.connect(name, uri=True, check_same_thread=False)
        with closing(sqlite3.connect(migrated_file())) as source:
            source.backup(filled)
        connection.creation.prepared = filled
        return name

    return create_and_fill


def _server(database) -> str:
    """The address of the server's own database, from which others are made."""
    user, password = database["USER"], database["PASSWORD"]
    who = f"{user}:{password}" if password else user
    return f"postgres://{who}@{database['HOST']}:{database['PORT'] or 5432}/postgres"
