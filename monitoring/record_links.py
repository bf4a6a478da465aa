"""From the key of a record that went into a reading („post:12“) to its page, and from a reading to what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dkbm.access.roles import Permission, permissions_in
from dkbm.models import Municipality

PAGES = {
    "project": ("projects:detail", "Projekt"),
    "process": ("projects:process", "Prozess"),
    "resolution": ("governance:resolution", "Beschluss"),
    "unit": ("governance:unit", "Stelle"),
    "body": ("governance:body", "Gremium"),
    "meeting": ("governance:meeting", "Sitzung"),
    "assignment": ("governance:assignment", "Auftrag"),
    "agreement": ("registers:agreement", "Vereinbarung"),
    "event": ("registers:event", "Veranstaltung"),
    "goal": ("goals:goal", "Ziel"),
    "fund": ("resources:fund", "Fonds"),
}
"""Records with a page of their own."""
FORMS = {
    "post": ("resources:post-edit", "resources:posts", Permission.EDIT_RESOURCES, "Stelle"),
    "line": ("resources:line-edit", "resources:lines", Permission.EDIT_RESOURCES, "Haushaltszeile"),
    "grant": ("resources:grant-edit", "resources:grants", Permission.EDIT_RESOURCES, "Förderung"),
    "milestone": ("projects:milestone-edit", "projects:list", Permission.EDIT_PROJECTS, "Meilenstein"),
    "seat": ("governance:seat_edit", "governance:list", Permission.EDIT_BODIES, "Sitz"),
    "offer": ("resources:knowledge-edit", "resources:knowledge", Permission.EDIT_RESOURCES, "Angebot"),
    "publication": ("publications:edit", "publications:list", Permission.EDIT_BODIES, "Veröffentlichung"),
}
"""Records whose only page is their form: whoever may not open it is led to the list."""
PLACES = {
    "N-P": "resources:posts",
    "N-P5": "resources:knowledge",
    "N-KE": "resources:posts",
    "N-F": "resources:lines",
    "N-F5": "resources:funds",
    "N-R": "projects:list",
    "N-L": "governance:resolutions",
    "N-L3": "registers:agreements",
    "N-L4": "governance:list",
    "N-G": "governance:list",
    "N-G4": "governance:meetings",
    "N-G5": "governance:assignments",
    "N-Z": "goals:list",
    "N-Z3": "projects:list",
    "N-Z4": "projects:list",
    "N-M": "monitoring:sources",
    "N-M2": "publications:list",
    "N-K1": "projects:list",
    "N-K2": "registers:events",
}
"""Where the records of an indicator are kept; by code, else by its family."""


@dataclass(frozen=True)
class RecordLink:
    """A record: what kind it is and where one sees it, '' where there is no page."""

    kind: str
    url: str


class Links:
    """Links for one person in one municipality."""

    def __init__(self, municipality: Municipality, user: Any) -> None:
        self.municipality = municipality
        self.granted = permissions_in(user, municipality)

    def of(self, key: str) -> RecordLink:
        """The page of the record with this key."""
        kind, _, ident = key.partition(":")
        if kind in PAGES and ident.isdigit():
            route, word = PAGES[kind]
            return RecordLink(word, reverse(route, args=[int(ident)]))
        if kind in FORMS and ident.isdigit():
            form, around, permission, word = FORMS[kind]
            url = reverse(form, args=[int(ident)]) if permission in self.granted else self._listed(around)
            return RecordLink(word, url)
        if kind == "indicator":
            return RecordLink(
                "Kennzahl", reverse("monitoring:indicator", args=[self.municipality.slug, ident])
            )
        return RecordLink("", "")

    def place(self, code: str) -> str:
        """Where what is missing for an indicator is entered."""
        return self._listed(PLACES.get(code) or PLACES[code[:3]])

    def _listed(self, route: str) -> str:
        return f"{reverse(route)}?kommune={self.municipality.slug}"
