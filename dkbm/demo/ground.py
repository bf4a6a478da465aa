"""Regions, agency, municipalities and accounts of the demo.

Regions are facts with their source. What the municipalities share with the agency is set for the demo,
nobody decided it. It is set once, so that trying out another decision survives the next start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dkbm.access.audiences import Sharing
from dkbm.access.roles import Role
from dkbm.demo.passwords import demo_password
from dkbm.demo.regions import GERMANY_POPULATION, KREIS_SOURCE, KREISE, LAENDER, POPULATION_ON, SUM_SOURCE
from dkbm.models import Agency, AgencyMembership, Municipality, Region, User
from dkbm.models.region import RegionKind
from dkbm.register import ARS_LENGTH, DISSOLVED, ROOT
from dkbm.register_service import load_dissolved, set_values
from dkbm.services import found_municipality, give_role

AGENCY_NAME, AGENCY_SLUG = "Transferagentur Niedersachsen", "transferagentur-niedersachsen"
LAND_OF_THE_DEMO = "03"


class DemoRefused(Exception):  # noqa: N818 - it is an answer, not a fault
    """The demo does not fit what is there already; the message is German."""


@dataclass(frozen=True, slots=True)
class DemoMunicipality:
    """A municipality of the flyer: its number there, what it shares in the demo, who it is in a few words."""

    ags: str
    flyer_number: int
    sharing: Sharing
    portrait: str
    portrait_source: str


@dataclass(frozen=True, slots=True)
class DemoUser:
    """An account of the demo. `role` None: transfer management of the agency. Names are functions."""

    email: str
    name: str
    role: Role | None
    ags: str = ""

    @property
    def role_and_place(self) -> str:
        """„Bildungsmanagement (Emden)“ … „Transfermanagement“."""
        if self.role is None:
            return "Transfermanagement"
        return f"{self.role.label} ({next(kreis.name for kreis in KREISE if kreis.ags == self.ags)})"


MUNICIPALITIES = (
    DemoMunicipality(
        "03402",
        1,
        Sharing.ALL,
        "Kreisfreie Stadt. Was als Projekt begann, ist heute Daueraufgabe: Seit dem Beschluss des "
        "Verwaltungsvorstands vom September 2021 gehört das Bildungsmanagement fest zum Fachdienst Schule, "
        "Bildung und Sport.",
        "Flyer der Transferagentur Niedersachsen, Praxisbeispiel Stadt Emden",
    ),
    DemoMunicipality(
        "03453",
        2,
        Sharing.ALL,
        "Landkreis mit 13 Gemeinden. Hier greifen drei Stellen ineinander: Der Bildungsbeirat setzt Ziele, "
        "die Steuerungsgruppe bricht sie herunter, das Bildungsbüro setzt sie um. Die Politik wirkt mit.",
        "Flyer der Transferagentur Niedersachsen, Praxisbeispiel Landkreis Cloppenburg; "
        "Zahl der Gemeinden: Regionalstatistik, Tabelle 11111-02-01-4 (31.12.2024)",
    ),
    DemoMunicipality(
        "03356",
        3,
        Sharing.KEY_FACTS,
        "Landkreis mit der Qualitätsinitiative „Beste Bildung“ für seine Schulen. Deren Netzwerkleitstelle "
        "ist unbefristet und arbeitet seit 2018 im Bildungskontor, zusammen mit dem Bildungsmonitoring.",
        "Flyer der Transferagentur Niedersachsen, Praxisbeispiel Landkreis Osterholz",
    ),
    DemoMunicipality(
        "03353",
        4,
        Sharing.NOTHING,
        "Landkreis. Stellen, die mit dem Programm „Bildung integriert“ entstanden sind, werden dauerhaft.",
        "Flyer der Transferagentur Niedersachsen, Weitere Projekte, Nr. 4",
    ),
    DemoMunicipality(
        "03361",
        5,
        Sharing.NOTHING,
        "Landkreis. Unter dem Titel „Bildung im Fokus“ entsteht ein datenbasiertes Bildungsmanagement.",
        "Flyer der Transferagentur Niedersachsen, Weitere Projekte, Nr. 5",
    ),
    DemoMunicipality(
        "03404",
        6,
        Sharing.NOTHING,
        "Kreisfreie Stadt und Hochschulstandort. Für das strategische Bildungsmanagement gibt es einen "
        "eigenen Fachdienst.",
        "Flyer der Transferagentur Niedersachsen, Weitere Projekte, Nr. 6; "
        "Hochschulstandort: Regionalstatistik, Tabelle 21311-01-01-4-B (WS 2023/24)",
    ),
)
USERS = (
    DemoUser("bildungsmanagement.emden@example.org", "Bildungsmanagement Emden", Role.COORDINATION, "03402"),
    DemoUser("monitoring.emden@example.org", "Bildungsmonitoring Emden", Role.MONITORING, "03402"),
    DemoUser("statistik.emden@example.org", "Statistikstelle Emden", Role.STATISTICS, "03402"),
    DemoUser("lesen.emden@example.org", "Lesender Zugang Emden", Role.READING, "03402"),
    DemoUser(
        "verwaltung.cloppenburg@example.org", "Portalverwaltung Cloppenburg", Role.ADMINISTRATION, "03453"
    ),
    DemoUser(
        "bildungsmanagement.cloppenburg@example.org",
        "Bildungsmanagement Cloppenburg",
        Role.COORDINATION,
        "03453",
    ),
    DemoUser("transfer@example.org", "Transfermanagement Niedersachsen", None),
)


def load(log: Callable[[str], None]) -> None:
    """Write all of it; twice changes nothing. Needs an open scope and a transaction."""
    written = load_regions()
    agency, _made = Agency.objects.get_or_create(slug=AGENCY_SLUG, defaults={"name": AGENCY_NAME})
    founded = sum(_municipality(row, agency) for row in MUNICIPALITIES)
    added = _users(agency)
    log(f"Grundlagen: {written} Regionen, {founded} Kommunen, {added} Zugänge neu oder geändert.")


def login_lines() -> list[str]:
    """„Rolle (Ort): E-Mail / Kennwort“ for every account of the demo that exists."""
    password = demo_password()
    there = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
    return [f"{user.role_and_place}: {user.email} / {password}" for user in USERS if user.email in there]


def load_regions() -> int:
    """Write the regions of the demo; returns how many were new or differed."""
    known = {region.ags: region for region in Region.objects.all()}
    germany = _germany()
    written = _region(known, ROOT, germany)
    for land in LAENDER:
        values = {"name": land.name, "designation": "Land", "kind": RegionKind.LAND, "parent": known[ROOT]}
        values |= _population(land.population, SUM_SOURCE)
        written += _region(known, land.ags, values)
    for kreis in KREISE:
        values = {
            "name": kreis.name,
            "designation": kreis.designation,
            "kind": RegionKind.KREIS,
            "parent": known[LAND_OF_THE_DEMO],
            "nuts3": kreis.nuts3,
            "latitude": Decimal(kreis.latitude),
            "longitude": Decimal(kreis.longitude),
        }
        written += _region(known, kreis.ags, values | _population(kreis.population, KREIS_SOURCE))
    counts = load_dissolved(DISSOLVED)
    return written + counts.new + counts.changed


def _germany() -> dict[str, Any]:
    values = {"name": "Deutschland", "kind": RegionKind.BUND, "parent": None}
    return values | _population(GERMANY_POPULATION, SUM_SOURCE)


def _population(population: int, source: str) -> dict[str, Any]:
    return {"population": population, "population_on": POPULATION_ON, "source": source}


def _region(known: dict[str, Region], ags: str, values: dict[str, Any]) -> bool:
    """Write one region; a later population and a nearer parent of the official register stay."""
    region = known.setdefault(ags, Region(ags=ags))
    if ags != ROOT:
        values["ars"] = ags.ljust(ARS_LENGTH, "0")
    if region.pk and region.parent_id:
        values.pop("parent")
    if region.population_on and region.population_on > POPULATION_ON:
        for name in ("population", "population_on", "source"):
            values.pop(name)
    return set_values(region, values)


def _municipality(row: DemoMunicipality, agency: Agency) -> bool:
    """Found the municipality, or fill what is still empty in one that is there; True when it was written."""
    existed = Municipality.objects.filter(region__ags=row.ags).exists()
    municipality = found_municipality(ags=row.ags, agency=agency, flyer_number=row.flyer_number, by=None)
    wanted: dict[str, Any] = {} if existed else {"sharing": row.sharing}
    if not municipality.portrait:
        wanted |= {"portrait": row.portrait, "portrait_source": row.portrait_source}
    if municipality.flyer_number is None:
        wanted["flyer_number"] = row.flyer_number
    if municipality.agency_id is None:
        wanted["agency"] = agency
    for name, value in wanted.items():
        setattr(municipality, name, value)
    if wanted:
        municipality.save()
    return bool(wanted)


def _users(agency: Agency) -> int:
    """Make the accounts and give them their roles; returns how many were new or got the password anew."""
    password = demo_password()
    return sum(_user(row, password, agency) for row in USERS)


def _user(row: DemoUser, password: str, agency: Agency) -> bool:
    user = User.objects.filter(email=row.email).first()
    if user is not None and not user.is_demo:
        raise DemoRefused(f"{row.email} gehört schon zu einem Zugang, der nicht zur Demo gehört.")
    changed = user is None or not user.check_password(password)
    if user is None:
        user = User.objects.create_user(row.email, password, name=row.name, is_demo=True)
    elif changed:
        user.set_password(password)
        user.save(update_fields=["password"])
    _give_place(user, row, agency)
    return changed


def _give_place(user: User, row: DemoUser, agency: Agency) -> None:
    """The role in the municipality, or the work for the agency; kept as it is when it is there."""
    if row.role is None:
        AgencyMembership.objects.get_or_create(user=user, agency=agency)
        return
    municipality = Municipality.objects.get(region__ags=row.ags)
    if not user.memberships.filter(municipality=municipality, role=row.role).exists():
        give_role(user=user, municipality=municipality, role=row.role, by=None)
