"""Publishing own statistics: the job checks, the register remembers, only the Statistikstelle looks behind."""

import pytest
from django.core.exceptions import PermissionDenied

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import Scope, acting_within
from dkbm.jobs import engine
from dkbm.models import Region
from dkbm.tests.factories import MunicipalityFactory, member
from monitoring import checking, services
from monitoring.disclosure import Cell, Released, check
from monitoring.disclosure.register import packed, unpacked
from monitoring.models import (
    ImportRun,
    Observation,
    ProtectionRule,
    Publication,
    PublicationState,
    PublishedCell,
    RawLook,
    Series,
    Source,
)
from monitoring.queries_publication import published_rows
from monitoring.tests.disclosure.test_publish import SHARE, WHOLE, cell, row, table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(everything):
    return Source.objects.create(table="emden-beratung", title="Beratungen")


@pytest.fixture
def monitor(emden, everything):
    return member(emden, Role.MONITORING)


def own_values(emden, source, values, period="2024"):
    """Own counts of a source: breakdown -> value."""
    run = ImportRun.objects.create(municipality=emden, owner=emden, file_name="x", uploaded_at=clock.now())
    for number, (breakdown, value) in enumerate(values.items()):
        series, _made = Series.objects.get_or_create(source=source, measure="Fälle", breakdown=breakdown)
        Observation.objects.create(
            series=series,
            region=emden.region,
            owner=emden,
            period=period,
            value=value,
            status="value" if value else "zero",
            run=run,
            row=number,
            known_from=clock.now(),
        )


def published(emden, source, monitor, name="Bericht"):
    made = services.request_publication(name=name, sources=[source], municipality=emden, by=monitor)
    engine.drain()
    return Publication.objects.get(pk=made.pk)


COUNTS = {"": 27, "SCH=a": 2, "SCH=b": 4, "SCH=c": 9, "SCH=d": 12}


def shown(publication):
    return {one.breakdown: one.value for one in publication.cells.all()}


def test_a_publication_prints_its_cells_through_the_mask(emden, source, monitor):
    own_values(emden, source, COUNTS)
    made = published(emden, source, monitor)
    assert made.state == PublicationState.PUBLISHED
    assert shown(made) == {"": 27, "SCH=a": None, "SCH=b": None, "SCH=c": 9, "SCH=d": 12}
    assert all(one.reason for one in made.cells.filter(value__isnull=True))


def test_verify_finds_a_register_that_prints_something_else(emden, source, monitor):
    own_values(emden, source, COUNTS)
    made = published(emden, source, monitor)
    assert checking.publications() == []
    secret = made.cells.get(breakdown="SCH=a")
    PublishedCell.objects.filter(pk=secret.pk).update(value=2, status="value", reason="")
    (sentence,) = checking.publications()
    assert "SCH=a" in sentence
    PublishedCell.objects.filter(pk=secret.pk).delete()
    (sentence,) = checking.publications()
    assert sentence in checking.complaints()


def test_the_next_publication_keeps_the_mask(emden, source, monitor):
    own_values(emden, source, COUNTS)
    first = published(emden, source, monitor)
    own_values(emden, source, COUNTS | {"": 30, "SCH=d": 15}, period="2025")
    second = published(emden, source, monitor, "zweiter")
    assert second.state == PublicationState.PUBLISHED
    of_2024 = {one.breakdown: one.value for one in second.cells.filter(period="2024")}
    assert of_2024 == shown(first)


def test_pages_read_released_rows_from_the_register(emden, source, monitor):
    own_values(emden, source, COUNTS)
    assert published_rows(emden, "emden-beratung|Fälle") == []
    published(emden, source, monitor)
    published(emden, source, monitor, "noch einmal")
    (total,) = published_rows(emden, "emden-beratung|Fälle")
    (small,) = published_rows(emden, "emden-beratung|Fälle", "SCH=a")
    assert isinstance(total, Released)
    assert (total.value, small.value) == (27, None)
    assert "Geheim" in small.reason


