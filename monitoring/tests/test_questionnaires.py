"""Own surveys: links for one answer each, anonymity for good, five answers, texts read first, waves by wording."""

import logging
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dkbm import clock
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.logs import _one_line
from dkbm.services import Conflict
from dkbm.tests.factories import member
from governance.models.vocabulary import CoreComponent
from monitoring import hashing_surveys
from monitoring.models import Survey, SurveyAnswer, SurveyLink, SurveyQuestion, SurveyText, SurveyWave
from monitoring.questionnaire_page import comparison, waves_of
from monitoring.services import questionnaires as services
from monitoring.tests.test_sustainability_pages import words
from monitoring.tests.vector_records import musterkreis_records
from projects.tests.resources import T

pytestmark = pytest.mark.django_db
OWN = "/umfragen/eigene/"


@pytest.fixture
def coordinator(emden):
    return member(emden)


@pytest.fixture
def survey(emden, coordinator):
    """One statement and a free text."""
    with system_scope("test"):
        row = services.create_survey(
            municipality=emden,
            by=coordinator,
            kind="eigene",
            title="Zusammenarbeit",
            introduction="",
            anonymous=True,
        )
        ask(row, coordinator, "Wir arbeiten gut zusammen.", "zustimmung")
        ask(row, coordinator, "Was fehlt?", "freitext", 2)
    return row


def ask(survey, by, text, scale, order=1):
    question = SurveyQuestion(survey=survey)
    return services.keep_question(question=question, by=by, version=None, text=text, scale=scale, order=order)


def opened(survey, by, name="Herbst", links=8):
    with system_scope("test"), clock.frozen(T):
        return services.open_wave(survey=survey, name=name, links=links, by=by)


def answered(tokens, value, text=""):
    """Everybody with one of these links answers by the form, without an account."""
    for token in tokens:
        client = Client()
        page = client.get(f"/umfragen/antworten/{token}/")
        names = list(page.context["form"].fields)
        data = {names[0]: value, **({names[1]: text} if len(names) > 1 else {})}
        assert client.post(f"/umfragen/antworten/{token}/", data).status_code == 200


def close(wave, by):
    with system_scope("test"), clock.frozen(T):
        return services.close_wave(wave=SurveyWave.objects.get(pk=wave.pk), by=by, version=wave.version)


def test_links_are_shown_once_hashed_and_good_for_one_answer(survey, coordinator, client_of):
    client = client_of(coordinator)
    page = client.post(f"{OWN}{survey.pk}/welle/", {"name": "Herbst", "links": 3})
    links = re.findall(r"http://testserver(/umfragen/antworten/[\w-]+/)", page.content.decode())
    assert len(set(links)) == 3
    assert page["Cache-Control"] == "no-store"
    with system_scope("test"):
        kept = str(list(SurveyLink.objects.values()))
        wave = SurveyWave.objects.get()
    assert all(link.split("/")[-2] not in kept for link in links)
    assert links[0] not in client.get(wave.get_absolute_url()).content.decode()
    guest = Client()
    assert guest.get(links[0]).status_code == 200
    with system_scope("test"):
        key = wave.questions[0]["key"]
    assert "Danke" in words(guest.post(links[0], {key: 4}))
    assert guest.get(links[0]).status_code == guest.post(links[0], {key: 1}).status_code == 404
    assert guest.post(links[1], {key: 9}).status_code == 422
    assert guest.post(links[1], {}).status_code == 422


def test_no_secret_of_a_link_gets_into_a_log(survey, coordinator, caplog):
    _wave, (token, *_more) = opened(survey, coordinator)
    with caplog.at_level(logging.DEBUG):
        Client().get(f"/umfragen/antworten/{token}x/")
    line = _one_line({"event": f"Not Found: /umfragen/antworten/{token}/"}, ensure_ascii=False)
    assert token not in line
    assert "/umfragen/antworten/…" in line


