"""Statements planned once per connection give what others give, and never outlive their connection."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm.access.scope import system_scope
from dkbm.models import Region
from dkbm.statements import rows_of
from dkbm.tests.factories import MunicipalityFactory

STATEMENT = "SELECT name, CAST(%s AS TEXT) FROM dkbm_region WHERE ags = %s"
GIVEN = ["fest: 5 % 'so'", "<ags>"]
HOSTILE = "03402'); DROP TABLE dkbm_region; --"
pytestmark = pytest.mark.django_db


def asked(ags):
    return rows_of("test_of_statements", STATEMENT, GIVEN, {"<ags>": ags})


def verbs(captured):
    return [query["sql"].split()[0] for query in captured if "SAVEPOINT" not in query["sql"]]


@pytest.fixture
def emden(db):
    return MunicipalityFactory(region__ags="03402", region__name="Emden")


def test_the_answer_follows_question_and_stock(emden):
    assert asked("03402") == [("Emden", "fest: 5 % 'so'")]
    assert asked("03453") == []
    assert asked(HOSTILE) == []
    with system_scope("test"):
        Region.objects.filter(ags="03402").update(name="Anders")
    assert asked("03402") == [("Anders", "fest: 5 % 'so'")]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans nothing ahead")
class TestOnPostgres:
    def test_it_is_planned_once(self, emden):
        asked("03402")
        with CaptureQueriesContext(connection) as captured:
            assert asked("03402") == asked("03402") != []
        assert verbs(captured) == ["EXECUTE", "EXECUTE"]

    @pytest.mark.django_db(transaction=True)
    def test_another_connection_plans_anew(self, emden):
        asked("03402")
        connection.close()
        with CaptureQueriesContext(connection) as captured:
            assert asked("03402") != []
        assert verbs(captured) == ["PREPARE", "EXECUTE"]

    def test_shared_connections_keep_nothing(self, emden, monkeypatch):
        monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
        with CaptureQueriesContext(connection) as captured:
            assert asked("03402") != []
        assert verbs(captured) == ["SELECT"]
