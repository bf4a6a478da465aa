"""The words of this floor: kinds of bodies, units, relations, contacts; sectors; states."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class CoreComponent(TextChoices):
    """The seven core components of DKBM (Euler and Sloane 2016): what units do and goals serve."""

    GOALS = "ziele", _("strategische Ziele")
    MONITORING = "datenbasierung", _("Datenbasierung und Monitoring")
    INTERNAL = "interne_kooperation", _("interne Kooperation")
    EXTERNAL = "externe_kooperation", _("externe Kooperation")
    COORDINATION = "koordination", _("Koordination")
    QUALITY = "qualitaet", _("Qualitätsentwicklung")
    DISCOURSE = "oeffentlichkeit", _("öffentlicher Diskurs und Beteiligung")


class BodyKind(TextChoices):
    """What a body is called in the field."""

    ADVISORY = "beirat", _("Bildungsbeirat")
    STEERING = "steuerungsgruppe", _("Steuerungsgruppe")
    PLANNING = "planungsgruppe", _("Planungsgruppe")
    LENKUNG = "lenkungsgruppe", _("Lenkungsgruppe")
    COORDINATION = "koordinierungsgruppe", _("Koordinierungsgruppe")
    CONFERENCE = "konferenz", _("Bildungskonferenz")
    NETWORK = "netzwerk", _("Arbeitsgruppe oder Netzwerk")
    FOUNDATIONS = "stiftungsverbund", _("Stiftungsverbund")
    COMMITTEE = "fachausschuss", _("Fachausschuss")
    MAIN_COMMITTEE = "hauptausschuss", _("Verwaltungsausschuss oder Kreisausschuss")
    COUNCIL = "rat", _("Rat oder Kreistag")
    BOARD = "verwaltungsvorstand", _("Verwaltungsvorstand")
    OTHER = "sonstiges", _("anderes Gremium")


POLITICAL_KINDS = frozenset({BodyKind.COMMITTEE, BodyKind.MAIN_COMMITTEE, BodyKind.COUNCIL})


class Level(IntegerChoices):
    """On which level of steering a body works."""

    NORMATIVE = 1, _("normativ")
    STRATEGIC = 2, _("strategisch")
    OPERATIVE = 3, _("operativ")


class Composition(TextChoices):
    """Where the members come from."""

    INTERNAL = "intern", _("nur Verwaltung")
    MIXED = "gemischt", _("Verwaltung und Externe")
    EXTERNAL = "extern", _("nur Externe")


class UnitKind(TextChoices):
    """What kind of organisational unit it is."""

    OFFICE = "bildungsbuero", _("Bildungsbüro")
    STAFF = "stabsstelle", _("Stabsstelle")
    DIVISION = "fachdienst", _("Fachdienst")
    DEPARTMENT = "amt", _("Amt")
    NETWORK_OFFICE = "netzwerkleitstelle", _("Netzwerkleitstelle")
    REGION_OFFICE = "bildungskontor", _("Bildungskontor oder Geschäftsstelle der Bildungsregion")
    LOCAL_OFFICE = "dezentral", _("dezentrales Bildungsbüro")
    MONITORING = "monitoring", _("Bildungsmonitoring")
    OTHER = "sonstige", _("andere Stelle")


class Sector(TextChoices):
    """Which part of the education landscape a seat speaks for."""

    ADMINISTRATION = "verwaltung", _("Verwaltung")
    POLITICS = "politik", _("Politik")
    KITA = "kita", _("Kita")
    SCHOOL = "schule", _("Schule")
    SCHOOL_BOARD = "schulaufsicht", _("Schulaufsicht")
    VOCATIONAL = "berufsbildung", _("Berufsbildung und Kammern")
    LABOUR = "arbeit", _("Agentur für Arbeit und Jobcenter")
    UNIVERSITY = "hochschule", _("Hochschule")
    FURTHER = "weiterbildung", _("Weiterbildung und VHS")
    CULTURE = "kultur", _("Kultur")
    YOUTH = "jugendhilfe", _("Jugendhilfe")
    BUSINESS = "wirtschaft", _("Wirtschaft")
    FOUNDATION = "stiftung", _("Stiftungen")
    PARENTS = "eltern", _("Eltern, Schülerinnen und Schüler")
    MIGRATION = "migration", _("Migration")
    CHURCH = "kirche", _("Kirchen")
    VOLUNTEERS = "ehrenamt", _("Ehrenamt")


class SeatState(TextChoices):
    """Whether somebody sits there."""

    HELD = "besetzt", _("besetzt")
    VACANT = "vakant", _("vakant")
    ACTING = "kommissarisch", _("kommissarisch besetzt")


class RelationKind(TextChoices):
    """What one body or unit is to another; reads as „A … B“."""

    COMMISSIONS = "auftrag", _("gibt Auftrag an")
    REPORTS = "bericht", _("berichtet an")
    ADVISES = "beraet", _("berät")
    DECIDES = "beschliesst", _("beschließt über")
    RUNS = "geschaefte", _("führt Geschäfte für")
    SENDS = "entsendet", _("entsendet in")


class ContactKind(TextChoices):
    """By which way somebody is reached."""

    EMAIL = "email", _("E-Mail")
    PHONE = "telefon", _("Telefon")
    ADDRESS = "anschrift", _("Anschrift")
    WEB = "web", _("Internetseite")


class MeetingState(TextChoices):
    """How far a meeting is."""

    PLANNED = "geplant", _("geplant")
    INVITED = "eingeladen", _("eingeladen")
    HELD = "stattgefunden", _("stattgefunden")
    CANCELLED = "abgesagt", _("abgesagt")


class AgendaState(TextChoices):
    """What became of an agenda item."""

    OPEN = "offen", _("noch nicht behandelt")
    TREATED = "behandelt", _("behandelt")
    POSTPONED = "vertagt", _("vertagt")
    DROPPED = "abgesetzt", _("abgesetzt")


class Presence(TextChoices):
    """Whether a seat was present at a meeting."""

    PRESENT = "anwesend", _("anwesend")
    SUBSTITUTE = "vertreten", _("vertreten")
    ABSENT = "abwesend", _("nicht anwesend")


class MandateLevel(IntegerChoices):
    """How high a decision stands (domain.md N-L1)."""

    NONE = 0, _("kein entscheidendes Gremium")
    DIVISION = 1, _("Fachdienst oder Amt")
    BOARD = 2, _("Verwaltungsvorstand oder Hauptverwaltungsbeamte")
    COMMITTEE = 3, _("Fachausschuss")
    COUNCIL = 4, _("Rat oder Kreistag")


class ResolutionKind(TextChoices):
    """What a resolution is about."""

    PRINCIPLE = "grundsatz", _("Grundsatzbeschluss")
    PERMANENCE = "verstetigung", _("Verstetigung")
    POSTS = "stellenplan", _("Stellenplan")
    BUDGET = "haushalt", _("Haushalt")
    ORDER = "auftrag", _("Auftrag")
    MANDATE = "mandat", _("Bestätigung des Mandats")
    GOALS = "ziele", _("Ziele oder Leitbild")
    AGREEMENT = "vereinbarung", _("Vereinbarung oder Vertrag")
    OTHER = "sonstiges", _("anderer Beschluss")


class ResolutionState(TextChoices):
    """How far a resolution is."""

    PREPARED = "in_beratung", _("in Beratung")
    DECIDED = "beschlossen", _("beschlossen")
    REJECTED = "abgelehnt", _("abgelehnt")
    REVOKED = "aufgehoben", _("aufgehoben")


class Recommendation(TextChoices):
    """What one body of the chain said."""

    APPROVED = "zugestimmt", _("zugestimmt")
    CHANGED = "geaendert", _("mit Änderungen zugestimmt")
    REJECTED = "abgelehnt", _("abgelehnt")
    POSTPONED = "vertagt", _("vertagt")
    NOTED = "kenntnis", _("zur Kenntnis genommen")


class Origin(TextChoices):
    """Where an assignment or a request comes from."""

    BODY = "gremium", _("Gremium")
    POLITICS = "politik", _("Politik")
    DEPARTMENT = "verwaltung", _("Fachdienst oder Amt")
    PRESS = "presse", _("Presse")
    CITIZEN = "buerger", _("Bürgerinnen und Bürger")


class AssignmentState(TextChoices):
    """How far an assignment or a request is."""

    OPEN = "offen", _("offen")
    WORKING = "in_arbeit", _("in Arbeit")
    ANSWERED = "beantwortet", _("beantwortet")
    DONE = "erledigt", _("erledigt")
    WITHDRAWN = "zurueckgezogen", _("zurückgezogen")

    @classmethod
    def done(cls) -> tuple[AssignmentState, ...]:
        """Those after which nothing is to be done."""
        return (cls.ANSWERED, cls.DONE, cls.WITHDRAWN)
