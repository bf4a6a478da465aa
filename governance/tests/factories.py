"""Rows for tests of this floor."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from dkbm.tests.factories import MunicipalityFactory
from governance.models import (
    ActorGroup,
    AgencyAward,
    AgencyModule,
    AgencyRecord,
    AgendaItem,
    Agreement,
    AgreementParty,
    Assignment,
    Body,
    Consultation,
    ContactPoint,
    Event,
    Goal,
    GoalResolution,
    Involvement,
    Meeting,
    Need,
    Person,
    Publication,
    Relation,
    Resolution,
    Seat,
    Unit,
    UnitBenefit,
    UnitName,
)
from governance.models.goal_words import SMART


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Stelle {n}")
    kind = "bildungsbuero"


class UnitNameFactory(DjangoModelFactory):
    class Meta:
        model = UnitName

    unit = factory.SubFactory(UnitFactory)
    name = factory.Sequence(lambda n: f"Alter Name {n}")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Musterperson {n}")


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Gremium {n}")
    kind = "beirat"
    level = 2


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    body = factory.SubFactory(BodyFactory)
    function = factory.Sequence(lambda n: f"Funktion {n}")
    sector = "schule"


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    body = factory.SubFactory(BodyFactory)
    period = "2020-11"


class RelationFactory(DjangoModelFactory):
    class Meta:
        model = Relation

    from_body = factory.SubFactory(BodyFactory)
    to_body = factory.SubFactory(BodyFactory, municipality=factory.SelfAttribute("..from_body.municipality"))
    municipality = factory.SelfAttribute("from_body.municipality")
    kind = "auftrag"


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = ContactPoint

    unit = factory.SubFactory(UnitFactory)
    municipality = factory.SelfAttribute("unit.municipality")
    kind = "email"
    value = factory.Sequence(lambda n: f"stelle{n}@example.org")


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Gegenstand {n}")


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = Resolution

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Beschluss {n}")
    kind = "grundsatz"
    level = 4


class ConsultationFactory(DjangoModelFactory):
    class Meta:
        model = Consultation

    resolution = factory.SubFactory(ResolutionFactory)
    body = factory.SubFactory(BodyFactory, municipality=factory.SelfAttribute("..resolution.municipality"))
    position = 1


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    municipality = factory.SubFactory(MunicipalityFactory)
    title = factory.Sequence(lambda n: f"Anfrage {n}")
    origin = "politik"


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Veranstaltung {n}")
    kind = "bildungskonferenz"


class GoalFactory(DjangoModelFactory):
    """A strategic goal; `below` gives one of the level under another."""

    class Meta:
        model = Goal

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Ziel {n}")
    level = 2
    parent_level = factory.LazyAttribute(lambda o: o.parent.level if o.parent else None)
    parent = None


def below(parent, **values):
    """A goal one level under `parent`; a Handlungsziel has answered its five questions."""
    answers = {name: True for name, _word, _question in SMART} if parent.level == 3 else {}
    place = {"parent": parent, "municipality": parent.municipality, "level": parent.level + 1}
    return GoalFactory(**{**place, **answers, **values})


class GoalResolutionFactory(DjangoModelFactory):
    class Meta:
        model = GoalResolution

    goal = factory.SubFactory(GoalFactory)
    resolution = factory.SubFactory(
        ResolutionFactory, municipality=factory.SelfAttribute("..goal.municipality")
    )


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Bedarf {n}")


class PublicationFactory(DjangoModelFactory):
    class Meta:
        model = Publication

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Veröffentlichung {n}")
    kind = "bildungsbericht"


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Vereinbarung {n}")
    kind = "intern"


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = AgreementParty

    agreement = factory.SubFactory(AgreementFactory)
    external = factory.Sequence(lambda n: f"Einrichtung {n}")


class ActorGroupFactory(DjangoModelFactory):
    class Meta:
        model = ActorGroup

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Gruppe {n}")


class InvolvementFactory(DjangoModelFactory):
    class Meta:
        model = Involvement

    group = factory.SubFactory(ActorGroupFactory)
    body = factory.SubFactory(BodyFactory, municipality=factory.SelfAttribute("..group.municipality"))


class BenefitFactory(DjangoModelFactory):
    class Meta:
        model = UnitBenefit

    unit = factory.SubFactory(UnitFactory)
    municipality = factory.SelfAttribute("unit.municipality")
    text = factory.Sequence(lambda n: f"Mehrwert {n}")


def agency_record(region, agency, **values):
    """A record of the agency with a module and an award."""
    record = AgencyRecord.objects.create(region=region, agency=agency, **values)
    module = AgencyModule.objects.create(record=record, number=2, topic="Monitoring", since="2019-04")
    award = AgencyAward.objects.create(record=record, name="Auszeichnung", awarded_in="2023-06-21")
    return record, module, award


def agency_ids(here, agency):
    """What the agency keeps about `here`, by route."""
    record, module, award = agency_record(here.region, agency)
    pages = ("record", "edit", "module_add", "award_add")
    return {
        **{f"transfer:{name}": record.pk for name in pages},
        **{f"transfer:module_{deed}": module.pk for deed in ("edit", "remove")},
        **{f"transfer:award_{deed}": award.pk for deed in ("edit", "remove")},
    }
