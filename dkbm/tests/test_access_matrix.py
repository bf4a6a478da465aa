"""The table of `matrix.py` is the specification: every route, every person, every method."""

from __future__ import annotations

import re
from copy import deepcopy
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import enqueue
from dkbm.models import User
from dkbm.tests.canaries import WORD, leaks, plant
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from dkbm.tests.fixtures import regions_of_germany
from dkbm.tests.headers import faults_of
from dkbm.tests.matrix import MATRIX, PACKAGES, PEOPLE
from governance.models import AgreementParty
from governance.tests import factories as make
from governance.tests.decided import decision_ids
from governance.tests.factories import (
    BodyFactory,
    ContactFactory,
    MeetingFactory,
    PersonFactory,
    RelationFactory,
    SeatFactory,
    UnitFactory,
)
from monitoring.models import (
    DataCell,
    DataEvidence,
    DataSheet,
    FactSheet,
    FrozenChart,
    ImportRun,
    ImportState,
    Indicator,
    IndicatorVersion,
    Publication,
    PublishedCell,
    ReadingLink,
    Report,
    ReportChapter,
    ReportEdition,
    ReportFile,
    SavedView,
    SituationEdition,
    SituationReader,
    Survey,
    SurveyQuestion,
    SurveyResult,
    SurveyText,
    SurveyWave,
    TimelineEvent,
)
from monitoring.report_content import content_of, lasting
from monitoring.services.catalogue import load_catalogue
from monitoring.services.recompute import latest_versions
from monitoring.tests.own import make_sheet, place
from monitoring.tests.stored import store_result
from projects.models import Benefit, Milestone, Process, Project, ProjectLink
from projects.tests.knowledge_rows import effect_ids, knowledge_ids
from projects.tests.resources import internal_plan, internal_rows, internal_scenario

pytestmark = pytest.mark.django_db
MISSING = 987_654_321
OUTSIDE = ("nobody", "foreign", "transfer")  # whoever is not of „here“, which shares nothing
# routes whose record is not addressed by a number called pk
NAMES = {
    "monitoring:provenance": "place",
    "monitoring:provenance-own": "cell",
    "monitoring:definition": "code",
    "monitoring:definition-change": "code",
    "surveys:question-add": "survey",
}
CASES = [
    (route, method, person, expected)
    for route, rows in MATRIX.items()
    for method, row in rows
    for person, expected in zip(PEOPLE, row, strict=True)
]


@pytest.fixture
def world(db, shared_world):
    """People and one internal record of each kind that belongs to „here“; what a test changes is its own."""
    return deepcopy(shared_world)


@pytest.fixture(scope="module")
def shared_world(module_db):
    """The rows of `world`, made once for the module."""
    germany = regions_of_germany()
    here, there = MunicipalityFactory(region=germany["03402"], slug="hier"), MunicipalityFactory(slug="dort")
    people = {
        "nobody": None,
        "reader": member(here, Role.READING),
        "coordinator": member(here),
        "monitor": member(here, Role.MONITORING),
        "admin": member(here, Role.ADMINISTRATION),
        "foreign": member(there),
        "transfer": transfer_manager(here),
    }
    with system_scope("test"):
        ids = {
            **_ids(here, germany),
            **_showing_ids(here, people["coordinator"]),
            **make.agency_ids(here, people["transfer"].current_agencies()[0].agency),
        }
        plant(here)
    cookies = {name: _client(person).cookies for name, person in people.items()}
    return SimpleNamespace(here=here, there=there, people=people, ids=ids, cookies=cookies)


