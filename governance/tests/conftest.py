"""What the tests of this floor start from: two municipalities, people with roles, an agency."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.models import User
from dkbm.tests.factories import MunicipalityFactory, UserFactory, member, transfer_manager
from governance.models import Body
from governance.tests.factories import BodyFactory


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """Two municipalities; people with roles here and there, a transfer manager who accompanies `here`.

    The other transfer manager accompanies nobody of both; nothing is shared yet.
    """
    here, there = MunicipalityFactory(), MunicipalityFactory()
    return SimpleNamespace(
        here=here,
        there=there,
        coordinator=member(here),
        admin=member(here, Role.ADMINISTRATION),
        reader=member(here, Role.READING),
        stranger=member(there),
        stranger_admin=member(there, Role.ADMINISTRATION),
        transfer=transfer_manager(here),
        other_transfer=transfer_manager(),
        nobody=UserFactory(),
    )


@pytest.fixture
def body(world: SimpleNamespace) -> Body:
    """The Bildungsbeirat of `here`."""
    with system_scope("test"):
        return BodyFactory(municipality=world.here, name="Bildungsbeirat")


@pytest.fixture
def browser(world: SimpleNamespace, client_of: Callable[[User], Client]) -> Client:
    """The browser of the admin of `here`."""
    return client_of(world.admin)
