"""Twenty people save the same record at the same moment: one wins, nineteen get their words back.

On PostgreSQL in this process; on SQLite in a started portal, for its test database lies in memory and knows
no second writer.
"""

from __future__ import annotations

import http.client
import re
import threading
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from dkbm.access.scope import system_scope
from dkbm.tests.browser import portal as portals
from dkbm.tests.factories import MunicipalityFactory, member
from governance.models import Body
from governance.tests.factories import BodyFactory

SAVES = 20
PERSON = "bildungsmanagement.cloppenburg@example.org"


def words(number):
    """What the n-th person typed."""
    return f"Aufgaben in der Fassung {number:02d}"


def form(number, version):
    """The filled form of the n-th person."""
    return {
        "name": "Runder Tisch Bildung",
        "kind": "beirat",
        "level": 2,
        "audience": 40,
        "notice_days": 92,
        "tasks": words(number),
        "edited_version": version,
    }


class Visitor:
    """A browser without pictures: keeps cookies, follows nothing."""

    def __init__(self, url):
        self.host, self.cookies = urlsplit(url).netloc, {}

    def ask(self, path, data=None):
        """Status and text of the answer; data makes it a POST with the form's token."""
        kept = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**data, "csrfmiddlewaretoken": self.cookies["csrftoken"]})
        kept.request("GET" if data is None else "POST", path, body, headers)
        answer = kept.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        kept.close()
        return answer.status, text


@pytest.fixture
def at_a_portal(tmp_path, demo_database):
    """Ways to save and to read one body of a started portal."""
    with portals.started(tmp_path, demo_database) as portal:
        visitor = Visitor(portal.url)
        visitor.ask("/konto/login/")
        email, password = portal.logins[PERSON]
        assert visitor.ask("/konto/login/", {"login": email, "password": password})[0] == 302
        address = re.search(r"/gremien/\d+/", visitor.ask("/gremien/")[1])[0] + "bearbeiten/"
        page = visitor.ask(address)[1]
        version = re.search(r'name="edited_version" value="(\d+)"', page)[1]
        yield lambda number: visitor.ask(address, form(number, version)), lambda: visitor.ask(address)[1]


@pytest.fixture
def in_this_process(transactional_db):
    """Ways to save and to read one body of the test database."""
    here = MunicipalityFactory()
    person = member(here)
    with system_scope("test"):
        body = BodyFactory(municipality=here)
    address = reverse("governance:body_edit", args=[body.pk])

    def save(number):
        try:
            client = Client()
            client.force_login(person)
            answer = client.post(address, form(number, body.version))
            return answer.status_code, answer.content.decode()
        finally:
            connections.close_all()

    def read():
        with system_scope("test"):
            return Body.objects.get(pk=body.pk).tasks

    return save, read


def together(deed):
    """What the deed gave to each of twenty threads that began at the same moment."""
    gate, answers = threading.Barrier(SAVES), [(0, "")] * SAVES

    def run(number):
        gate.wait()
        answers[number] = deed(number)

    threads = [threading.Thread(target=run, args=[number]) for number in range(SAVES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def assert_one_wins(save, read):
    """Save twenty times at once and compare the answers with what is kept."""
    answers = together(save)
    assert sorted(status for status, _page in answers) == [302] + [409] * (SAVES - 1)
    kept = read()
    for number, (status, page) in enumerate(answers):
        if status == 302:
            assert words(number) in kept, "the winner's words are saved"
        else:
            assert words(number) in page, "the conflict page keeps what was typed"
            assert words(number) not in kept


@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite a started portal is asked instead")
@pytest.mark.django_db(transaction=True)
def test_of_twenty_parallel_saves_on_postgresql_one_wins(in_this_process):
    assert_one_wins(*in_this_process)


@pytest.mark.anydb
def test_of_twenty_parallel_saves_on_sqlite_one_wins(at_a_portal):
    assert_one_wins(*at_a_portal)
