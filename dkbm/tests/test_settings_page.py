"""„Einstellungen“ of a municipality: own words and the budget calendar."""

import pytest

from dkbm.models import Municipality
from dkbm.tests.factories import MunicipalityFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db):
    return MunicipalityFactory(labels={"fremd": "bleibt"})


def address(here):
    return f"/kommunen/{here.slug}/einstellungen/"


def test_own_words_and_days_are_kept_and_shown_again(here, client_of):
    person = member(here)
    browser = client_of(person)
    data = {"label_council": " Regionsversammlung ", "step_decision": "1.12.", "version": here.version}
    assert browser.post(address(here), data).status_code == 302
    row = Municipality.objects.get()
    assert row.council_word == "Regionsversammlung"
    assert row.labels["fremd"] == "bleibt"
    assert row.budget_calendar == {"decision": "12-01"}
    assert row.history.first().history_user == person
    page = browser.get(address(here)).content.decode()
    assert 'value="Regionsversammlung"' in page
    assert 'value="01.12."' in page


def test_an_emptied_word_is_the_usual_one_again(here, client_of):
    Municipality.objects.update(labels={"council": "Regionsversammlung"})
    usual = MunicipalityFactory().council_word
    browser = client_of(member(here))
    browser.post(address(here), {"label_council": "", "version": here.version})
    assert Municipality.objects.get(pk=here.pk).council_word == usual


@pytest.mark.parametrize("typed", ["31.02.", "12", "Mai", "00.05."])
def test_what_is_no_day_is_refused_and_stays_typed(here, client_of, typed):
    page = client_of(member(here)).post(address(here), {"step_decision": typed, "version": here.version})
    text = page.content.decode()
    assert "Bitte Tag und Monat angeben" in text
    assert f'value="{typed}"' in text
    assert Municipality.objects.get().budget_calendar == {}


def test_who_saves_second_sees_both_versions(here, client_of):
    Municipality.objects.update(labels={"council": "Von jemand anderem"}, version=here.version + 1)
    data = {"label_council": "Meine Fassung", "version": here.version}
    answer = client_of(member(here)).post(address(here), data)
    assert answer.status_code == 409
    assert "Von jemand anderem" in answer.content.decode()
    assert "Meine Fassung" in answer.content.decode()
    assert Municipality.objects.get().labels == {"council": "Von jemand anderem"}
