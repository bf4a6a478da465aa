"""Events in time series: by date in picture, table, files and words, as far as the reader may see them."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.services import Conflict
from dkbm.tests.factories import MunicipalityFactory, member, transfer_manager
from monitoring.charts.events import EVENT, LONGEST_IN_CARD, ROW_PX, Mark, add_marks, position
from monitoring.models import Indicator, TimelineEvent
from monitoring.services.events import add_event, change_event, remove_event
from monitoring.tests.test_indicator_page import PAGE, stock, text_of  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db
LIST = "/monitoring/zeitreihenereignisse/"
WHAT = {
    "title": "Hauptschule am Hafen geschlossen",
    "begins": "08/2022",
    "ends": "",
    "indicator": "",
    "theme": "",
    "source": "Beschluss vom 01.02.2022",
    "audience": Audience.PUBLIC,
}


def entered(client, **changes):
    return client.post(f"{LIST}neu/", {**WHAT, **changes})


@pytest.fixture
def coordinator(emden, client_of):
    return client_of(member(emden))


def test_a_public_event_stands_in_words_list_table_and_every_file(stock, coordinator):  # noqa: F811
    assert entered(coordinator).status_code == 302
    said = "Hauptschule am Hafen geschlossen"
    page = Client().get(PAGE)
    assert f"Zu beachten: 08/2022: {said}." in text_of(page)
    assert said in page.content.decode().split('id="D15-verlauf-daten"')[1].split("</script>")[0]
    assert f"Ereignis: {said}" in text_of(Client().get(PAGE + "?ansicht=tabelle"))
    rows = list(
        csv.DictReader(
            io.StringIO(Client().get(PAGE + "dateien/lang.csv").content.decode("utf-8-sig")), delimiter=";"
        )
    )
    noted = [(row["Gebiet"], row["Zeit"]) for row in rows if said in (row["Hinweis"] or "")]
    assert noted == [("Emden", "2022")], "its own municipality, the year it happened in"


def test_an_internal_event_reaches_nobody_outside(stock, coordinator, client_of):  # noqa: F811
    entered(coordinator, audience=Audience.INTERNAL)
    said = "am Hafen"
    assert said in text_of(coordinator.get(PAGE))
    foreign = client_of(member(MunicipalityFactory()))
    for reader in (Client(), foreign, client_of(transfer_manager(stock))):
        for path in (PAGE, PAGE + "?ansicht=tabelle", PAGE + "dateien/lang.csv", PAGE + "dateien/bild.svg"):
            assert said not in reader.get(path).content.decode(errors="replace")


def test_the_scope_is_one_indicator_or_one_theme_or_all(stock, coordinator):  # noqa: F811
    with system_scope("test"):
        theme = Indicator.objects.get(code="D15").theme
        other = Indicator.objects.exclude(theme=theme).first()
    entered(coordinator, title="Nur anderswo", indicator=other.pk)
    entered(coordinator, title="Nur im Thema", theme=theme)
    text = text_of(Client().get(PAGE))
    assert "Nur anderswo" not in text
    assert "Nur im Thema" in text
    both = entered(coordinator, theme=other.theme, indicator=other.pk)
    assert both.status_code == 422
    assert "nicht beides" in both.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("begins", "", "Beginn"),
        ("begins", "irgendwann", "Zeit"),
        ("ends", "2020", "nach dem Beginn"),
        ("title", "", "Was ist geschehen"),
    ],
)
def test_what_is_no_event_is_refused_at_its_field(emden, coordinator, field, value, said):
    response = entered(coordinator, **{field: value})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Beschluss vom 01.02.2022" in response.content.decode(), "what was typed stays"
    with system_scope("test"):
        assert not TimelineEvent.objects.exists()


def test_a_second_hand_sees_the_first_and_only_the_right_ones_write(
    emden, coordinator, client_of, everything
):
    entered(coordinator)
    event = TimelineEvent.objects.get()
    path = f"{LIST}{event.pk}/"
    assert coordinator.post(path, {**WHAT, "title": "Neu", "version": 1}).status_code == 302
    late = coordinator.post(path, {**WHAT, "title": "Alt", "version": 1})
    assert late.status_code == 409
    assert "Neu" in late.content.decode()
    assert client_of(member(emden, Role.READING)).post(path, WHAT).status_code == 403
    assert client_of(member(MunicipalityFactory())).post(path, WHAT).status_code == 404
    with pytest.raises(Conflict):
        remove_event(event=event, by=member(emden, Role.MONITORING), version=1)
    assert coordinator.post(path, {**WHAT, "loeschen": "1", "version": 2}).status_code == 302
    assert not TimelineEvent.objects.exists()
    assert TimelineEvent.history.filter(history_type="-").count() == 1


def test_services_check_what_forms_check(emden, everything):
    by = member(emden)
    fields = {**WHAT, "indicator": None, "begins": "2022-08", "ends": "2021-01"}
    with pytest.raises(ValidationError):
        add_event(municipality=emden, by=by, **fields)
    event = add_event(municipality=emden, by=by, **{**fields, "ends": "2023-07"})
    assert (event.when, event.touches("2023"), event.touches("2024"), event.touches("2021")) == (
        "08/2022 bis 07/2023",
        True,
        False,
        False,
    )
    change_event(event=event, by=by, version=1, **{**fields, "ends": ""})
    assert TimelineEvent.objects.get().touches("2023") is False


def test_events_stay_at_their_date_when_older_years_come():
    event = Mark("2021", "Programm", EVENT)
    assert position(event, ["2020", "2021", "2022"]) == 1
    assert position(event, ["2018", "2019", "2020", "2021", "2022"]) == 3
    layout = {}
    lasting = Mark("2019", "Bau", EVENT, "2021")
    add_marks(layout, [lasting], ["2018", "2019", "2020", "2021", "2022"], narrow=False)
    assert [(s["x0"], s["x1"]) for s in layout["shapes"]] == [(1.0, 3), (1.0, 1.0)]
    longer = {}
    add_marks(longer, [lasting], ["2016", "2017", "2018", "2019", "2020", "2021", "2022"], narrow=False)
    assert [(s["x0"], s["x1"]) for s in longer["shapes"]] == [(3.0, 5), (3.0, 3.0)]


def test_the_words_of_a_mark_end_with_a_word_and_leave_the_names_above_alone():
    mark = Mark("2019", "Bildungsbüro verstetigt und zieht um", EVENT)
    periods = ["2018", "2019", "2020", "2021"]
    page, card, narrow = {}, {}, {}
    add_marks(page, [mark], periods, narrow=False)
    add_marks(card, [mark], periods, narrow=False, longest=LONGEST_IN_CARD)
    add_marks(narrow, [mark], periods, narrow=True)
    assert page["annotations"][0]["text"] == mark.label
    assert card["annotations"][0]["text"] == "2019: Bildungsbüro verstetigt und …"
    long_word = Mark("2019", "Bildungsverbundsverstetigungsbeschluss", EVENT)
    card = {}
    add_marks(card, [long_word], periods, narrow=False, longest=LONGEST_IN_CARD)
    assert card["annotations"][0]["text"] == "2019: Bildungsverbundsverstetigun…"
    assert (narrow["annotations"][0]["text"], narrow["annotations"][0]["yshift"]) == ("2019", -ROW_PX)


def test_the_list_says_what_belongs_there_and_asks_as_often_for_three_as_for_one(
    emden, coordinator, django_assert_max_num_queries
):
    assert "Noch kein Ereignis" in coordinator.get(LIST).content.decode()
    for number in range(3):
        entered(coordinator, title=f"Ereignis {number}")
    with django_assert_max_num_queries(12):
        assert "Ereignis 2" in coordinator.get(LIST).content.decode()


def test_public_events_stand_in_the_finished_bytes_of_the_dashboard_and_internal_ones_do_not(
    stock,  # noqa: F811
    coordinator,
):
    path = f"/monitoring/kommune/{stock.slug}/"
    assert "Zu beachten" not in text_of(Client().get(path))
    entered(coordinator, title="Nur für uns", audience=Audience.INTERNAL)
    entered(coordinator)
    said = text_of(Client().get(path))
    assert "Zu beachten: 08/2022: Hauptschule am Hafen geschlossen." in said
    assert "Nur für uns" not in said
    assert "Nur für uns" not in text_of(coordinator.get(path)), "one set of bytes for all"