def _ids(here, germany):
    inside = {"municipality": here, "audience": Audience.INTERNAL}
    body, unit = BodyFactory(**inside), UnitFactory(**inside)
    project = Project.objects.create(title="Innen", **inside)
    process = Process.objects.create(project=project, title="Innen")
    load_catalogue()
    place = store_result(latest_versions()[0], "03402", "2023", 1)
    run = ImportRun.objects.create(
        municipality=here,
        file_name="a.csv",
        sha256="0" * 64,
        uploaded_at="2026-01-01T00:00:00Z",
        state=ImportState.STAGED,
        header={"complaints": []},
    )
    imports = ("import", "import-mapping", "import-commit", "import-undo", "import-discard", "import-exclude")
    return {
        "dkbm:job": enqueue("x", "y", municipality=here).pk,
        "governance:body": body.pk,
        "governance:body_edit": body.pk,
        "governance:meeting_add": body.pk,
        "governance:seat_add": body.pk,
        "governance:meeting_edit": MeetingFactory(body=body).pk,
        "governance:seat_edit": SeatFactory(body=body).pk,
        "governance:succession": SeatFactory(body=body).pk,
        "governance:mandate_confirm": body.pk,
        "governance:relation_edit": RelationFactory(from_body=body).pk,
        "governance:relation_remove": RelationFactory(from_body=body, kind="beraet").pk,
        "governance:contact_remove": ContactFactory(unit=unit).pk,
        "governance:relation_add_to_body": body.pk,
        "governance:relation_add_to_unit": unit.pk,
        "governance:contact_of_body": body.pk,
        "governance:contact_of_unit": unit.pk,
        "governance:contact_edit": ContactFactory(unit=unit).pk,
        "governance:unit": unit.pk,
        **_people_ids(here),
        "governance:unit_edit": unit.pk,
        "governance:unit_rename": unit.pk,
        "governance:contact_confirm": ContactFactory(unit=unit).pk,
        **decision_ids(here),
        **_goal_ids(inside, unit),
        **_answer_ids(inside),
        "projects:detail": project.pk,
        "projects:edit": project.pk,
        "projects:milestone-create": project.pk,
        "projects:baseline-create": project.pk,
        "projects:process": process.pk,
        "projects:note-create": {"pk": process.pk, "point": "fraktionen"},
        "projects:milestone-edit": Milestone.objects.create(project=project, title="Innen").pk,
        **_part_ids(project),
        **resource_ids(here),
        **knowledge_ids(here),
        **effect_ids(project),
        "monitoring:provenance": place,
        **{f"monitoring:{name}": run.pk for name in imports},
        **{
            f"monitoring:{name}": {"code": _own_indicator(here)}
            for name in ("definition", "definition-change")
        },
        **_own_ids(here),
        **_publication_ids(here),
        **_report_ids(here),
    }


def _report_ids(here):
    """A draft of a report with one chapter."""
    report = Report.objects.create(municipality=here, name="Innen", edition="2026")
    indicator = Indicator.objects.get(code="D15")
    chapter = ReportChapter.objects.create(report=report, indicator=indicator, comment="Innen")
    pages = dict.fromkeys(("draft", "preview", "edit", "indicators", "publish", "next", "files"), report.pk)
    parts = {name: {"pk": report.pk, "chapter": chapter.pk} for name in ("chapter", "chapter-move")}
    out = Report.objects.create(municipality=here, name="Innen", edition="2025")
    content = lasting(content_of(out))
    edition = ReportEdition.objects.create(
        report=out,
        municipality=here,
        name="Innen",
        edition="2025",
        publisher="x",
        content=content,
        audience=0,
    )
    kept = {"content": b"x", "size": 1, "sha256": "0" * 64, "made_at": "2026-01-01T00:00:00Z"}
    ReportFile.objects.create(report=report, kind="docx", **kept)
    parts["file"] = {"pk": report.pk, "kind": "docx"}
    found = {**pages, **parts, "edition": edition.report_id}
    return {f"reports:{name}": where for name, where in found.items()}


def _publication_ids(here):
    """A checked publication that waits for its decision, and one that is out and cannot be dropped."""
    facts = {
        "municipality": here,
        "name": "Innen",
        "content": {"name": "Innen", "tables": [], "outside": [], "mask": [], "rates": []},
        "requested_at": "2026-01-01T00:00:00Z",
    }
    made = Publication.objects.create(state="ready", as_preview=True, **facts)
    out = Publication.objects.create(state="published", published_at="2026-01-01T00:00:00Z", **facts)
    return {
        **{f"monitoring:publication{name}": made.pk for name in ("", "-confirm", "-secrets")},
        "monitoring:publication-drop": out.pk,
        "monitoring:provenance-own": _printed(made).pk,
        "monitoring:publication-file": {"pk": made.pk, "file": "werte.csv"},
    }


def _printed(publication):
    """A place that the publication would print."""
    place = {"series": "E-1|Innen", "region": "03402", "period": "2023"}
    return PublishedCell.objects.create(publication=publication, value=1, status="value", **place)


