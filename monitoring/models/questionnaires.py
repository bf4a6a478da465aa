"""Surveys of one's own: questions with scales, waves with frozen wording, answers that belong to nobody."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models.municipality import MunicipalModel
from dkbm.personal import PersonalFields
from governance.models.vocabulary import CoreComponent


class SurveyKind(models.TextChoices):
    """What it asks for: own questions, or how the seven core components are seen."""

    OWN = "eigene", _("eigene Fragen")
    SELF_IMAGE = "selbstbild", _("Selbstbild: die sieben Kernkomponenten")


class Scale(models.TextChoices):
    """How a question is answered."""

    AGREEMENT = "zustimmung", _("Zustimmung von 1 bis 5")
    MATURITY = "reife", _("Reife von 0 bis 4")
    YES_NO = "ja_nein", _("ja oder nein")
    TEXT = "freitext", _("freier Text")


class Survey(MunicipalModel):
    """A survey; `anonymous` cannot be changed any more once somebody has answered."""

    kind = models.CharField(_("Art"), max_length=12, choices=SurveyKind, default=SurveyKind.OWN)
    title = models.CharField(_("Titel"), max_length=200)
    introduction = models.TextField(
        _("Einleitung"), blank=True, max_length=2000, help_text=_("Worum es geht und was damit geschieht.")
    )
    anonymous = models.BooleanField(
        _("anonym"),
        default=True,
        help_text=_("Nach der ersten Antwort lässt sich das nicht mehr ändern."),
    )

    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Befragung")
        verbose_name_plural = _("Befragungen")
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "title"),
                name="survey_title_once",
                violation_error_message=_("Eine Befragung mit diesem Titel gibt es schon."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:own", args=[self.pk])


class OfSurvey(ScopedModel):
    """A part of a survey: seen at home only."""

    tenant_path = "survey__municipality"
    shared_from = None

    class Meta:
        abstract = True


class SurveyQuestion(OfSurvey):
    """A question as the next wave will ask it; waves that are out keep their own wording."""

    survey = models.ForeignKey(
        Survey, verbose_name=_("Befragung"), on_delete=models.CASCADE, related_name="questions"
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    text = models.CharField(_("Frage oder Aussage"), max_length=300)
    scale = models.CharField(_("Antwort"), max_length=12, choices=Scale, default=Scale.AGREEMENT)
    component = models.CharField(
        _("Kernkomponente"), max_length=24, choices=CoreComponent, blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedManager()
    history = scoped_history("monitoring", "survey__municipality")

    class Meta:
        verbose_name = _("Frage")
        verbose_name_plural = _("Fragen")
        ordering = ("survey", "order", "pk")

    def __str__(self) -> str:
        return self.text


class SurveyWave(OfSurvey):
    """One round. `questions`: [{key, text, scale, component}] as they were asked; `anonymous` as promised then."""

    survey = models.ForeignKey(
        Survey, verbose_name=_("Befragung"), on_delete=models.PROTECT, related_name="waves"
    )
    name = models.CharField(
        _("Bezeichnung der Welle"), max_length=100, help_text=_("Zum Beispiel „Herbst 2026“.")
    )
    questions = models.JSONField(default=list, editable=False)
    anonymous = models.BooleanField(default=True, editable=False)
    opened_on = models.DateField(_("eröffnet am"), editable=False)
    closed_on = models.DateField(_("geschlossen am"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedManager()
    history = scoped_history("monitoring", "survey__municipality")

    class Meta:
        verbose_name = _("Welle einer Befragung")
        verbose_name_plural = _("Wellen von Befragungen")
        ordering = ("survey", "opened_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("survey", "name"),
                name="survey_wave_name_once",
                violation_error_message=_("Eine Welle mit dieser Bezeichnung gibt es schon."),
            ),
            models.UniqueConstraint(
                fields=("survey",), name="survey_one_open_wave", condition=Q(closed_on__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("surveys:wave", args=[self.pk])


class OfWave(ScopedModel):
    """A row of a wave: seen at home only."""

    tenant_path = "wave__survey__municipality"
    shared_from = None

    class Meta:
        abstract = True


class SurveyLink(OfWave):
    """An invitation for one answer; the secret is kept nowhere, and nothing joins it to an answer."""

    wave = models.ForeignKey(SurveyWave, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("Einladung zu einer Befragung")
        verbose_name_plural = _("Einladungen zu Befragungen")

    def __str__(self) -> str:
        return str(self.pk)


class SurveyAnswer(OfWave):
    """What one person answered: no account, no time, no order (the key is random). `values`: number by question key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="answers")
    values = models.JSONField(default=dict)
    respondent = models.CharField(_("Ihre Funktion"), max_length=100, blank=True)

    personal = PersonalFields(
        fields=("respondent",),
        persons=_("Befragte nicht anonymer Befragungen"),
        purpose=_("Einordnung der Antworten nach der Funktion"),
        basis=_("Art. 6 Abs. 1 Buchst. a DSGVO, die Antwort ist freiwillig"),
        recipients=_("nur die eigene Kommune"),
        retention=_("mit der Befragung"),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Antwort")
        verbose_name_plural = _("Antworten")

    def __str__(self) -> str:
        return str(self.wave_id)


class TextState(models.TextChoices):
    """Whether others may read a free text."""

    WAITING = "wartet", _("noch nicht geprüft")
    SHOWN = "gezeigt", _("gezeigt")
    WITHHELD = "verborgen", _("verborgen")


class SurveyText(OfWave):
    """A free text, apart from the answer it came with; shown only after somebody has read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="texts")
    question = models.CharField(max_length=20)
    text = models.TextField(_("Text"), max_length=2000)
    state = models.CharField(_("Stand"), max_length=10, choices=TextState, default=TextState.WAITING)

    personal = PersonalFields(
        fields=("text",),
        persons=_("Befragte, soweit sie etwas über sich oder andere schreiben"),
        purpose=_("Auswertung der Befragung"),
        basis=_("Art. 6 Abs. 1 Buchst. a DSGVO, die Antwort ist freiwillig"),
        recipients=_("nur die eigene Kommune, nach Prüfung"),
        retention=_("mit der Befragung"),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Freitext")
        verbose_name_plural = _("Freitexte")

    def __str__(self) -> str:
        return str(self.wave_id)
