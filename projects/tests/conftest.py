"""Two municipalities, people with roles, and the demo content of this floor."""

from __future__ import annotations

import pytest

from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.models import Membership, Municipality, Region, User
from dkbm.models.region import RegionKind
from governance.models import Body, Unit
from projects import demo
from projects.models import Milestone, Project

PLACES = {
    "03402": ("Emden", "Kreisfreie Stadt"),
    "03453": ("Cloppenburg", "Landkreis"),
    "03356": ("Osterholz", "Landkreis"),
    "03353": ("Harburg", "Landkreis"),
    "03361": ("Verden", "Landkreis"),
    "03404": ("Osnabrück", "Kreisfreie Stadt"),
}


def six_municipalities():
    """The six municipalities by AGS."""
    made = {}
    for number, (ags, (name, designation)) in enumerate(PLACES.items(), 1):
        region = Region.objects.create(ags=ags, name=name, designation=designation, kind=RegionKind.KREIS)
        slug = name.lower().replace("ü", "ue")
        made[ags] = Municipality.objects.create(region=region, slug=slug, flyer_number=number)
    return made


@pytest.fixture
def municipalities(db):
    return six_municipalities()


@pytest.fixture
def emden(municipalities):
    return municipalities["03402"]


@pytest.fixture
def verden(municipalities):
    return municipalities["03361"]


@pytest.fixture
def everything(db):
    """Read and write with a scope that sees all."""
    with system_scope("test"):
        yield


@pytest.fixture
def person(db):
    """Makes a person with a role in a municipality."""

    def make(municipality, role=Role.COORDINATION, name="koordination"):
        user = User.objects.create_user(f"{name}-{municipality.slug}@example.org", "ein langes Passwort")
        Membership.objects.create(user=user, municipality=municipality, role=role)
        return user

    return make


@pytest.fixture
def coordinator(person, emden):
    return person(emden)


@pytest.fixture
def reader(person, emden):
    return person(emden, Role.READING, "lesen")


def load_demo_content(municipalities):
    """The demo content of this floor, with the bodies it links to in Emden."""
    emden = municipalities["03402"]
    for name in ("Steuergruppe", "Verwaltungsvorstand", "Planungsgruppe"):
        Body.objects.create(municipality=emden, name=name, kind="sonstiges", level=2)
    Unit.objects.create(municipality=emden, name="Fachdienst Schule, Bildung und Sport", kind="fachdienst")
    demo.load(lambda text: None)


@pytest.fixture
def demo_content(municipalities, everything):
    load_demo_content(municipalities)
    return municipalities


@pytest.fixture
def project(emden, everything):
    return Project.objects.create(municipality=emden, title="Lesepatenschaften", source="Test")


@pytest.fixture
def milestone(project):
    return Milestone.objects.create(project=project, title="Auftakt", period="2026-01", source="Test")
