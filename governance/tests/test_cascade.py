"""The goal cascade: exactly one level up, refused by form, service and database; parallel edits; verify."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from dkbm.access.scope import system_scope
from dkbm.services import Conflict
from governance import cascade, services
from governance.models import Goal, Need
from governance.models.goal_words import SMART
from governance.tests import factories as make
from governance.tests.parallel import at_the_same_time, parallel_writers_allowed

REASON = (
    "Auf der Ebene „Mittlerziel“ gehört jedes Ziel zu einem der Ebene „strategisches Ziel“. "
    "Wählen Sie eines aus oder legen Sie es zuerst an."
)
ANSWERS = {name: True for name, _word, _question in SMART}


def keep(world, as_user, model=Goal, row=None, **values):
    person = world.coordinator
    if row is None:
        values = {"municipality": world.here, **values}
    with as_user(person):
        return services.keep_record(
            model=model, pk=row and row.pk, version=row and row.version, values=values, by=person
        )


@pytest.mark.django_db
class TestOneByOne:
    def test_f44_a_mittlerziel_without_a_strategic_parent_is_refused_with_the_reason(self, world, as_user):
        with pytest.raises(ValidationError) as refused:
            keep(world, as_user, name="Lose", level=3)
        assert refused.value.message_dict == {"parent": [REASON]}
        strategic = keep(world, as_user, name="Oben", level=2)
        goal = keep(world, as_user, name="Mitte", level=3, parent=strategic)
        assert goal.parent_level == 2
        with system_scope("test"):
            assert goal.history.get().history_user == world.coordinator

    @pytest.mark.parametrize(("level", "above"), [(1, 1), (2, 2), (3, 3), (3, 1), (4, 2), (1, 2)])
    def test_other_parents_are_refused(self, world, as_user, level, above):
        parent = keep(world, as_user, name="Leitbild", level=1)
        while parent.level < above:
            parent = keep(world, as_user, name=f"Ziel {parent.level}", level=parent.level + 1, parent=parent)
        with pytest.raises(ValidationError) as refused:
            keep(world, as_user, name="Falsch", level=level, parent=parent, **ANSWERS)
        assert list(refused.value.message_dict) == ["parent"]

    def test_f44_only_the_right_kind_of_body_sets_a_goal(self, world, as_user):
        with system_scope("test"):
            council = make.BodyFactory(municipality=world.here, kind="rat", level=1)
            steering = make.BodyFactory(municipality=world.here, kind="steuerungsgruppe")
        strategic = keep(world, as_user, name="Oben", level=2, body=council)
        keep(world, as_user, name="Mitte", level=3, parent=strategic, body=steering)
        with pytest.raises(ValidationError) as refused:
            keep(world, as_user, name="Falsch", level=3, parent=strategic, body=council)
        assert "Steuerungsgruppe" in refused.value.message_dict["body"][0]

    def test_a_handlungsziel_answers_five_questions(self, world, as_user):
        strategic = keep(world, as_user, name="Oben", level=2)
        middle = keep(world, as_user, name="Mitte", level=3, parent=strategic)
        with pytest.raises(ValidationError) as refused:
            keep(world, as_user, name="Unten", level=4, parent=middle, specific=False, measurable=True)
        assert sorted(refused.value.message_dict) == ["accepted", "realistic", "timed"]
        goal = keep(world, as_user, name="Unten", level=4, parent=middle, **{**ANSWERS, "realistic": False})
        assert [answer.yes for answer in goal.smart] == [True, True, True, False, True]

    def test_a_goal_with_others_below_keeps_its_level(self, world, as_user):
        strategic = keep(world, as_user, name="Oben", level=2)
        keep(world, as_user, name="Mitte", level=3, parent=strategic)
        with pytest.raises(ValidationError) as refused:
            keep(world, as_user, row=strategic, level=1)
        assert list(refused.value.message_dict) == ["level"]

    def test_a_foreign_parent_or_body_is_refused_without_its_name(self, world, as_user):
        with system_scope("test"):
            parent = make.GoalFactory(municipality=world.there, name="Fremdes Ziel", audience=40)
            hidden = make.GoalFactory(municipality=world.there, name="Geheimes Ziel")
        for stranger in (parent, hidden):
            with pytest.raises(ValidationError) as refused:
                keep(world, as_user, name="Mitte", level=3, parent=stranger)
            assert stranger.name not in str(refused.value)
            assert list(refused.value.message_dict) == ["parent"]

    def test_the_time_of_a_goal_runs_forward(self, world, as_user):
        with pytest.raises(ValidationError) as refused:
            keep(world, as_user, name="Oben", level=2, set_in="2025", due="2024")
        assert list(refused.value.message_dict) == ["due"]

    def test_f40_a_need_leads_to_a_strategic_goal(self, world, as_user):
        strategic = keep(world, as_user, name="Oben", level=2)
        need = keep(world, as_user, model=Need, name="Bedarf", goal=strategic)
        assert need.goal == strategic
        middle = keep(world, as_user, name="Mitte", level=3, parent=strategic)
        with pytest.raises(ValidationError) as refused:
            keep(world, as_user, model=Need, row=need, goal=middle)
        assert list(refused.value.message_dict) == ["goal"]

    def test_own_words_for_levels_stand_in_the_reason(self, world, as_user):
        world.here.labels = {"strategic": "Leitziel"}
        world.here.save()
        with pytest.raises(ValidationError, match="Leitziel"):
            keep(world, as_user, name="Lose", level=3)


@pytest.mark.django_db
@pytest.mark.usefixtures("everything")
class TestDatabase:
    def test_the_table_refuses_wrong_levels(self, world):
        strategic = make.GoalFactory(municipality=world.here)
        wrong = ({"level": 3}, {"level": 4, "parent": strategic}, {"level": 1, "parent": strategic})
        for values in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                make.GoalFactory(municipality=world.here, **values)

    @pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="a key over three columns: PostgreSQL only"
    )
    def test_postgresql_keeps_parent_level_and_municipality_those_of_the_parent(self, world):
        strategic = make.GoalFactory(municipality=world.here)
        middle = make.below(strategic)
        changes = (
            {"pk": strategic.pk, "level": 1},
            {"pk": middle.pk, "municipality": world.there},
            {"pk": strategic.pk, "municipality": world.there},
        )
        for change in changes:
            pk = change.pop("pk")
            with pytest.raises(IntegrityError), transaction.atomic():
                Goal.objects.filter(pk=pk).update(**change)
                connection.check_constraints()

    def test_verify_finds_what_was_written_past_the_services(self, world):
        strategic = make.GoalFactory(municipality=world.here)
        middle = make.below(strategic)
        need = make.NeedFactory(municipality=world.here, goal=middle)
        lowest = make.below(middle)
        assert cascade.broken_cascades() == [
            f"Handlungsbedarf {need.pk}: Ein Handlungsbedarf führt zu einem Ziel der Ebene „strategisches Ziel“."
        ]
        Goal.objects.filter(pk=lowest.pk).update(timed=None)
        need.delete()
        assert cascade.broken_cascades() == [f"Ziel {lowest.pk}: Nicht alle fünf Fragen sind beantwortet."]


@pytest.mark.django_db(transaction=True)
def test_parallel_edits_cannot_break_the_cascade(world, tmp_path):
    """One hangs a Mittlerziel below, the other moves the parent to another level or removes it."""
    person = world.coordinator
    for number, other in enumerate(("level", "removal") * 3):
        with system_scope("test"):
            goal = make.GoalFactory(municipality=world.here, name=f"Oben {number}")

        def hang_below(goal=goal, number=number):
            values = {"municipality": world.here, "name": f"Mitte {number}", "level": 3, "parent": goal}
            return services.keep_record(model=Goal, values=values, by=person)

        def move(goal=goal):
            return services.keep_record(model=Goal, pk=goal.pk, version=1, values={"level": 1}, by=person)

        def remove(goal=goal):
            services.remove_record(row=goal, by=person, version=1)

        folder = tmp_path / str(number)
        folder.mkdir()
        with parallel_writers_allowed(folder), system_scope("test"):
            outcomes = at_the_same_time(person, hang_below, move if other == "level" else remove)
            faults = [o for o in outcomes if isinstance(o, Exception)]
            assert len(faults) == 1, outcomes
            assert isinstance(faults[0], ValidationError | IntegrityError | Conflict), faults
            assert cascade.broken_cascades() == []
            hung = Goal.objects.filter(name=f"Mitte {number}").exists()
            assert hung == (not isinstance(outcomes[0], Exception))