def _showing_ids(here, coordinator):
    """A view that the coordinator shares, and an internal event."""
    view = SavedView.objects.create(
        municipality=here, owner=coordinator, name="Innen", query="gebiet=03402", shared=True
    )
    event = TimelineEvent.objects.create(municipality=here, title="Innen", begins="2021")
    result = SurveyResult.objects.create(
        municipality=here, question="Innen?", answer="ja", value=50, year=2021, source="x"
    )
    sheet = FactSheet.objects.create(
        municipality=here, topic="Innen", claim=WORD, goals=WORD, contact=WORD, changed_on="2026-01-01"
    )
    link = ReadingLink.objects.create(
        municipality=here,
        purpose=WORD,
        content={"sentences": [WORD]},
        token_hash="0" * 64,
        made_at="2026-01-01T00:00:00Z",
        expires_on="2099-01-01",
    )
    reader = SituationReader.objects.create(municipality=here, purpose=WORD, email="innen@example.org")
    edition = SituationEdition.objects.create(
        municipality=here, quarter="2026-Q1", content={}, approved_at="2026-01-01T00:00:00Z"
    )
    return {
        "situation:revoke": {"slug": here.slug, "pk": link.pk},
        "situation:remove-reader": {"slug": here.slug, "pk": reader.pk},
        "situation:edition": {"slug": here.slug, "pk": edition.pk},
        **{f"factsheets:{name}": sheet.pk for name in ("sheet", "pdf", "edit")},
        "monitoring:view": view.pk,
        "monitoring:view-edit": view.pk,
        "monitoring:event-edit": event.pk,
        "surveys:edit": result.pk,
        **_survey_ids(here),
    }


def _part_ids(project):
    """A benefit and a link of the internal project."""
    benefit = Benefit.objects.create(project=project, text="Innen")
    link = ProjectLink.objects.create(project=project, title="Innen", url="https://example.org/innen")
    rows = (("benefit", benefit), ("link", link))
    deeds = {f"projects:{name}-{deed}": row.pk for name, row in rows for deed in ("edit", "remove")}
    return {**deeds, "projects:benefit-create": project.pk, "projects:link-create": project.pk}


def resource_ids(here):
    """Internal rows of posts and money; the fund stands for its contributions too."""
    rows = internal_rows(here)
    deeds = {f"resources:{name}-{deed}": row.pk for name, row in rows.items() for deed in ("edit", "remove")}
    fund = {"resources:fund": rows["fund"].pk, "resources:contribution-create": rows["fund"].pk}
    scenario = {"scenarios:scenario": internal_scenario(here).pk, "resources:backplan": rows["grant"].pk}
    plan = {"resources:plan": internal_plan(here).pk}
    return {**deeds, **fund, **scenario, **plan}


def _own_indicator(here):
    """The code of an indicator that only „here“ has."""
    indicator, made = Indicator.objects.get_or_create(code="K03402-9", theme="C", owner=here)
    if made:
        source = latest_versions()[0].source
        IndicatorVersion.objects.create(
            indicator=indicator, name="Eigene", definition="x", formula="count", unit="Anzahl", source=source
        )
    return indicator.code


def _evidence(where):
    """A document beside a value of „here“."""
    place = {"line_id": where.line, "region_id": where.region, "period_id": where.period}
    cell, _made = DataCell.objects.get_or_create(**place)
    facts = {"content": b"x", "sha256": "0" * 64, "added_at": "2026-01-01T00:00:00Z"}
    return DataEvidence.objects.create(cell=cell, name="a.pdf", **facts)


def _people_ids(here):
    """The pages of one person."""
    person = PersonFactory(municipality=here)
    pages = ("person", "person_edit", "person_stored", "person_file", "person_forget", "contact_of_person")
    return {f"governance:{name}": person.pk for name in pages}


