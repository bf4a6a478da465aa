"""Canaries: words and a number that only „here“ may see, looked for on every page anybody else can open."""

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import enqueue
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from dkbm.tests.matrix import MATRIX
from dkbm.tests.test_access_matrix import _url, shared_world, world  # noqa: F401 - fixtures
from governance.models import (
    ActorGroup,
    Agreement,
    Body,
    ContactPoint,
    Event,
    Goal,
    Meeting,
    Need,
    Person,
    Seat,
    Unit,
    UnitBenefit,
)
from governance.models import Publication as PublicText
from monitoring.models import ImportRun, Publication, SavedView, TimelineEvent
from projects.models import (
    BudgetLine,
    Fund,
    FundContribution,
    Grant,
    Handover,
    Interface,
    KeyProcess,
    Milestone,
    Participation,
    Post,
    Project,
    Review,
)

pytestmark = pytest.mark.django_db
WORD, TERM, NUMBER = "Kanarienvogel", "Kanarienvo", "918273"
RESOURCES = tuple(
    f"/ressourcen/{page}"
    for page in (
        "",
        "stellen/",
        "haushalt/",
        "foerderungen/",
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
    "dkbm/job",
    "dkbm/membership",
)


@pytest.fixture
def canaries(world):  # noqa: F811
    """Every internal text of „here“ carries the word; nothing is shared."""
    with system_scope("test"):
        inside = Body.objects.filter(audience=Audience.INTERNAL)  # the partners of its relations are public
        for pk in inside.values_list("pk", flat=True):  # a name is given once in a municipality
            Body.objects.filter(pk=pk).update(name=f"{WORD} Gremium {pk}", legal_basis=WORD)
        Unit.objects.update(name=Concat(Value(f"{WORD} Stelle "), Cast("pk", CharField())))
        Seat.objects.update(function=f"{WORD} Sitz")
        Meeting.objects.update(note=WORD, place=WORD)
        ContactPoint.objects.update(value=f"{WORD}{NUMBER}", purpose=WORD)
        Person.objects.create(municipality=world.here, name=f"{WORD} Person")
        for model in (Goal, Need, Event, PublicText, Agreement, ActorGroup):
            model.objects.update(name=f"{WORD} {model.__name__}", source=WORD)
        UnitBenefit.objects.update(text=WORD)
        Project.objects.update(title=f"{WORD} Projekt", summary=WORD)
        Milestone.objects.update(title=f"{WORD} Schritt")
        Publication.objects.update(name=WORD, reason=WORD)
        TimelineEvent.objects.update(title=WORD, source=WORD)
        SavedView.objects.update(name=WORD)
        Post.objects.update(function=f"{WORD} Funktion", source=WORD, deputy_function=WORD)
        Grant.objects.update(title=f"{WORD} Bescheid", number=NUMBER, note=WORD)
        BudgetLine.objects.update(title=f"{WORD} Zeile", amount_cents=int(NUMBER) * 100)
        Fund.objects.update(name=f"{WORD} Fonds", purpose=WORD)
        KeyProcess.objects.update(title=f"{WORD} Angebot", flow=WORD, handbook=WORD)
        Interface.objects.update(note=WORD)
        Handover.objects.update(running=WORD, places=WORD)
        Review.objects.update(result=WORD, adaptation=WORD)
        Participation.objects.update(source=WORD)
        FundContribution.objects.update(contributor=f"{WORD} Beitrag")
        ImportRun.objects.update(file_name=f"{WORD}.csv", message=WORD)
        job = enqueue(WORD, NUMBER, municipality=world.here)
        job.progress_text = WORD
        job.save()
    return world


def _answers(client, world):  # noqa: F811
    for route, rows in MATRIX.items():
        for method, _row in rows:
            yield f"{method} {route}", getattr(client, method)(_url(route, world))
    for query in ("?kommune=hier", f"?q={TERM}", "?kommune=hier&q=" + TERM):
        for path in (*LISTS, "/gremien/", "/projekte/", "/kommunen/", *RESOURCES):
            yield path + query, client.get(path + query)
    for name in ADMIN_LISTS:
        for tail in ("", f"?q={TERM}", "autocomplete"):
            yield f"{name} {tail}", client.get(f"/admin/{name}/{tail}")
    for model in ("body", "unit", "person"):
        query = f"?app_label=governance&model_name=seat&field_name={model}&term={TERM}"
        yield f"autocomplete {model}", client.get(f"/admin/autocomplete/{query}")


def _leaks(client, world):  # noqa: F811
    found = []
    for name, response in _answers(client, world):
        text = response.content.decode(errors="replace") + str(response.headers)
        assert response.status_code < 500, name
        if WORD in text or NUMBER in text:
            found.append(name)
    return found


def _client(user):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.mark.parametrize("person", ["nobody", "foreign", "transfer"])
def test_nobody_else_sees_a_canary(person, canaries):
    assert _leaks(_client(canaries.people[person]), canaries) == []


def test_foreign_admin_sees_no_canary(canaries):
    assert _leaks(_client(member(canaries.there, Role.ADMINISTRATION)), canaries) == []


def test_sharing_everything_still_keeps_what_is_internal(canaries):
    canaries.here.sharing = Sharing.ALL
    canaries.here.save()
    assert _leaks(_client(transfer_manager(canaries.here)), canaries) == []


def test_the_canaries_are_there_for_their_own_people(canaries):
    """Without this the others would pass on an empty portal."""
    seen = _leaks(_client(canaries.people["admin"]), canaries)
    assert {"get governance:body", "get governance:unit", "get projects:detail"} <= set(seen)
    assert {"get monitoring:view", "get monitoring:events"} <= set(seen)
    publication = _client(canaries.people["monitor"]).get(_url("monitoring:publication", canaries))
    assert WORD in publication.content.decode()
    assert {
        "get resources:posts",
        "get resources:lines",
        "get resources:grants",
        "get resources:fund",
        "get resources:knowledge",
        "get resources:handover",
    } <= set(seen)
    assert any(name.startswith("governance/contactpoint") for name in seen)


def test_agency_sees_what_is_meant_for_it_only_when_shared(canaries):
    with system_scope("test"):
        body = Body.objects.get(pk=canaries.ids["governance:body"])
        body.audience = Audience.AGENCY
        body.save()
    manager = transfer_manager(canaries.here)
    assert _client(manager).get(f"/gremien/{body.pk}/").status_code == 404
    canaries.here.refresh_from_db()
    canaries.here.sharing = Sharing.ALL
    canaries.here.save()
    assert _client(manager).get(f"/gremien/{body.pk}/").status_code == 200
    assert _client(transfer_manager(MunicipalityFactory())).get(f"/gremien/{body.pk}/").status_code == 404
