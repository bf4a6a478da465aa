"""Rows for tests: regions, municipalities, people with roles."""

from __future__ import annotations

from typing import Any

import factory

from dkbm.access.roles import Role
from dkbm.models import Agency, AgencyMembership, Membership, Municipality, Region, User
from dkbm.models.region import RegionKind


class RegionFactory(factory.django.DjangoModelFactory):
    """A Kreis of Niedersachsen."""

    class Meta:
        model = Region
        django_get_or_create = ("ags",)

    ags = factory.Sequence(lambda n: f"03{500 + n}")
    name = factory.LazyAttribute(lambda o: f"Kreis {o.ags}")
    designation = "Landkreis"
    kind = RegionKind.KREIS


class MunicipalityFactory(factory.django.DjangoModelFactory):
    """A municipality with a region of its own."""

    class Meta:
        model = Municipality

    region = factory.SubFactory(RegionFactory)
    slug = factory.LazyAttribute(lambda o: f"kommune-{o.region.ags}")


class UserFactory(factory.django.DjangoModelFactory):
    """A person without any role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Testfunktion {n}")
    password = factory.django.Password("ein langer Testsatz")


class AgencyFactory(factory.django.DjangoModelFactory):
    """A transfer agency."""

    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"Agentur {n}")
    slug = factory.Sequence(lambda n: f"agentur-{n}")


def member(municipality: Municipality, role: str = Role.COORDINATION, **fields: Any) -> User:
    """A person with this role in the municipality."""
    user = UserFactory(**fields)
    Membership.objects.create(user=user, municipality=municipality, role=role)
    return user


def transfer_manager(*municipalities: Municipality) -> User:
    """A person of an agency that accompanies these municipalities."""
    agency = AgencyFactory()
    for municipality in municipalities:
        municipality.agency = agency
        municipality.save()
    user = UserFactory()
    AgencyMembership.objects.create(user=user, agency=agency)
    return user
