"""Lists of all floors that have no test of their own: three rows cost as many queries as one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dkbm.access.audiences import Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from monitoring.models import ImportRun, ImportState
from monitoring.services.catalogue import load_catalogue
from monitoring.services.recompute import latest_versions
from monitoring.tests.own import enter, make_sheet
from monitoring.tests.stored import store_result

pytestmark = pytest.mark.django_db


class World:
    """One municipality in view and others that a transfer manager sees beside it."""

    def __init__(self, germany):
        self.number = 0
        self.here = MunicipalityFactory(region=germany["03402"], slug="hier", sharing=Sharing.ALL)
        self.monitor, self.manager = member(self.here, Role.MONITORING), transfer_manager(self.here)
        with system_scope("test"):
            load_catalogue()

    def one_more(self):
        """A row more of everything that the lists show."""
        self.number += 1
        with system_scope("test"):
            other = MunicipalityFactory(agency=self.here.agency, sharing=Sharing.ALL)
            store_result(latest_versions()[self.number], other.region.ags, "2023", self.number)
            ImportRun.objects.create(
                municipality=self.here,
                file_name=f"datei-{self.number}.csv",
                sha256=f"{self.number:064d}",
                uploaded_at="2026-01-01T00:00:00Z",
                uploaded_by=self.monitor,
                state=ImportState.STAGED,
                header={"complaints": []},
            )
            sheet = make_sheet(self.here, self.monitor, name=f"Blatt {self.number}")
            enter(sheet, self.monitor, l2_2023="12", l3_2023="7")


def cost(client, path):
    """Number of queries of a page whose session and caches are warm."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def test_three_rows_cost_as_many_queries_as_one(germany, client_of):
    world = World(germany)
    lists = {
        world.monitor: (
            "/",
            "/kommunen/",
            "/monitoring/importe/",
            "/monitoring/erfassung/",
            "/monitoring/qualitaet/",
        ),
        world.manager: ("/", "/kommunen/", "/monitoring/vergleich/"),
    }
    world.one_more()
    before = {(who, path): cost(client_of(who), path) for who, paths in lists.items() for path in paths}
    world.one_more()
    world.one_more()
    assert {(who, path): cost(client_of(who), path) for who, path in before} == before
