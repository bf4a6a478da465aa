"""Roles and permissions as data: one table, printed as the page „Was darf ich?“.

A role always belongs to a pair (person, municipality) or (person, agency): being Bildungsmanagement
in Emden gives nothing in Verden. Rows change only through `dkbm.services`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from dkbm.models import Municipality, User


class Role(TextChoices):
    """What a person is in one municipality."""

    COORDINATION = "koordination", _("Bildungsmanagement")
    MONITORING = "monitoring", _("Monitoring")
    STATISTICS = "statistik", _("Statistikstelle")
    READING = "lesen", _("Lesen")
    ADMINISTRATION = "verwaltung", _("Verwaltung des Portals")


class Permission(StrEnum):
    """What can be allowed. The value is also the key in audit and tests."""

    READ = "lesen"
    EDIT_BODIES = "gremien bearbeiten"
    EDIT_CONTACTS = "kontakte bearbeiten"
    EDIT_PROJECTS = "projekte bearbeiten"
    EDIT_RESOURCES = "stellen und geld bearbeiten"
    EDIT_TARGETS = "zielwerte festlegen"
    EXPLAIN_SERIES = "zeitreihen erläutern"
    ATTACH_CHARTS = "antworten mit kennzahlen belegen"
    WRITE_REPORTS = "berichte schreiben"
    IMPORT = "daten einlesen"
    COMMIT_IMPORT = "daten übernehmen"
    OFFICIAL_STOCK = "amtlichen bestand zurücknehmen"
    SEE_RAW = "geschützte werte sehen"
    MANAGE_MEMBERS = "mitgliedschaften verwalten"
    USE_ADMIN = "verwaltungsoberfläche benutzen"
    SHARE = "freigeben"
    COMPARE = "kommunen vergleichen"
    KEEP_AGENCY_RECORDS = "unterlagen der agentur führen"


PERMISSION_TEXTS = {
    Permission.READ: _("Alles in der eigenen Kommune lesen"),
    Permission.EDIT_BODIES: _("Gremien, Stellen, Sitze, Sitzungen, Beschlüsse und Aufträge bearbeiten"),
    Permission.EDIT_CONTACTS: _("Kontakte bearbeiten und bestätigen"),
    Permission.EDIT_PROJECTS: _("Projekte und Meilensteine bearbeiten"),
    Permission.EDIT_RESOURCES: _("Stellen, Haushalt, Förderungen und Fonds bearbeiten"),
    Permission.EDIT_TARGETS: _("Ausgangswerte und Ziele von Kennzahlen festlegen"),
    Permission.EXPLAIN_SERIES: _("Ereignisse in Zeitreihen und Ergebnisse von Umfragen eintragen"),
    Permission.ATTACH_CHARTS: _("Kennzahlen an Antworten auf Aufträge hängen"),
    Permission.WRITE_REPORTS: _("Bildungsberichte und Faktenblätter schreiben und veröffentlichen"),
    Permission.IMPORT: _("Dateien hochladen und prüfen"),
    Permission.COMMIT_IMPORT: _("Geprüfte Dateien in den Bestand übernehmen"),
    Permission.OFFICIAL_STOCK: _("Übernahmen in den amtlichen Bestand zurücknehmen"),
    Permission.SEE_RAW: _("Geschützte kleine Zahlen sehen (mit Protokoll)"),
    Permission.MANAGE_MEMBERS: _("Personen einladen und Rollen vergeben"),
    Permission.USE_ADMIN: _("Die Verwaltungsoberfläche benutzen"),
    Permission.SHARE: _("Entscheiden, was die Agentur sieht"),
    Permission.COMPARE: _("Begleitete Kommunen nebeneinander sehen"),
    Permission.KEEP_AGENCY_RECORDS: _("Eigene Unterlagen der Agentur zu Kommunen führen"),
}

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.COORDINATION: frozenset(
        {
            Permission.READ,
            Permission.EDIT_BODIES,
            Permission.EDIT_CONTACTS,
            Permission.EDIT_PROJECTS,
            Permission.EDIT_RESOURCES,
            Permission.EDIT_TARGETS,
            Permission.EXPLAIN_SERIES,
            Permission.ATTACH_CHARTS,
            Permission.WRITE_REPORTS,
            Permission.IMPORT,
            Permission.SHARE,
        }
    ),
    Role.MONITORING: frozenset(
        {
            Permission.READ,
            Permission.EXPLAIN_SERIES,
            Permission.ATTACH_CHARTS,
            Permission.WRITE_REPORTS,
            Permission.IMPORT,
            Permission.COMMIT_IMPORT,
            Permission.OFFICIAL_STOCK,
        }
    ),
    Role.STATISTICS: frozenset(
        {
            Permission.READ,
            Permission.EXPLAIN_SERIES,
            Permission.ATTACH_CHARTS,
            Permission.WRITE_REPORTS,
            Permission.IMPORT,
            Permission.COMMIT_IMPORT,
            Permission.OFFICIAL_STOCK,
            Permission.SEE_RAW,
        }
    ),
    Role.READING: frozenset({Permission.READ}),
    Role.ADMINISTRATION: frozenset(
        {
            Permission.READ,
            Permission.EDIT_BODIES,
            Permission.EDIT_CONTACTS,
            Permission.EDIT_PROJECTS,
            Permission.EDIT_RESOURCES,
            Permission.MANAGE_MEMBERS,
            Permission.USE_ADMIN,
        }
    ),
}
AGENCY_PERMISSIONS = frozenset({Permission.COMPARE, Permission.KEEP_AGENCY_RECORDS})


def permissions_in(user: User, municipality: Municipality | int | None) -> frozenset[Permission]:
    """What the person may do in this municipality today; nothing when there is no membership.

    The role of the object's own municipality counts, whatever municipality the page shows.
    """
    if not user.is_authenticated or municipality is None:
        return frozenset()
    key = municipality if isinstance(municipality, int) else municipality.pk
    granted: set[Permission] = set()
    for membership in user.current_memberships():
        if membership.municipality_id == key:
            granted |= ROLE_PERMISSIONS[membership.role]
    return frozenset(granted)


def may(user: User, permission: Permission, municipality: Municipality | int | None) -> bool:
    """May this person do this in that municipality? `permission` must be a `Permission`."""
    if not isinstance(permission, Permission):
        raise TypeError(f"{permission!r} is not a Permission")
    return permission in permissions_in(user, municipality)


def may_anywhere(user: User, permission: Permission) -> bool:
    """Does any current membership of the person grant this? For menus and the admin's front door."""
    if not user.is_authenticated:
        return False
    if permission in AGENCY_PERMISSIONS and user.current_agencies():
        return True
    return any(permission in ROLE_PERMISSIONS[m.role] for m in user.current_memberships())