def _goal_ids(inside, unit):
    """One internal record of each kind about goals and in the registers."""
    goal, group = make.GoalFactory(**inside), make.ActorGroupFactory(**inside)
    agreement, event = make.AgreementFactory(**inside), make.EventFactory(**inside)
    publication = make.PublicationFactory(**inside, link="https://example.org/bericht.pdf")
    pages = dict.fromkeys(("goal", "edit", "thread", "resolution", "question"), goal.pk)
    return {
        **{f"goals:{name}": pk for name, pk in pages.items()},
        "monitoring:goal": goal.pk,
        "goals:need_edit": make.NeedFactory(**inside).pk,
        **dict.fromkeys(
            ("registers:agreement", "registers:agreement_edit", "registers:party_add"), agreement.pk
        ),
        **{
            f"registers:{name}": AgreementParty.objects.create(agreement=agreement, external=name).pk
            for name in ("party_edit", "party_remove")
        },
        **dict.fromkeys(("registers:event", "registers:event_edit"), event.pk),
        "registers:actor_edit": group.pk,
        "registers:involve": {"pk": group.pk, "kind": "ziel", "target": goal.pk},
        "registers:benefit_edit": make.BenefitFactory(unit=unit, audience=Audience.INTERNAL).pk,
        **dict.fromkeys(("publications:edit", "publications:check"), publication.pk),
    }


def _answer_ids(inside):
    """An internal answer with a chart frozen to it."""
    row = make.AssignmentFactory(**inside)
    chart = FrozenChart.objects.create(
        assignment=row,
        indicator_version=latest_versions()[0],
        frozen_at="2026-01-01T00:00:00Z",
        audience=Audience.PUBLIC,
        content={"lines": [], "marks": []},
    )
    return {"monitoring:answer": row.pk, "monitoring:answer-file": chart.pk}


def _survey_ids(here):
    """A survey with a question, an open wave and a free text."""
    survey = Survey.objects.create(municipality=here, title="Innen")
    question = SurveyQuestion.objects.create(survey=survey, text="Innen?")
    wave = SurveyWave.objects.create(survey=survey, name="Innen", opened_on="2026-01-01")
    text = SurveyText.objects.create(wave=wave, question="f1", text="Innen")
    return {
        **{f"surveys:{name}": survey.pk for name in ("own", "own-edit", "wave-open")},
        "surveys:question-add": {"survey": survey.pk},
        "surveys:question-edit": question.pk,
        "surveys:wave": wave.pk,
        "surveys:text": text.pk,
    }


def _own_ids(here):
    """A sheet of own statistics with an upload, addressed by all its parts."""
    sheet = make_sheet(here, member(here, Role.MONITORING))
    cell = place(sheet, 1, "2024")
    upload = DataSheet.objects.create(
        data_set=sheet, file_name="a.xlsx", content=b"x", uploaded_at="2026-01-01T00:00:00Z"
    )
    more = {
        "entry-sheet": {},
        "entry-changes": {},
        "entry-workbook": {},
        "entry-grid": {"word": "2024"},
        "entry-paper": {"word": "2024"},
        "entry-cell": cell._asdict(),
        "entry-period": {"period": cell.period},
        "entry-upload": {"upload": upload.pk},
        "evidence-add": cell._asdict(),
        "evidence": {"evidence": _evidence(cell).pk},
    }
    return {f"monitoring:{name}": {"pk": sheet.pk, **parts} for name, parts in more.items()}


def _url(route, world, pk=None):
    arguments = {
        "dkbm:municipality": {"slug": world.here.slug},
        "dkbm:sharing": {"slug": world.here.slug},
        "dkbm:invite": {"slug": world.here.slug},
        "dkbm:settings": {"slug": world.here.slug},
        "governance:begin": {"slug": world.here.slug},
        **{f"oparl:{name}": {"slug": world.here.slug} for name in ("system", "bodies", "body")},
        "oparl:list": {"slug": world.here.slug, "kind": "organization"},
        "oparl:object": {
            "slug": world.here.slug,
            "kind": "organization",
            "name": f"g{world.ids['governance:body']}",
        },
        "dkbm:unsubscribe": {"token": "gibt-es-nicht"},
        "dkbm:accept": {"token": "gibt-es-nicht"},
        "surveys:answer": {"token": "gibt-es-nicht"},
        "resources:file": {"part": "stellen", "form": "csv"},
        "scenarios:paper-file": {"form": "docx"},
        "governance:feed": {"token": "gibt-es-nicht"},
        **{f"situation:{name}": {"token": "gibt-es-nicht"} for name in ("read", "read-pdf")},
        **{
            f"situation:{name}": {"slug": world.here.slug}
            for name in ("page", "pdf", "links", "mailing", "approve")
        },
        "board:talk": {"slug": world.here.slug},
        "learning:consent": {"slug": world.here.slug},
        "monitoring:pdf": {"slug": world.here.slug},
        "monitoring:dashboard": {"slug": world.here.slug},
        "monitoring:dashboard-json": {"slug": world.here.slug},
        "monitoring:csv": {"slug": world.here.slug, "code": "D15"},
        "monitoring:indicator": {"slug": world.here.slug, "code": "D15"},
        "monitoring:indicator-file": {"slug": world.here.slug, "code": "D15", "file": "lang.csv"},
        "monitoring:keep-peers": {"slug": world.here.slug},
        "monitoring:own-figures": {"slug": world.here.slug},
        "monitoring:own-figures-file": {"slug": world.here.slug, "file": "werte.csv"},
        "monitoring:protection-rule": {"source": MISSING},
        "monitoring:target": {"slug": world.here.slug, "code": "D15"},
        "monitoring:sustainability": {"slug": world.here.slug},
        "monitoring:course": {"slug": world.here.slug},
        "monitoring:keep-readings": {"slug": world.here.slug},
        "monitoring:why": {"slug": world.here.slug, "code": "N-P1"},
        "monitoring:thresholds": {"slug": world.here.slug, "code": "N-P1"},
    }.get(route, {})
    if route in world.ids:
        known = world.ids[route]
        name = NAMES.get(route, "pk")
        parts = known if isinstance(known, dict) else {name: known}
        other = UUID(int=pk) if pk and isinstance(parts[name], UUID) else pk
        arguments = {**parts, name: other or parts[name]}
    return reverse(route, kwargs=arguments)


