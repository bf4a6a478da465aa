"""One vocabulary for who something is meant for, and for what a municipality shares with its agency."""

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class Audience(IntegerChoices):
    """Who a record is meant for; each step includes the ones before it."""

    INTERNAL = 0, _("intern")
    ADMINISTRATION = 10, _("Verwaltung")
    POLITICS = 20, _("Politik")
    AGENCY = 30, _("Agentur")
    PUBLIC = 40, _("öffentlich")


class Sharing(IntegerChoices):
    """What the municipality shares with the transfer agency that accompanies it."""

    NOTHING = 0, _("nichts")
    KEY_FACTS = 10, _("Eckdaten")
    ALL = 20, _("alles Freigebbare")
