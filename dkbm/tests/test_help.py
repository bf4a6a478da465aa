"""The handbook: a part for every page, no dead link, words in order."""

import re

import pytest
from django.urls import get_resolver, resolve, reverse

from dkbm.access.roles import Role
from dkbm.tests.factories import member, transfer_manager
from dkbm.ui.glossary import WORDS
from dkbm.ui.help import PARTS
from governance.search_text import stored_key

pytestmark = pytest.mark.django_db


def test_every_part_of_the_portal_has_a_part_of_the_handbook(client):
    page = client.get("/hilfe/").content.decode()
    assert set(get_resolver().namespace_dict) <= set(PARTS)
    for anchor in set(PARTS.values()):
        assert f'id="{anchor}"' in page, anchor
        assert f'href="#{anchor}"' in page, anchor


@pytest.mark.parametrize(
    ("address", "anchor"),
    [
        ("/kommunen/", "anfang"),
        ("/ziele/", "ziele"),
        ("/gremien/akteure/", "gremien"),
        ("/konto/login/", "konto"),
    ],
)
def test_each_page_leads_to_its_part(client, address, anchor):
    assert f'<a href="/hilfe/#{anchor}">Hilfe zu dieser Seite</a>' in client.get(address).content.decode()


def test_every_link_of_the_handbook_opens_for_everybody(client, client_of, emden):
    page = client.get("/hilfe/").content.decode()
    main = page[page.index("<main") : page.index("</main")]
    addresses = set(re.findall(r'href="(/[^"#?]*)', main)) - {reverse("dkbm:hilfe")}
    assert len(addresses) > 5
    assert all(resolve(address) for address in addresses)
    for person in (member(emden), member(emden, Role.READING), transfer_manager(emden)):
        browser = client_of(person)
        assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(
            addresses, 200
        )


def test_the_words_stand_in_german_order_and_once(client):
    keys = [stored_key(word) for word, _meaning in WORDS]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    page = client.get("/hilfe/glossar/").content.decode()
    assert all(f">{word}</dt>" in page for word, _meaning in WORDS)
