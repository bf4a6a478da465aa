"""„Lage auf einen Blick“ handed on: reading links without login, the mail of each quarter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models.municipality import MunicipalModel
from dkbm.periods import from_key
from dkbm.personal import PersonalFields
from projects.models.plan import WrittenOnce


class ReadingLink(MunicipalModel):
    """A page as it was on one day, read by whoever has its address until `expires_on` (inclusive).

    The secret itself is kept nowhere, only its hash. `content`: what `monitoring.situation` said that day.
    `opened` counts how often it was read, never by whom.
    """

    purpose = models.CharField(
        _("Für wen?"), max_length=120, help_text=_("Funktion oder Gremium, kein Name: „Fraktionsspitzen“.")
    )
    content = models.JSONField(editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("erstellt am"), editable=False)
    made_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    expires_on = models.DateField(_("gilt bis"))
    revoked_at = models.DateTimeField(_("widerrufen am"), null=True, blank=True, editable=False)
    opened = models.PositiveIntegerField(_("Aufrufe"), default=0, editable=False)
    last_opened_on = models.DateField(_("zuletzt gelesen am"), null=True, blank=True, editable=False)

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Leselink")
        verbose_name_plural = _("Leselinks")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be read."""
        return self.revoked_at is None and self.expires_on >= clock.today()


class SituationReader(MunicipalModel):
    """Who gets the page by mail each quarter, once the coordinator has approved it."""

    purpose = models.CharField(
        _("Funktion"), max_length=120, help_text=_("Funktion oder Gremium, kein Name: „Büro der Landrätin“.")
    )
    email = models.EmailField(_("E-Mail"), help_text=_("Am besten eine Funktionsadresse."))

    personal = PersonalFields(
        fields=("email",),
        persons=_("Verwaltungsspitze und Politik, die den Quartalsversand bekommen"),
        purpose=_("Versand der Seite „Lage auf einen Blick“"),
        basis=_("Art. 6 Abs. 1 Buchst. e DSGVO"),
        recipients=_("nur die eigene Kommune"),
        retention=_("bis die Adresse entfernt wird"),
    )
    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Adresse für den Quartalsversand")
        verbose_name_plural = _("Adressen für den Quartalsversand")
        ordering = ("purpose", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "email"),
                name="situation_reader_once",
                violation_error_message=_("Diese Adresse steht schon da."),
            ),
        )

    def __str__(self) -> str:
        # never the address: this text is kept in logs
        return f"{self._meta.verbose_name} {self.pk}"


class SituationEdition(WrittenOnce, MunicipalModel):
    """The page as it was approved for a quarter („2026-Q4“); never changed."""

    quarter = models.CharField(_("Quartal"), max_length=7)
    content = models.JSONField(editable=False)
    approved_at = models.DateTimeField(_("freigegeben am"), editable=False)
    approved_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Ausgabe der Lage")
        verbose_name_plural = _("Ausgaben der Lage")
        ordering = ("municipality", "-quarter")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "quarter"), name="situation_edition_once"),
        )

    def __str__(self) -> str:
        return self.quarter

    @property
    def label(self) -> str:
        """„4. Quartal 2026“."""
        return from_key(self.quarter).label


class SituationMail(ScopedModel):
    """A mail of the outbox. Its address is dropped once it is sent.

    `sending_at` is set before the mail server is asked and taken back when it refuses: a mail whose worker
    was killed in between may be out and is not sent again.
    """

    edition = models.ForeignKey(SituationEdition, on_delete=models.CASCADE, related_name="mails")
    purpose = models.CharField(_("Funktion"), max_length=120)
    email = models.EmailField(_("E-Mail"), blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("versandt am"), null=True, blank=True)

    tenant_path = "edition__municipality"
    shared_from = None
    personal = PersonalFields(
        fields=("email",),
        persons=_("Verwaltungsspitze und Politik, die den Quartalsversand bekommen"),
        purpose=_("Versand der Seite „Lage auf einen Blick“"),
        basis=_("Art. 6 Abs. 1 Buchst. e DSGVO"),
        recipients=_("nur die eigene Kommune"),
        retention=_("bis die Nachricht versandt ist"),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Nachricht zur Lage")
        verbose_name_plural = _("Nachrichten zur Lage")
        ordering = ("edition", "purpose", "pk")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