def test_an_answer_holds_no_person_no_time_no_order(survey, coordinator, client_of):
    wave, tokens = opened(survey, coordinator)
    client = client_of(coordinator)
    client.post(f"/umfragen/antworten/{tokens[0]}/", {wave.questions[0]["key"]: 4, "respondent": "Leitung"})
    with system_scope("test"):
        row = SurveyAnswer.objects.get()
    assert {f.name for f in SurveyAnswer._meta.get_fields()} == {"id", "wave", "values", "respondent"}
    assert (row.respondent, row.values) == ("", {wave.questions[0]["key"]: 4})
    assert row.pk.version == 4


def test_anonymity_cannot_be_undone_after_the_first_answer(survey, coordinator, client_of):
    client = client_of(coordinator)
    _wave, tokens = opened(survey, coordinator)
    answered(tokens[:1], 3)
    address = f"{OWN}{survey.pk}/bearbeiten/"
    page = client.post(address, {"title": "Neu", "introduction": "", "version": survey_version(survey)})
    assert page.status_code == 422
    assert "Was zur Anonymität versprochen wurde, gilt." in words(page)
    data = {"title": "Neu", "introduction": "", "anonymous": "on", "version": survey_version(survey)}
    assert client.post(address, data).status_code == 302
    assert client.post(address, {**data, "version": 1}).status_code == 409
    with system_scope("test"):
        assert Survey.objects.get().anonymous
        SurveyAnswer.objects.update(respondent="Leitung")
        assert hashing_surveys.complaints() == ["1 anonyme Antworten tragen eine Funktion."]


def survey_version(survey):
    with system_scope("test"):
        return Survey.objects.get(pk=survey.pk).version


def test_results_need_a_closed_wave_and_five_answers(survey, coordinator, client_of):
    client = client_of(member(survey.municipality, Role.READING))
    wave, tokens = opened(survey, coordinator)
    answered(tokens[:4], 4)
    assert "stimme eher zu" not in words(client.get(wave.get_absolute_url()))
    answered(tokens[4:5], 2, "Zeit fehlt.")
    page = words(client.get(wave.get_absolute_url()))
    assert "5 Antworten" in page
    assert "Im Mittel" not in page
    close(wave, coordinator)
    page = words(client.get(wave.get_absolute_url()))
    assert "Im Mittel 3,6 von 5, n = 5." in page
    assert "Zeit fehlt." not in page
    assert Client().get(f"/umfragen/antworten/{tokens[6]}/").status_code == 404


def test_a_closed_wave_with_four_answers_stays_hidden(survey, coordinator, client_of):
    wave, tokens = opened(survey, coordinator)
    answered(tokens[:4], 4, "Wer das liest.")
    close(wave, coordinator)
    page = words(client_of(coordinator).get(wave.get_absolute_url()))
    assert "weniger als 5" in page
    assert "Wer das liest." not in page
    assert "Im Mittel" not in page


def test_free_text_is_shown_after_somebody_has_read_it(survey, coordinator, client_of):
    wave, tokens = opened(survey, coordinator)
    answered(tokens[:5], 4, "Mehr Zeit.")
    close(wave, coordinator)
    reader, client = client_of(member(survey.municipality, Role.READING)), client_of(coordinator)
    assert "Mehr Zeit." not in words(reader.get(wave.get_absolute_url()))
    assert "Zu prüfen: 5 freie Texte" in words(client.get(wave.get_absolute_url()))
    with system_scope("test"):
        first, second, *_rest = SurveyText.objects.order_by("pk")
    assert reader.post(f"{OWN}texte/{first.pk}/", {"zeigen": 1}).status_code == 403
    client.post(f"{OWN}texte/{first.pk}/", {"zeigen": 1})
    client.post(f"{OWN}texte/{second.pk}/", {"verbergen": 1})
    assert words(reader.get(wave.get_absolute_url())).count("Mehr Zeit.") == 1