def _client(person):
    client = Client(raise_request_exception=True)
    if person is not None:
        client.force_login(person)
    return client


def _browser(world, name):
    """A client of the person who is logged in already."""
    client = Client(raise_request_exception=True)
    client.cookies = deepcopy(world.cookies[name])
    return client


def _all_routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            name = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _all_routes(entry, name)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or entry.pattern}"


def test_every_page_has_a_row():
    ours = {route for route in _all_routes() if not route.startswith(tuple(PACKAGES))}
    assert ours == set(MATRIX)


@pytest.mark.parametrize("name", PEOPLE)
def test_navigation_leads_nobody_to_a_refusal(name, world):
    client = _client(world.people[name])
    page = client.get("/kommunen/")
    words = {entry["label"]: client.get(entry["url"]).status_code for entry in page.context["portal_nav"]}
    assert len(words) >= 4
    assert set(words.values()) <= {200, 302}, words


def test_switching_expects_the_own_municipality(world):
    assert _client(world.people["reader"]).post("/wechseln/", {"municipality": "dort"}).status_code == 404


@pytest.mark.parametrize("route", MATRIX)
def test_row_of_the_matrix(route, world):
    wrong = []
    for name, method, person, expected in CASES:
        if name != route:
            continue
        data = {"municipality": world.here.slug} if route == "dkbm:switch" else {}
        if route == "monitoring:view-create":
            data = {"kommune": world.here.slug}
        with_ids = world.ids.get(route)
        response = getattr(_browser(world, person), method)(_url(route, world), data)
        if response.status_code != expected:
            wrong.append((method, person, expected, response.status_code, with_ids))
        elif person in OUTSIDE and leaks(response):
            wrong.append((method, person, "sees what is internal"))
        elif expected == 302 and person == "nobody" and route != "monitoring:home":
            assert response.url.startswith("/konto/login/"), (method, response.url)
        if fault := faults_of(response):
            wrong.append((method, person, fault))
    assert wrong == []


def _comparable(response):
    """The answer without what differs from request to request: request id and token."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return response.status_code, text.replace(response.headers.get("X-Request-Id", "-"), "")


@pytest.mark.parametrize("route", [r for r in MATRIX if r not in ("monitoring:provenance",)])
def test_foreign_and_missing_answer_the_same(route, world):
    if route not in world.ids:
        return
    client = _browser(world, "foreign")
    for method, _row in MATRIX[route]:
        foreign = getattr(client, method)(_url(route, world))
        missing = getattr(client, method)(_url(route, world, MISSING))
        assert _comparable(foreign) == _comparable(missing)


def test_rights_changes_act_on_the_next_request(world):
    person = User.objects.get(pk=world.people["coordinator"].pk)
    client = _client(person)
    url = _url("governance:body_edit", world)
    assert client.get(url).status_code == 200
    person.memberships.all().delete()
    assert client.get(url).status_code == 404
    person.is_active = False
    person.save()
    assert client.get("/").status_code == 302
