"""Deeds about posts and money: rights, versions, foreign links, constraints, former fillings."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.middleware import scope_of
from dkbm.access.roles import Role
from dkbm.access.scope import acting_within, system_scope
from dkbm.models import User
from dkbm.services import Conflict
from dkbm.tests.factories import transfer_manager
from governance.models import Person
from governance.tests.factories import ResolutionFactory
from projects import checking_resources
from projects.demo import resources as demo_resources
from projects.models import (
    BudgetLine,
    FormerHolding,
    Fund,
    FundContribution,
    Grant,
    Post,
    Programme,
    ProgrammeFact,
    Project,
)
from projects.programmes import ALL
from projects.services_resources import add_resource, change_resource, load_programmes, remove_resource
from projects.tests.resources import make_line, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(emden, everything):
    return make_post(emden, "Bildungsmonitoring", "0.5")


def seen_by(user):
    return acting_within(scope_of(User.objects.get(pk=user.pk)))


def test_posts_are_added_and_changed_by_who_may(emden, coordinator, reader, everything):
    made = add_resource(model=Post, home=emden, by=coordinator, function="Leitung", fte=Decimal("0.75"))
    changed = change_resource(row=made, version=1, by=coordinator, fte=Decimal(1))
    assert (changed.fte, changed.version, changed.audience) == (1, 2, Audience.INTERNAL)
    assert [h.history_user_id for h in changed.history.all()] == [coordinator.pk] * 2
    for deed in (
        lambda: add_resource(model=Post, home=emden, by=reader, function="X", fte=Decimal(1)),
        lambda: change_resource(row=made, version=2, by=reader, fte=Decimal(2)),
        lambda: remove_resource(row=made, version=2, by=reader),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    with pytest.raises(Conflict):
        change_resource(row=made, version=1, by=coordinator, fte=Decimal(2))
    with pytest.raises(TypeError):
        change_resource(row=made, version=2, by=coordinator, municipality=None)


def test_administration_may_and_monitoring_may_not(emden, person):
    clerk, monitor = person(emden, Role.ADMINISTRATION, "amt"), person(emden, Role.MONITORING, "zahlen")
    with seen_by(clerk):
        assert add_resource(model=Fund, home=emden, by=clerk, name="Fonds").pk
    with seen_by(monitor), pytest.raises(PermissionDenied):
        add_resource(model=Fund, home=emden, by=monitor, name="Fonds 2")


def test_foreign_links_are_refused(emden, verden, coordinator, everything):
    foreign_grant = Grant.objects.create(municipality=verden, title="Fremd")
    foreign_project = Project.objects.create(municipality=verden, title="Fremd")
    foreign_person = Person.objects.create(municipality=verden, name="Funktion", function="Leitung")
    for fields in (
        {"grant": foreign_grant},
        {"project": foreign_project},
        {"holder": foreign_person, "filled": "besetzt"},
    ):
        with pytest.raises(ValidationError):
            add_resource(model=Post, home=emden, by=coordinator, function="X", fte=Decimal(1), **fields)
    assert Post.objects.count() == 0


def test_the_agency_sees_posts_and_money_only_as_the_municipality_decides(emden, post, everything):
    make_line(emden, "Personal", 1)
    manager = transfer_manager(emden)
    for sharing, audience, expected in (
        (Sharing.NOTHING, Audience.AGENCY, 0),
        (Sharing.KEY_FACTS, Audience.AGENCY, 0),
        (Sharing.ALL, Audience.INTERNAL, 0),
        (Sharing.ALL, Audience.AGENCY, 1),
    ):
        emden.sharing = sharing
        emden.save()
        Post.objects.update(audience=audience)
        BudgetLine.objects.update(audience=audience)
        with seen_by(manager):
            assert (Post.objects.count(), BudgetLine.objects.count()) == (expected, expected)
            assert Post.history.count() == 0


def test_a_new_filling_keeps_the_former_one(post, coordinator):
    row = change_resource(
        row=post, version=1, by=coordinator, filled="besetzt", filled_from="2024-01", filled_to="2026-03"
    )
    row = change_resource(row=row, version=2, by=coordinator, filled_to="2026-04")
    assert FormerHolding.objects.count() == 0
    row = change_resource(row=row, version=3, by=coordinator, filled_from="2026-09", filled_to="")
    former = FormerHolding.objects.get()
    assert (former.fte, former.filled_from_on, former.filled_to_on) == (
        Decimal("0.5"),
        date(2024, 1, 1),
        date(2026, 4, 30),
    )


def test_days_follow_from_periods_as_fine_as_they_are_known(emden, everything):
    grant = Grant.objects.create(municipality=emden, title="A", begins="2023-07", ends="2027-06")
    assert (grant.begins_on, grant.ends_on) == (date(2023, 7, 1), date(2027, 6, 30))
    assert grant.extension_deadline == date(2026, 12, 30)
    assert grant.period_label == "07/2023 bis 06/2027"
    grant.ends = "2027-08-31"
    grant.save(update_fields=["ends"])
    grant.refresh_from_db()
    assert grant.ends_on == date(2027, 8, 31)
    assert grant.extension_deadline == date(2027, 2, 28)
    grant.extension_due = date(2026, 1, 15)
    assert grant.extension_deadline == date(2026, 1, 15)
    assert Grant(title="ohne Ende").extension_deadline is None


@pytest.mark.parametrize(
    "fields",
    [
        {"fte": Decimal("-0.5")},
        {"own_share_pct": Decimal("100.01")},
        {"term": "unbefristet", "limited_until": "2027-06"},
        {"term": "befristet", "limited_until": "2018.."},
        {"filled": "besetzt", "filled_from": "2027", "filled_to": "2026"},
    ],
)
def test_posts_refuse_what_cannot_be(emden, everything, fields):
    with pytest.raises(ValidationError):
        make_post(emden, **fields)


def test_constraints_hold_in_the_database(emden, everything):
    for model, fields in (
        (Post, {"function": "X", "fte": Decimal(1), "own_share_pct": Decimal(101)}),
        (Post, {"function": "X", "fte": Decimal(1), "limited_until": "2027-06"}),
        (Grant, {"title": "X", "begins": "2027", "ends": "2026"}),
        (BudgetLine, {"title": "X", "year": 1800, "amount_cents": 1}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(municipality=emden, **fields)


def test_a_grant_in_use_is_not_removed(emden, coordinator, everything):
    grant = Grant.objects.create(municipality=emden, title="A")
    row = make_post(emden, grant=grant)
    with pytest.raises(ValidationError):
        remove_resource(row=grant, version=1, by=coordinator)
    remove_resource(row=row, version=1, by=coordinator)
    grant.refresh_from_db()
    remove_resource(row=grant, version=grant.version, by=coordinator)
    assert (Grant.objects.count(), Grant.history.filter(history_type="-").count()) == (0, 1)


def test_contributions_belong_to_a_fund_of_ones_own(emden, verden, coordinator):
    with system_scope("test"):
        own = Fund.objects.create(municipality=emden, name="Eigener")
        foreign = Fund.objects.create(municipality=verden, name="Fremder")
    with seen_by(coordinator):
        made = add_resource(
            model=FundContribution,
            home=own,
            by=coordinator,
            contributor="Schule",
            year=2026,
            amount_cents=5,
        )
        assert made.fund_id == own.pk
        with pytest.raises(Fund.DoesNotExist):
            add_resource(model=FundContribution, home=foreign, by=coordinator, contributor="S", year=2026)


def test_programmes_of_the_field_are_shared_data_with_sources(db):
    load_programmes()
    load_programmes()
    assert list(Programme.objects.values_list("code", flat=True)) == [facts.code for facts in ALL]
    assert Programme.objects.get(code="bildung-integriert").valid_label == "01/2015–06/2021"
    assert not ProgrammeFact.objects.filter(source="").exists()
    assert ProgrammeFact.objects.count() == sum(len(facts.facts) for facts in ALL)


def test_demo_twice_changes_nothing_and_nothing_contradicts(demo_content):
    demo_resources.load(lambda text: None)
    before = list(checking_resources.content())
    demo_resources.load(lambda text: None)
    assert list(checking_resources.content()) == before
    assert checking_resources.complaints() == []


def test_f52_posts_of_harburg_stand_with_project_and_programme(demo_content):
    demo_resources.load(lambda text: None)
    posts = Post.objects.filter(municipality__region__ags="03353").select_related("grant", "project")
    assert {post.grant.programme.name for post in posts} == {"Bildung integriert"}
    assert {post.project.kind for post in posts} == {"verstetigung"}
    assert all(post.is_example for post in posts)


def test_verify_finds_foreign_links_and_stale_days(emden, verden, everything):
    foreign = Grant.objects.create(municipality=verden, title="Fremd")
    row = make_post(emden)
    Post.objects.filter(pk=row.pk).update(grant=foreign, limited_until_on=date(2020, 1, 1))
    found = checking_resources.complaints()
    assert [sentence.split(": ")[1] for sentence in found] == [
        "Ein Verweis führt zu einer anderen Kommune.",
        "Der Tag passt nicht zum Zeitraum „“.",
    ]


def test_a_resolution_names_the_posts_that_stand_on_it(emden, verden, coordinator, client, everything):
    made = ResolutionFactory(municipality=emden, audience=Audience.PUBLIC)
    foreign = ResolutionFactory(municipality=verden)
    with pytest.raises(ValidationError):
        add_resource(model=Post, home=emden, by=coordinator, function="X", fte=Decimal(1), resolution=foreign)
    facts = {"function": "Monitoring auf Dauer", "fte": Decimal("0.5"), "term": "unbefristet"}
    post = add_resource(model=Post, home=emden, by=coordinator, resolution=made, **facts)
    assert "Monitoring auf Dauer" not in client.get(made.get_absolute_url()).content.decode()
    Post.objects.filter(pk=post.pk).update(audience=Audience.PUBLIC)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Stellen, die darauf stehen" in page
    assert "Alle Stellen ansehen" not in page
    client.force_login(coordinator)
    assert "Alle Stellen ansehen" in client.get(made.get_absolute_url()).content.decode()
