"""What PostgreSQL can hold of the rules across rows; on SQLite services and `manage.py verify` do."""

from django.db import migrations

GOAL_KEY = "governance_goal_parent_one_above"


def hold(apps, schema_editor):
    """A goal's parent is exactly one level above and at home in the same municipality; terms of a seat lie apart.

    The first is a foreign key, checked when a transaction ends, so that a restore may insert rows in any order.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        f"ALTER TABLE governance_goal ADD CONSTRAINT {GOAL_KEY} "
        "FOREIGN KEY (parent_id, parent_level, municipality_id) "
        "REFERENCES governance_goal (id, level, municipality_id) DEFERRABLE INITIALLY DEFERRED"
    )
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    schema_editor.execute(
        "ALTER TABLE governance_seat ADD CONSTRAINT seat_terms_apart EXCLUDE USING gist "
        "(body_id WITH =, place WITH =, daterange(since, until, '[]') WITH &&)"
    )


def let_go(apps, schema_editor):
    """The way back."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(f"ALTER TABLE governance_goal DROP CONSTRAINT {GOAL_KEY}")
    schema_editor.execute("ALTER TABLE governance_seat DROP CONSTRAINT seat_terms_apart")


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]

    operations = [migrations.RunPython(hold, let_go)]
