"""Fixtures of all tests: who is looking, and where the real files lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import transaction
from django.test import Client

from dkbm.access.middleware import scope_of
from dkbm.access.scope import acting_within, system_scope
from dkbm.models import User
from dkbm.tests import migrated
from dkbm.tests.drills.workers import SERVER, PostgresStore
from dkbm.tests.factories import MunicipalityFactory, RegionFactory

REAL_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def real_data() -> Path:
    """The folder of real files, or a skip that says so."""
    if not REAL_DATA.is_dir():
        pytest.skip("the folder of real files (../shared/data) is not here")
    return REAL_DATA


@pytest.fixture(scope="session")
def demo_database() -> Path:
    """An SQLite file with migrations and demo content: copy it, never write to it."""
    return migrated.demo_file()


@pytest.fixture(scope="session")
def demo_postgres(tmp_path_factory: pytest.TempPathFactory) -> PostgresStore:
    """A database on PostgreSQL with demo content: a template, never written to."""
    try:
        psycopg2.connect(SERVER, connect_timeout=3).close()
    except psycopg2.OperationalError:
        pytest.skip("postgres is missing (Debian package: postgresql)")
    store = PostgresStore("demo", tmp_path_factory.getbasetemp())
    store.name = migrated.demo_postgres(SERVER)
    return store


@pytest.fixture
def everything() -> Iterator[None]:
    """Read without bounds: for arranging rows and looking at results."""
    with system_scope("test"):
        yield


@pytest.fixture
def as_user() -> Callable[[User], Any]:
    """`with as_user(person):` reads with that person's eyes, as a request would."""

    @contextmanager
    def acting(user: User) -> Iterator[None]:
        with acting_within(scope_of(User.objects.get(pk=user.pk))):
            yield

    return acting


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser-like client that is logged in as the person."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture(scope="module")
def module_db(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The database for rows that all tests of a module share: taken back after its last test.

    Each test's own changes are taken back to these rows, for its transaction lies inside this one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def germany(db: Any) -> dict[str, Any]:
    """Deutschland, Niedersachsen and Emden as regions."""
    return regions_of_germany()


def regions_of_germany() -> dict[str, Any]:
    """Deutschland, Niedersachsen and Emden, made if they are not there."""
    bund = RegionFactory(ags="DG", name="Deutschland", kind="bund", designation="")
    land = RegionFactory(ags="03", name="Niedersachsen", kind="land", designation="", parent=bund)
    kreis = RegionFactory(ags="03402", name="Emden", designation="Kreisfreie Stadt", parent=land)
    return {"DG": bund, "03": land, "03402": kreis}


@pytest.fixture
def emden(germany: dict[str, Any]) -> Any:
    """The municipality Emden."""
    return MunicipalityFactory(region=germany["03402"], slug="emden")
