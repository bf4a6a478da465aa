"""Events: Bildungskonferenzen and other occasions; publications, with a link somebody confirms by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from governance.models.base import Named, audience_field, audience_is_known, moment_label, period_field
from governance.models.body import Body

CONFIRM_LINK_AFTER_MONTHS = 12
ONLY_WEB = URLValidator(schemes=["http", "https"])


class WebField(models.URLField):
    """A web address whose form takes „example.org“ as https; the column is Django's own."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


def link_field() -> WebField:
    """A web address; '' = none. Nothing but http and https ever becomes a link."""
    return WebField(_("Link"), max_length=500, blank=True, validators=[ONLY_WEB])


class EventKind(TextChoices):
    """What kind of occasion it was; conferences and participation count as public discourse (N-K2)."""

    CONFERENCE = "bildungskonferenz", _("Bildungskonferenz")
    SYMPOSIUM = "fachtag", _("Fachtag")
    WORKSHOP = "werkstatt", _("Werkstatt")
    PARTICIPATION = "beteiligung", _("Beteiligungsformat")
    OTHER = "andere", _("andere Veranstaltung")


class Event(Named, MunicipalModel):
    """An event of a municipality or one it took part in; `held_in` is as fine as its source says."""

    kind = models.CharField(_("Art"), max_length=20, choices=EventKind)
    held_in = period_field(_("wann"), help_text=_("So genau wie bekannt: 2019, 10/2019, 27.05.2021."))
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    host = models.CharField(
        _("Veranstalter"), max_length=200, blank=True, help_text=_("Stelle oder Einrichtung, kein Name.")
    )
    body = models.ForeignKey(
        Body,
        verbose_name=_("ausrichtendes Gremium"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    text = models.TextField(_("Worum es ging"), blank=True, max_length=4000)
    link = link_field()
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
        ordering = ("search_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "name", "held_in"), name="event_once"),
            audience_is_known("event_audience_known"),
        )

    def get_absolute_url(self) -> str:
        return reverse("registers:event", args=[self.pk])

    @property
    def held_in_label(self) -> str:
        """„27.05.2021“ or „2019“, '' when not known."""
        return moment_label(self.held_in)


class PublicationKind(TextChoices):
    """What kind of text it is; reports and analyses count for the reporting rhythm (N-M2)."""

    REPORT = "bildungsbericht", _("Bildungsbericht")
    ANALYSIS = "analyse", _("thematische Analyse")
    FACT_SHEET = "faktenblatt", _("Faktenblatt")
    PROCEEDINGS = "dokumentation", _("Dokumentation")
    ARTICLE = "beitrag", _("Fachbeitrag")
    OTHER = "andere", _("andere Veröffentlichung")


class LinkState(TextChoices):
    """What somebody found who opened the link by hand."""

    UNCHECKED = "", _("noch nicht geprüft")
    WORKS = "erreichbar", _("erreichbar")
    DEAD = "tot", _("nicht mehr erreichbar")


class Publication(Named, MunicipalModel):
    """A publication or report. A dead link is said to be dead and no longer offered; the title stays."""

    kind = models.CharField(_("Art"), max_length=20, choices=PublicationKind)
    published_in = period_field(_("erschienen"), help_text=_("So genau wie bekannt: 2021, 09/2021 …"))
    publisher = models.CharField(_("Herausgeber"), max_length=200, blank=True)
    link = link_field()
    link_state = models.CharField(
        _("Link"), max_length=10, choices=LinkState, default=LinkState.UNCHECKED, blank=True, editable=False
    )
    link_checked_on = models.DateField(_("Link geprüft am"), null=True, blank=True, editable=False)
    event = models.ForeignKey(
        Event,
        verbose_name=_("gehört zur Veranstaltung"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="publications",
    )
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Veröffentlichung")
        verbose_name_plural = _("Veröffentlichungen")
        ordering = ("search_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "name", "kind"), name="publication_once"),
            models.CheckConstraint(
                name="publication_checked_with_day",
                condition=Q(link_state="", link_checked_on__isnull=True)
                | ~Q(link_state="") & Q(link_checked_on__isnull=False),
            ),
            audience_is_known("publication_audience_known"),
        )

    def clean(self) -> None:
        if self.link_checked_on and self.link_checked_on > clock.today():
            raise ValidationError({"link_checked_on": _("Dieser Tag liegt in der Zukunft.")})

    def get_absolute_url(self) -> str:
        return reverse("publications:edit", args=[self.pk])

    @property
    def published_in_label(self) -> str:
        """„09/2021“, '' when not known."""
        return moment_label(self.published_in)

    @property
    def is_dead(self) -> bool:
        """Whether somebody found that the link leads nowhere."""
        return self.link_state == LinkState.DEAD

    def link_is_due(self, today: date) -> bool:
        """Whether somebody should open the link again: never checked or more than twelve months ago."""
        if not self.link or self.is_dead:
            return False
        return self.link_checked_on is None or self.link_checked_on < link_limit(today)


def link_limit(today: date) -> date:
    """Links checked before this day are due again."""
    years = CONFIRM_LINK_AFTER_MONTHS // 12
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return date(today.year - years, today.month, day)
