"""Dates from files: iCalendar, OParl and CSV, hostile ones, preview, taking over once however often."""

import json
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dkbm.access.audiences import Audience
from dkbm.access.scope import system_scope
from governance.ics.dates import MeetingDate, Unreadable
from governance.ics.reader import read_dates
from governance.models import Meeting
from governance.tests import factories as make
from governance.tests.admin_posts import arranged

ADDRESS = "/gremien/sitzungen/einlesen/"
TABLE = """Datum;Uhrzeit;Ende;Betreff;Raum;Link;Status
14.01.2027;17:00 Uhr;19:00;Haushalt & Bücher;Sitzungssaal;https://example.org/to?1;
11.03.2027;;;Schulentwicklung;;javascript:alert(1);abgesagt

irgendwann;;;Nie;;;
12.03.2027;25:00;;Nie;;;
14.01.2027;18:00;;Doppelt;;;
"""


def calendar(*events):
    """An iCalendar file with these events, each a list of lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Beispiel//RIS//DE"]
    for event in events:
        lines += ["BEGIN:VEVENT", "DTSTAMP:20261101T000000Z", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


FIRST = [
    "UID:1@ris",
    "DTSTART:20270701T150000Z",
    "DTEND:20270701T170000Z",
    "SUMMARY:Kreistag",
    "LOCATION:Saal",
]
SECOND = ["UID:2@ris", "DTSTART;VALUE=DATE:20270915", "SUMMARY:Kreistag"]


def test_a_calendar_file_is_read_in_german_time():
    reading = read_dates(calendar(SECOND, FIRST))
    assert reading.complaints == []
    assert reading.dates == [
        MeetingDate("1@ris", date(2027, 7, 1), time(17), time(19), "Kreistag", "Saal"),
        MeetingDate("2@ris", date(2027, 9, 15), title="Kreistag"),
    ]


def test_what_cannot_be_taken_over_is_named():
    series = ["UID:3", "DTSTART:20270101T100000Z", "RRULE:FREQ=DAILY"]
    nameless, dayless = ["DTSTART:20270101T100000Z"], ["UID:5"]
    reading = read_dates(calendar(series, nameless, dayless, FIRST, FIRST))
    assert [row.uid for row in reading.dates] == ["1@ris"]
    assert [line.split(":")[0] for line in reading.complaints] == [
        "Termin 1",
        "Termin 2",
        "Termin 3",
        "Termin 5",
    ]


KIND = "https://schema.oparl.org/1.1/Meeting"
COUNCIL, COMMITTEE = "https://ris.example.org/gremium/1", "https://ris.example.org/gremium/2"


def oparl(*meetings, **more):
    """A page of a list of meetings as a council system answers it."""
    return json.dumps({"data": [{"type": KIND, **meeting} for meeting in meetings], **more}).encode()


def test_a_list_of_oparl_is_read_in_german_time():
    first = {
        "id": "https://ris.example.org/sitzung/1",
        "name": "Kreistag",
        "start": "2027-07-01T15:00:00Z",
        "end": "2027-07-01T17:00:00+00:00",
        "location": {"room": "Saal", "description": "Kreishaus", "locality": ""},
        "web": "https://ris.example.org/to?1",
        "organization": [COUNCIL],
    }
    second = {"id": "2", "start": "2027-09-15T17:00:00+02:00", "cancelled": True, "location": "https://x/ort"}
    reading = read_dates(oparl(second, first, links={"next": ""}))
    assert reading.complaints == []
    assert reading.dates == [
        MeetingDate(
            first["id"], date(2027, 7, 1), time(17), time(19), "Kreistag", "Saal, Kreishaus", first["web"]
        ),
        MeetingDate("2", date(2027, 9, 15), time(17), is_cancelled=True),
    ]
    (single,) = read_dates(json.dumps({"type": KIND, **first}).encode()).dates
    assert single == reading.dates[0]


def test_what_an_oparl_file_does_not_say_is_named():
    good = {"id": "1", "start": "2027-07-01T15:00:00Z", "organization": [COUNCIL, COMMITTEE]}
    reading = read_dates(
        oparl(
            good,
            {"id": "2", "deleted": True},
            {"id": "3", "start": "bald", "web": "javascript:alert(1)"},
            {"start": "2027-07-01T15:00:00Z"},
            {**good, "organization": [COMMITTEE]},
            links={"next": "https://ris.example.org/?page=2"},
        )
    )
    assert [row.uid for row in reading.dates] == ["1"]
    assert [line.split(":")[0] for line in reading.complaints] == [
        "Die Liste geht weiter",
        "Sitzung 2",
        "Sitzung 3",
        "Sitzung 4",
        "Sitzung 5",
    ]


def test_meetings_of_a_real_council_system_are_read(real_data):
    files = sorted((real_data / "oparl" / "karlsruhe" / "meetings").glob("*.json"))
    reading = read_dates(json.dumps([json.loads(file.read_text()) for file in files]).encode())
    assert (len(reading.dates), reading.complaints) == (len(files), [])
    newest = reading.dates[-1]
    assert (newest.day, newest.begin, newest.end) == (date(2026, 6, 24), time(16, 30), time(18, 30))
    assert newest.place == "Bürgersaal"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_is_read_with_its_complaints(encoding):
    reading = read_dates(TABLE.encode(encoding))
    assert reading.dates == [
        MeetingDate(
            "tag-2027-01-14",
            date(2027, 1, 14),
            time(17),
            time(19),
            "Haushalt & Bücher",
            "Sitzungssaal",
            "https://example.org/to?1",
        ),
        MeetingDate("tag-2027-03-11", date(2027, 3, 11), title="Schulentwicklung", is_cancelled=True),
    ]
    assert [line.split(":")[0] for line in reading.complaints] == ["Zeile 5", "Zeile 6", "Zeile 7"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n\xff\x00", "ICS"),
        (b"Wann;Wo\n1;2", "Datum"),
        (b"{", "OParl"),
        (b"[" * 200_000, "OParl"),
        (b'{"type": "https://schema.oparl.org/1.1/Person", "id": "x"}', "keine Sitzung"),
        (b'{"data": {"type": 1}}', "keine Sitzung"),
        (
            oparl({"id": "1", "organization": [COUNCIL]}, {"id": "2", "organization": [COMMITTEE]}),
            "mehrerer Gremien",
        ),
        (b"", "Datum"),
        (b"\x00" * 1_000_001, "1 MB"),
        (b"Datum\n" + b"".join(b"2027-01-01\n" for _ in range(3)), None),
        (
            b"Datum;UID\n" + b"".join(f"2027-01-01;{n}\n".encode() for n in range(501)),
            "500 Termine",
        ),
    ],
)
def test_files_that_are_no_list_of_dates_are_refused(content, words):
    if words is None:
        assert len(read_dates(content).dates) == 1
        return
    with pytest.raises(Unreadable, match=words):
        read_dates(content)


@pytest.fixture
def council(world):
    return arranged(make.BodyFactory, municipality=world.here, name="Kreistag", kind="rat", level=1)


def upload(browser, body, content):
    values = {"body": body.pk, "file": SimpleUploadedFile("termine.ics", content)}
    return browser.post(ADDRESS, values).content.decode()


def seal_of(page):
    return page.split('name="vorschau" value="')[1].split('"')[0]


@pytest.mark.django_db
def test_preview_then_taken_over_once_however_often(world, council, client_of):
    browser = client_of(world.coordinator)
    page = upload(browser, council, calendar(FIRST, SECOND))
    assert "2 Termine werden übernommen" in page
    with system_scope("test"):
        assert not Meeting.objects.exists()
    assert browser.post(ADDRESS, {"vorschau": seal_of(page)}).status_code == 302
    browser.post(ADDRESS, {"vorschau": seal_of(page)})
    with system_scope("test"):
        first, second = Meeting.objects.order_by("day")
        assert (first.when_label, first.time_label, first.version) == ("01.07.2027", "17:00–19:00 Uhr", 1)
        assert (first.audience, first.imported_from, first.uid) == (Audience.PUBLIC, "termine.ics", "1@ris")
        Meeting.objects.filter(pk=first.pk).update(note="Unsere Notiz")
    assert "Es ist alles schon da." in upload(browser, council, calendar(FIRST, SECOND))

    moved = [line.replace("20270701", "20270708") for line in FIRST]
    page = upload(browser, council, calendar(moved, [*SECOND, "STATUS:CANCELLED"]))
    assert "Tag: 01.07.2027 → 08.07.2027" in page
    assert "Stand: findet statt → abgesagt" in page
    browser.post(ADDRESS, {"vorschau": seal_of(page)})
    with system_scope("test"):
        first, second = Meeting.objects.order_by("day")
        assert (first.when_label, first.note, first.version) == ("08.07.2027", "Unsere Notiz", 2)
        assert second.state == "abgesagt"
        assert first.history.first().history_user == world.coordinator


@pytest.mark.django_db
def test_an_oparl_list_is_taken_over_like_a_calendar_file(world, council, client_of):
    browser = client_of(world.coordinator)
    page = upload(
        browser, council, oparl({"id": "ris-1", "start": "2027-07-01T15:00:00Z", "name": "Kreistag"})
    )
    assert "1 Termin wird übernommen" in page
    browser.post(ADDRESS, {"vorschau": seal_of(page)})
    with system_scope("test"):
        kept = Meeting.objects.get()
    assert (kept.uid, kept.day, kept.begin_time) == ("ris-1", date(2027, 7, 1), time(17))


@pytest.mark.django_db
def test_a_meeting_typed_before_becomes_that_of_the_file(world, council, client_of):
    meeting = arranged(make.MeetingFactory, body=council, period="", day=date(2027, 7, 1), state="eingeladen")
    browser = client_of(world.coordinator)
    page = upload(browser, council, calendar(FIRST))
    assert "geändert" in page
    browser.post(ADDRESS, {"vorschau": seal_of(page)})
    with system_scope("test"):
        kept = Meeting.objects.get()
    assert (kept.pk, kept.uid, kept.state, kept.place) == (meeting.pk, "1@ris", "eingeladen", "Saal")


@pytest.mark.django_db
def test_a_preview_is_of_one_person_and_one_body(world, council, client_of):
    seal = seal_of(upload(client_of(world.coordinator), council, calendar(FIRST)))
    for person, status in ((world.admin, 302), (world.stranger, 302), (world.reader, 403)):
        assert client_of(person).post(ADDRESS, {"vorschau": seal}).status_code == status
    assert client_of(world.coordinator).post(ADDRESS, {"vorschau": f"{seal}x"}).status_code == 302
    foreign = arranged(make.BodyFactory, municipality=world.there, name="Fremder Rat")
    page = upload(client_of(world.coordinator), foreign, calendar(FIRST))
    assert 'name="vorschau"' not in page
    assert "Fremder Rat" not in page
    with system_scope("test"):
        assert not Meeting.objects.exists()


@pytest.mark.django_db
def test_texts_of_a_file_are_texts(world, council, client_of):
    hostile = ["UID:<x>", "DTSTART;VALUE=DATE:20270101", "SUMMARY:<script>alert(1)</script>"]
    page = upload(client_of(world.coordinator), council, calendar(hostile, ["UID:<b>", "RRULE:FREQ=DAILY"]))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
