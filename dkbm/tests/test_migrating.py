"""Tables made together are the tables made one by one, and go again."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from dkbm.migrating import Together

pytestmark = pytest.mark.django_db(transaction=True)


def two_tables():
    key = ("id", models.BigAutoField(primary_key=True))
    to_first = models.ForeignKey("dkbm.TogetherFirst", on_delete=models.CASCADE)
    return Together(
        [
            migrations.CreateModel("TogetherFirst", [key, ("word", models.CharField(max_length=9))]),
            migrations.CreateModel("TogetherSecond", [key, ("first", to_first)]),
        ]
    )


def tables():
    return {name for name in connection.introspection.table_names() if "together" in name}


def test_both_tables_come_and_go_and_are_rendered_once():
    before, together = ProjectState(), two_tables()
    assert before.apps is not None  # rendered already, as in the middle of a chain of migrations
    after = before.clone()
    together.state_forwards("dkbm", after)
    assert "apps" not in after.__dict__
    with connection.schema_editor() as editor:
        together.database_forwards("dkbm", editor, before, after)
    assert tables() == {"dkbm_togetherfirst", "dkbm_togethersecond"}
    with connection.schema_editor() as editor:
        together.database_backwards("dkbm", editor, after, before)
    assert tables() == set()


def test_it_is_written_and_described():
    text, imports = MigrationWriter.serialize(two_tables())
    assert text.startswith("dkbm.migrating.Together(")
    assert "import dkbm.migrating" in imports
    assert two_tables().describe() == "Make 2 tables together"
