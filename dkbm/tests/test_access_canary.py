"""Canaries: words and a number that only „here“ may see, looked for on every page anybody else can open."""

import pytest
from django.test import Client

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.canaries import TERM, WORD, leaks
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from dkbm.tests.matrix import MATRIX
from dkbm.tests.test_access_matrix import _url, shared_world, world  # noqa: F401 - fixtures
from governance.models import Body

pytestmark = [pytest.mark.django_db, pytest.mark.anydb]
RESOURCES = tuple(
    f"/ressourcen/{page}"
    for page in (
        "",
        "stellen/",
        "haushalt/",
        "foerderungen/",
        "szenarien/",
        "szenarien/neu/",
        "szenarien/vergleich/",
        "szenarien/vorlage/",
        "staende/",
        "fonds/",
        "dateien/fonds.csv",
        "dateien/haushalt.csv",
    )
)
LISTS = (
    "/ziele/",
    "/ziele/stand/",
    "/ziele/roter-faden/",
    "/ziele/steuerungskreislauf/",
    "/ziele/bedarfe/",
    "/gremien/akteure/",
    "/gremien/vereinbarungen/",
    "/gremien/veranstaltungen/",
    "/gremien/mehrwert/",
    "/berichte/veroeffentlichungen/",
)
ADMIN_LISTS = (
    "governance/goal",
    "governance/need",
    "governance/event",
    "governance/publication",
    "governance/agreement",
    "governance/actorgroup",
    "governance/unitbenefit",
    "governance/body",
    "governance/unit",
    "governance/person",
    "governance/contactpoint",
    "projects/project",
    "projects/milestone",
    "projects/post",
    "projects/grant",
    "projects/budgetline",
    "projects/fund",
    "projects/projectlink",
    "projects/resourceplan",
    "projects/scenario",
    "dkbm/job",
    "dkbm/membership",
)


def _pages(client, world):  # noqa: F811
    for route, rows in MATRIX.items():
        for method, _row in rows:
            yield f"{method} {route}", getattr(client, method)(_url(route, world))


def _lists(client):
    for query in ("?kommune=hier", f"?suche={TERM}", "?kommune=hier&suche=" + TERM):
        for path in (*LISTS, "/gremien/", "/projekte/", "/kommunen/", *RESOURCES):
            yield path + query, client.get(path + query)
    for name in ADMIN_LISTS:
        for tail in ("", f"?q={TERM}", "autocomplete"):
            yield f"{name} {tail}", client.get(f"/admin/{name}/{tail}")
    for model in ("body", "unit", "person"):
        query = f"?app_label=governance&model_name=seat&field_name={model}&term={TERM}"
        yield f"autocomplete {model}", client.get(f"/admin/autocomplete/{query}")


def _leaks(answers):
    found = []
    for name, response in answers:
        assert response.status_code < 500, name
        if leaks(response):
            found.append(name)
    return found


def _client(user):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.mark.parametrize("person", ["nobody", "foreign", "transfer"])
def test_nobody_else_sees_a_canary_in_lists_and_searches(person, world):  # noqa: F811
    """Their answers of every page are looked through with the rows of the matrix."""
    assert _leaks(_lists(_client(world.people[person]))) == []


def test_foreign_admin_sees_no_canary(world):  # noqa: F811
    client = _client(member(world.there, Role.ADMINISTRATION))
    assert _leaks([*_pages(client, world), *_lists(client)]) == []


def test_sharing_everything_still_keeps_what_is_internal(world):  # noqa: F811
    world.here.sharing = Sharing.ALL
    world.here.save()
    client = _client(transfer_manager(world.here))
    assert _leaks([*_pages(client, world), *_lists(client)]) == []


def test_the_canaries_are_there_for_their_own_people(world):  # noqa: F811
    """Without this the others would pass on an empty portal."""
    client = _client(world.people["admin"])
    for route in (
        "governance:body",
        "governance:unit",
        "projects:detail",
        "monitoring:view",
        "monitoring:events",
        "resources:posts",
        "resources:lines",
        "resources:grants",
        "resources:fund",
    ):
        assert leaks(client.get(_url(route, world))), route
    publication = _client(world.people["monitor"]).get(_url("monitoring:publication", world))
    assert WORD in publication.content.decode()
    assert any(name.startswith("governance/contactpoint") for name in _leaks(_lists(client)))


def test_agency_sees_what_is_meant_for_it_only_when_shared(world):  # noqa: F811
    with system_scope("test"):
        body = Body.objects.get(pk=world.ids["governance:body"])
        body.audience = Audience.AGENCY
        body.save()
    manager = transfer_manager(world.here)
    assert _client(manager).get(f"/gremien/{body.pk}/").status_code == 404
    world.here.refresh_from_db()
    world.here.sharing = Sharing.ALL
    world.here.save()
    assert _client(manager).get(f"/gremien/{body.pk}/").status_code == 200
    assert _client(transfer_manager(MunicipalityFactory())).get(f"/gremien/{body.pk}/").status_code == 404