def test_waves_are_compared_only_where_the_wording_did_not_change(survey, coordinator):
    for name, value in (("Erste", 2), ("Zweite", 4)):
        wave, tokens = opened(survey, coordinator, name)
        answered(tokens[:5], value)
        close(wave, coordinator)
    with system_scope("test"):
        (row,) = comparison(waves_of(survey))
        assert row["cells"] == [("Erste", "2,0 von 5"), ("Zweite", "4,0 von 5")]
        question = survey.questions.get(order=1)
        services.keep_question(
            question=question,
            by=coordinator,
            version=1,
            text="Wir arbeiten sehr gut zusammen.",
            scale="zustimmung",
            order=1,
        )
    wave, tokens = opened(survey, coordinator, "Dritte")
    answered(tokens[:5], 5)
    close(wave, coordinator)
    with system_scope("test"):
        (row,) = comparison(waves_of(survey))
        assert row["cells"][0] == ("Erste", "anderer Wortlaut, nicht vergleichbar")
        assert SurveyWave.objects.get(name="Erste").questions[0]["text"] == "Wir arbeiten gut zusammen."


def test_one_wave_at_a_time_and_none_without_a_question(emden, survey, coordinator):
    wave, _tokens = opened(survey, coordinator)
    with pytest.raises(ValidationError, match="noch offen"):
        opened(survey, coordinator, "Noch eine")
    close(wave, coordinator)
    with pytest.raises(Conflict):
        close(wave, coordinator)
    with system_scope("test"):
        empty = Survey.objects.create(municipality=emden, title="Leer")
    with pytest.raises(ValidationError, match="noch keine Frage"):
        opened(empty, coordinator)


def test_the_self_image_stands_beside_the_derived_lights_and_the_difference_is_the_agenda(
    emden, coordinator, client_of
):
    with system_scope("test"):
        musterkreis_records(emden)
    client = client_of(coordinator)
    answer = client.post(f"{OWN}neu/", {"kind": "selbstbild", "title": "Selbstbild", "anonymous": "on"})
    with system_scope("test"):
        survey = Survey.objects.get()
        asked = list(survey.questions.values_list("component", flat=True))
    assert (answer.url, asked) == (survey.get_absolute_url(), [c.value for c in CoreComponent])
    wave, tokens = opened(survey, coordinator)
    for token in tokens[:5]:
        values = {q["key"]: 1 if q["component"] == "ziele" else 4 for q in wave.questions}
        Client().post(f"/umfragen/antworten/{token}/", values)
    close(wave, coordinator)
    with clock.frozen(T):
        page = client_of(coordinator).get(survey.get_absolute_url())
    rows = {row["name"]: row for row in page.context["self_image"]}
    goals = rows["Strategische Ziele"]
    assert (goals["mean"], goals["own"], goals["derived"]) == ("1,0 von 4", "handeln", "stabil")
    assert goals["word"] == "wird schlechter gesehen"
    assert rows["Öffentlicher Diskurs"]["word"] == "nicht vergleichbar"
    text = words(page)
    assert "Strategische Ziele: Wir sehen „Handeln“, die Einträge zeigen „Stabil“. Was stimmt?" in text
    assert len(page.context["agenda"]) == sum(row["own"] != row["derived"] for row in rows.values())


def test_the_page_of_a_wave_takes_a_fixed_number_of_queries(survey, coordinator, client_of):
    wave, tokens = opened(survey, coordinator)
    answered(tokens[:5], 4, "Text")
    close(wave, coordinator)
    client = client_of(coordinator)

    def count():
        client.get(wave.get_absolute_url())
        with CaptureQueriesContext(connection) as seen:
            client.get(wave.get_absolute_url())
        return len(seen)

    before = count()
    with system_scope("test"):
        key = wave.questions[0]["key"]
        SurveyAnswer.objects.bulk_create([SurveyAnswer(wave=wave, values={key: 1}) for _ in range(3)])
        SurveyText.objects.bulk_create([SurveyText(wave=wave, question="f", text="x") for _ in range(3)])
    assert count() == before