def test_the_rule_of_the_source_counts(emden, source, monitor):
    own_values(emden, source, COUNTS)
    ProtectionRule.objects.create(municipality=emden, source=source, method="round")
    made = published(emden, source, monitor)
    assert set(shown(made).values()) <= {0, 5, 10, 25, None}
    assert all("gerundet" in one.note for one in made.cells.filter(value__isnull=False))


def test_contradicting_tables_are_refused_with_the_reason(emden, source, monitor):
    own_values(emden, source, {"": 5, "SCH=a": 9})
    made = published(emden, source, monitor)
    assert (made.state, made.content) == (PublicationState.REFUSED, None)
    assert "mehr als die Summe" in made.reason
    assert not PublishedCell.objects.exists()


def test_values_that_are_no_counts_and_empty_sources_are_refused(emden, source, monitor):
    assert "noch keine eigenen Werte" in published(emden, source, monitor).reason
    own_values(emden, source, {"": "5.5"})
    assert "keine Anzahl" in published(emden, source, monitor).reason


def test_only_the_statistics_office_looks_behind_the_mask_and_it_is_on_record(emden, source, monitor):
    own_values(emden, source, COUNTS)
    made = published(emden, source, monitor)
    with pytest.raises(PermissionDenied):
        services.look_behind(publication=made, by=monitor)
    assert not RawLook.objects.exists()
    office = member(emden, Role.STATISTICS)
    place = Cell("emden-beratung|Fälle", emden.region.ags, "2024", (("SCH", "a"),))
    assert services.look_behind(publication=made, by=office)[place] == 2
    assert RawLook.objects.get().by == office


def test_other_municipalities_see_and_publish_nothing_of_it(emden, source, monitor):
    verden = MunicipalityFactory()
    own_values(emden, source, COUNTS)
    made = published(emden, source, monitor)
    for_agency = services.request_publication(
        name="Agentur", sources=[source], municipality=emden, by=monitor, meant_for=Audience.AGENCY
    )
    engine.drain()
    stranger = member(verden, Role.STATISTICS)
    with acting_within(Scope(own=frozenset({verden.pk}))):
        assert not Publication.objects.exists()
        # only what is printed for everybody, and nothing behind its mask
        assert set(PublishedCell.objects.values_list("publication", flat=True)) == {made.pk}
        assert not PublishedCell.objects.filter(
            breakdown__in=("SCH=a", "SCH=b"), value__isnull=False
        ).exists()
    assert PublishedCell.objects.filter(publication=for_agency).exists()
    with acting_within(Scope(own=frozenset({verden.pk}))), pytest.raises(Publication.DoesNotExist):
        services.look_behind(publication=made, by=stranger)
    with pytest.raises(PermissionDenied):
        services.request_publication(name="x", sources=[source], municipality=emden, by=stranger)


def test_regions_of_a_municipality_sum_to_it(emden, source, monitor):
    own_values(emden, source, {"": 30})
    for number, value in enumerate((2, 8, 20)):
        part = Region.objects.create(
            ags=f"{emden.region.ags}00{number}", name=f"Ort {number}", kind="gemeinde", parent=emden.region
        )
        Observation.objects.create(
            series=Series.objects.get(source=source, breakdown=""),
            region=part,
            owner=emden,
            period="2024",
            value=value,
            status="value",
            run=ImportRun.objects.first(),
            row=90 + number,
            known_from=clock.now(),
        )
    made = published(emden, source, monitor)
    values = {one.region[-1]: one.value for one in made.cells.exclude(region=emden.region.ags)}
    assert values == {"0": None, "1": None, "2": 20}


def test_what_is_stored_is_what_was_checked():
    from monitoring.disclosure import Publication as Pure
    from monitoring.disclosure import Rate

    numbers = table(row(), rates=(Rate(SHARE, cell(), WHOLE),), parents={"01": "02"})
    checked = check(Pure("A", (numbers,), {WHOLE: 500}))
    again = unpacked(packed(checked.published))
    assert again == checked.published
    assert packed(again) == packed(checked.published)
