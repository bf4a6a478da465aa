"""The scope fails closed: no scope, no rows; own, shared at my level, public, and nothing else."""

import ast
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import models

from dkbm.access.audiences import Sharing
from dkbm.access.middleware import scope_of
from dkbm.access.scope import PUBLIC, ScopeMissing, acting_as, acting_within, current_scope, system_scope
from dkbm.models import Feedback, Job, Municipality
from dkbm.tests.factories import MunicipalityFactory, UserFactory, member, transfer_manager
from monitoring.models import ImportRun

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
# Who may read everything, and why it must.
SYSTEM_READERS = {
    "dkbm/jobs/engine.py": "claims any job",
    "dkbm/jobs/service.py": "writes a promise whoever asks",
    "dkbm/jobs/registry.py": "keeps the lease of the job it runs",
    "dkbm/jobs/tasks.py": "rings for forgotten jobs",
    "dkbm/digest.py": "promises the digest once a week",
    "dkbm/state.py": "hashes all content",
    "dkbm/verifying.py": "looks for breaches everywhere",
    "dkbm/admin.py": "the operator looks after all jobs",
    "dkbm/health.py": "counts late jobs",
    "governance/oparl/sources.py": "moments and tombstones of public rows",
    "projects/knowledge_number.py": "counts offers for those who may know the number alone",
    "monitoring/queries_learning.py": "ways of the municipalities that agreed that others learn from them",
    "monitoring/services/questionnaires.py": "who holds the secret of an invitation answers without an account",
    "monitoring/services/stock.py": "dates of official files",
    "monitoring/services/situation.py": "finds a reading link by its secret",
    "monitoring/services/situation_mailing.py": "mails that were refused are promised again",
    "monitoring/services/readings.py": "the end of a quarter is kept for everybody",
    "monitoring/services/recompute.py": "own indicators follow the stock whoever changes it",
    "monitoring/management/commands/import_statistics.py": "the operator imports",
    "monitoring/management/commands/rebuild_cubes.py": "the operator mends what verify found",
}
COMMANDS = ("dkbm/management/commands/", "dkbm/demo/", "dkbm/hashing.py", "dkbm/register_service.py")


def make_run(municipality):
    return ImportRun.objects.create(
        municipality=municipality, file_name="a.csv", sha256="0" * 64, uploaded_at="2026-01-01T00:00:00Z"
    )


@pytest.mark.parametrize(
    "read",
    [
        lambda m: list(m.objects.all()),
        lambda m: m.objects.count(),
        lambda m: m.objects.exists(),
        lambda m: m.objects.first(),
        lambda m: m.objects.filter(pk=1).values_list("pk").get(),
        lambda m: m.objects.in_bulk([1]),
        lambda m: m.objects.aggregate(models.Max("pk")),
        lambda m: m.objects.update(file_name="x"),
        lambda m: m.objects.all().delete(),
        lambda m: m.objects.explain(),
        lambda m: list(m.objects.iterator()),
        lambda m: m.objects.bulk_create([m(file_name="x", uploaded_at="2026-01-01T00:00:00Z")]),
        lambda m: list(Job.objects.filter(pk__in=m.objects.values("job"))),
        lambda m: list(m.objects.all() | m.objects.all()),
        lambda m: m.objects.contains(m(pk=1)),
        lambda m: list(m.objects.order_by("pk")[:3]),
    ],
)
def test_reading_without_scope_raises(read):
    with pytest.raises(ScopeMissing):
        read(ImportRun)


def test_queryset_built_without_scope_takes_the_scope_it_is_used_in():
    waiting = ImportRun.objects.all()
    emden, verden = MunicipalityFactory(), MunicipalityFactory()
    with system_scope("test"):
        make_run(emden)
        make_run(verden)
    with acting_within(scope_of(member(emden))):
        assert [run.municipality for run in waiting.all()] == [emden]


def test_own_is_seen_and_foreign_is_not():
    emden, verden = MunicipalityFactory(), MunicipalityFactory()
    with system_scope("test"):
        own, foreign = make_run(emden), make_run(verden)
    with acting_within(scope_of(member(emden))):
        assert list(ImportRun.objects.all()) == [own]
        assert not ImportRun.objects.filter(pk=foreign.pk).exists()
    with acting_within(PUBLIC):
        assert not ImportRun.objects.exists()
    with acting_within(scope_of(UserFactory())):
        assert not ImportRun.objects.exists()


def test_a_scope_that_is_found_later_is_asked_once_and_only_when_something_scoped_is_read():
    emden, verden = MunicipalityFactory(), MunicipalityFactory()
    with system_scope("test"):
        own, _foreign = make_run(emden), make_run(verden)
    user, asked = member(emden), []
    with acting_as(lambda: asked.append(1) or scope_of(user)):
        assert set(Municipality.objects.all()) == {emden, verden}
        assert asked == []
        assert list(ImportRun.objects.all()) == list(ImportRun.objects.filter(pk__gt=0)) == [own]
        with acting_within(PUBLIC):
            assert not ImportRun.objects.exists()
        assert current_scope() == scope_of(user)
    assert asked == [1]
    assert current_scope() is None


def test_imports_are_never_shared_with_the_agency():
    emden = MunicipalityFactory(sharing=Sharing.ALL)
    with system_scope("test"):
        make_run(emden)
    with acting_within(scope_of(transfer_manager(emden))):
        assert not ImportRun.objects.exists()


def test_ended_and_coming_memberships_give_nothing():
    emden = MunicipalityFactory()
    user = member(emden)
    user.memberships.update(until="2020-12-31")
    assert scope_of(type(user).objects.get(pk=user.pk)).own == frozenset()
    user.memberships.update(until=None, since="2999-01-01")
    assert scope_of(type(user).objects.get(pk=user.pk)).own == frozenset()


def test_protect_holds_under_a_narrow_scope():
    emden, verden = MunicipalityFactory(), MunicipalityFactory()
    with system_scope("test"):
        make_run(verden)
    with acting_within(scope_of(member(emden))), pytest.raises(models.ProtectedError):
        verden.delete()


def test_history_rows_are_scoped_like_their_rows():
    from governance.models import Body

    with pytest.raises(ScopeMissing):
        list(Body.history.all())
    with pytest.raises(ScopeMissing):
        list(Body.history.model.objects.all())


def test_every_model_declares_its_scope():
    assert [e for e in run_checks() if e.id.startswith("dkbm.E0")] == []


def test_model_without_scope_is_found_by_the_check(monkeypatch):
    from dkbm import checks

    monkeypatch.delitem(checks.SHARED, "dkbm.Region")
    assert [e.id for e in checks.every_model_declares_its_scope(None)] == ["dkbm.E001"]


def test_feedback_of_anonymous_people_is_not_public():
    with system_scope("test"):
        Feedback.objects.create(text="x", created_at="2026-01-01T00:00:00Z")
    with acting_within(PUBLIC):
        assert not Feedback.objects.exists()


def test_only_listed_modules_read_everything():
    found = set()
    for folder in ("dkbm", "governance", "projects", "monitoring"):
        for path in (ROOT / folder).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if "/tests/" in name or name == "dkbm/access/scope.py" or name.startswith(COMMANDS):
                continue
            calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
            if any(isinstance(c.func, ast.Name) and c.func.id == "system_scope" for c in calls):
                found.add(name)
    unlisted = {name for name in found if not name.endswith("demo.py") and "/demo/" not in name} - set(
        SYSTEM_READERS
    )
    assert unlisted == set()
