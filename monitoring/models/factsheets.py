"""Fact sheets: a topic on one page, of a municipality or of the agency, with its own audience."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import Scope, ScopedManager, ScopedModel
from dkbm.personal import PersonalFields

LINES_HELP = _("Eine Aussage je Zeile, höchstens vier.")
SHEET_AUDIENCES = (Audience.INTERNAL, Audience.AGENCY, Audience.PUBLIC)


class FactSheet(ScopedModel):
    """One page about a topic, a municipality or a project („Erfolgsblatt“). Its texts are the owner's own.

    It belongs to a municipality or to an agency, never to both. What it shows of records (steps, steering
    cycle, surveys, publications, numbers) is read when it is shown, with the eyes of its audience.
    """

    municipality = models.ForeignKey(
        "dkbm.Municipality",
        verbose_name=_("Kommune"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    agency = models.ForeignKey(
        "dkbm.Agency",
        verbose_name=_("Transferagentur"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    topic = models.CharField(_("Thema"), max_length=120, help_text=_("Zum Beispiel „Nachhaltigkeit“."))
    claim = models.CharField(
        _("Leitsatz"),
        max_length=200,
        blank=True,
        help_text=_("Ein Satz, der das Thema auf den Punkt bringt."),
    )
    goals = models.TextField(_("Ziele"), blank=True, max_length=600, help_text=LINES_HELP)
    data = models.TextField(_("Daten"), blank=True, max_length=600, help_text=LINES_HELP)
    actors = models.TextField(_("Akteur:innen"), blank=True, max_length=600, help_text=LINES_HELP)
    statement = models.TextField(
        _("Stimme zum Thema"),
        blank=True,
        max_length=500,
        help_text=_("In Ihren Worten wiedergegeben; das Blatt schreibt „sinngemäß“ dazu."),
    )
    statement_by = models.CharField(
        _("Wer sagt das?"), max_length=200, blank=True, help_text=_("Funktion und Einrichtung, kein Name.")
    )
    statement_source = models.CharField(_("Wo steht es?"), max_length=300, blank=True)
    with_map = models.BooleanField(_("Karte der Kommunen zeigen"), default=False)
    project = models.ForeignKey(
        "projects.Project",
        verbose_name=_("Projekt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Für ein Erfolgsblatt: Was ein Projekt erreicht hat."),
    )
    process = models.ForeignKey(
        "projects.Process",
        verbose_name=_("Zeitleiste"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Die Schritte dieses Prozesses, auf den Monat genau."),
    )
    cycle_of = models.ForeignKey(
        "dkbm.Municipality",
        verbose_name=_("Steuerungskreislauf von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    surveys = models.ManyToManyField(
        "monitoring.SurveyResult", verbose_name=_("Umfrageergebnisse"), blank=True, related_name="+"
    )
    publications = models.ManyToManyField(
        "governance.Publication", verbose_name=_("Veröffentlichungen"), blank=True, related_name="+"
    )
    indicators = models.ManyToManyField(
        "monitoring.Indicator", verbose_name=_("Kennzahlen der Kommune"), blank=True, related_name="+"
    )
    contact = models.CharField(
        _("Kontakt"), max_length=200, blank=True, help_text=_("Funktion und Einrichtung, kein Name.")
    )
    contact_email = models.EmailField(_("E-Mail"), blank=True, help_text=_("Eine Funktionsadresse."))
    contact_phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"),
        choices=[(a.value, a.label) for a in SHEET_AUDIENCES],
        default=Audience.INTERNAL,
        help_text=_("„öffentlich“ stellt das Blatt auf die Seite, die alle ohne Anmeldung sehen."),
    )
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)
    changed_on = models.DateField(_("Stand"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    personal = PersonalFields(
        fields=("contact", "contact_email", "contact_phone"),
        persons=_("Ansprechstellen auf Faktenblättern"),
        purpose=_("Erreichbarkeit für Fragen zum Thema des Blatts"),
        basis=_("Art. 6 Abs. 1 Buchst. e DSGVO"),
        recipients=_("je Blatt: intern, Agentur oder öffentlich; Voreinstellung intern"),
        retention=_("bis das Blatt geändert oder entfernt wird"),
    )
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Faktenblatt")
        verbose_name_plural = _("Faktenblätter")
        ordering = ("topic", "pk")
        constraints = (
            models.CheckConstraint(
                name="fact_sheet_has_one_owner",
                condition=Q(municipality__isnull=False, agency__isnull=True)
                | Q(municipality__isnull=True, agency__isnull=False),
            ),
            models.UniqueConstraint(
                name="fact_sheet_of_municipality_once",
                fields=("municipality", "topic"),
                condition=Q(municipality__isnull=False),
                violation_error_message=_("Ein Faktenblatt zu diesem Thema gibt es hier schon."),
            ),
            models.UniqueConstraint(
                name="fact_sheet_of_agency_once",
                fields=("agency", "topic"),
                condition=Q(agency__isnull=False),
                violation_error_message=_("Ein Faktenblatt zu diesem Thema gibt es hier schon."),
            ),
            models.CheckConstraint(
                name="fact_sheet_audience_known",
                condition=Q(audience__in=[int(a) for a in SHEET_AUDIENCES]),
            ),
        )

    def __str__(self) -> str:
        return self.topic

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        """Own ones, those of one's agency, what is shared with it, what is public."""
        rows = Q(municipality__in=scope.own) | Q(agency__in=scope.agencies) | Q(audience=Audience.PUBLIC)
        shared = {"municipality__in": scope.accompanied, "municipality__sharing__gte": Sharing.KEY_FACTS}
        return rows | Q(audience__gte=Audience.AGENCY, **shared)

    def clean(self) -> None:
        if self.statement and not (self.statement_by and self.statement_source):
            raise ValidationError(
                {"statement_by": _("Eine Stimme braucht, wer es gesagt hat und wo es steht.")}
            )

    def get_absolute_url(self) -> str:
        return reverse("factsheets:sheet", args=[self.pk])

    @property
    def owner_name(self) -> str:
        """Whose sheet it is."""
        return str(self.municipality or self.agency)

    @property
    def columns(self) -> list[tuple[str, list[str]]]:
        """The three columns in their order, each as lines."""
        return [
            (str(self._meta.get_field(name).verbose_name), _lines(getattr(self, name)))
            for name in ("goals", "data", "actors")
        ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
