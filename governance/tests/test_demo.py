"""Demo content: the facts of the flyer, with sources, loaded twice without a change; and its hash rows."""

import pytest
from django.test import Client

from dkbm import registries
from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from dkbm.tests.factories import MunicipalityFactory, RegionFactory
from governance import content, demo, queries
from governance.models import Body, ContactPoint, Meeting, Seat, Unit

pytestmark = pytest.mark.usefixtures("db", "everything")

SIX = {
    "03402": "Emden",
    "03453": "Cloppenburg",
    "03356": "Osterholz",
    "03353": "Harburg",
    "03361": "Verden",
    "03404": "Osnabrück",
}


def test_loading_without_the_municipalities_does_nothing():
    """First of all, for the others share one demo content."""
    demo.load(lambda _line: None)
    assert not Body.objects.exists()


@pytest.fixture(scope="module")
def six(module_db):
    """The six municipalities with the demo content, by AGS."""
    with system_scope("test"):
        rows = {
            ags: MunicipalityFactory(region=RegionFactory(ags=ags, name=name), slug=f"kommune-{ags}")
            for ags, name in SIX.items()
        }
        demo.load(lambda _line: None)
    return rows


def test_a_second_run_changes_nothing(six):
    before = list(content.rows())
    kept = [m for m in content.MODELS if hasattr(m, "history")]
    versions = [(m, m.history.count()) for m in kept]
    demo.load(lambda _line: None)
    assert list(content.rows()) == before
    assert [(m, m.history.count()) for m in kept] == versions


def test_every_fact_has_its_source_and_every_invention_says_so(six):
    for model in (Body, Unit, Meeting, ContactPoint):
        for row in model.objects.all():
            assert row.is_example or row.source, row
    assert all(c.is_example for c in ContactPoint.objects.all())
    assert all(c.value.endswith("@example.org") or c.kind == "telefon" for c in ContactPoint.objects.all())


def test_emden_is_found_by_the_old_name(six):
    (group,) = queries.overview(six["03402"], "Fachdienst Schule und Sport")
    (unit,) = group.units
    assert unit.name == "Fachdienst Schule, Bildung und Sport"
    assert unit.found_as.name == "Fachdienst Schule und Sport"
    assert Body.objects.filter(municipality=six["03402"], name="Planungsgruppe").exists()


def test_cloppenburgs_triangle_with_the_feedback(six):
    cycle = queries.steering_cycle(six["03453"])
    steps = [(s.start.name, s.end.name) for s in cycle.sentences if not s.is_feedback]
    assert steps == [
        ("Bildungsbeirat", "Steuerungsgruppe Bildung & Wissenschaft"),
        ("Steuerungsgruppe Bildung & Wissenschaft", "Bildungsbüro"),
        ("Bildungsbüro", "Bildungsbeirat"),
    ]
    (feedback,) = [s for s in cycle.sentences if s.is_feedback]
    assert (feedback.start.name, feedback.end.is_political) == ("Bildungsbeirat", True)
    assert "<svg" in Client().get("/gremien/?kommune=kommune-03453").content.decode()


def test_osterholz_bundles_since_2018(six):
    hub = Unit.objects.get(municipality=six["03356"], name="Bildungskontor")
    parts = {unit.name: unit for unit in hub.parts.all()}
    assert parts.keys() == {"Netzwerkleitstelle", "Kommunales Bildungsmonitoring"}
    assert parts["Netzwerkleitstelle"].permanent
    assert {unit.bundled_since_label for unit in parts.values()} == {"2018"}
    assert Body.objects.get(municipality=six["03356"], name="Bildungsregion").office == hub


def test_osnabruecks_unit(six):
    assert Unit.objects.filter(
        municipality=six["03404"], name="Fachdienst Strategisches Bildungsmanagement"
    ).exists()


def test_no_invented_seat_looks_like_a_fact(six):
    facts = Seat.objects.filter(is_example=False)
    assert [seat.sector for seat in facts] == ["politik"]


def test_the_floor_is_registered():
    assert "governance:list" in {entry.url_name for entry in registries.navigation}
    assert {"gremien"} <= {part.name for part in registries.demo_parts}
    assert {"gremien"} <= {part.name for part in registries.hash_parts}
    assert sum(name.startswith("gremien") for name, _check in registries.checkers) >= 4


def test_the_checkers_have_no_complaint_about_the_demo(six):
    for name, check in registries.checkers:
        if name.startswith("gremien"):
            assert check() == [], name


def test_a_planted_change_of_one_field_alters_the_rows(six):
    before = list(content.rows())
    ContactPoint.objects.filter(audience=Audience.INTERNAL).update(audience=Audience.PUBLIC)
    assert list(content.rows()) != before


def test_natural_keys_tell_rows_apart(six):
    keys = [(table, key) for table, key, _content in content.rows()]
    assert len(keys) == len(set(keys))
    assert all(key[0] in SIX for _table, key in keys)
