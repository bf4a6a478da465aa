"""Handovers: what whoever leaves a post or a seat writes down for whoever comes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from dkbm.models.municipality import MunicipalModel
from projects.models.fields import refuse_foreign
from projects.models.post import Post

QUESTIONS = ("running", "people", "lessons", "places", "promises")


class Handover(MunicipalModel):
    """The five questions of one post or one seat; everything else of an Übergabemappe stands in records.

    The answers stay with the function when the person changes; who wrote what tells the history. Seen by the
    own municipality only.
    """

    shared_from = None

    post = models.OneToOneField(
        Post,
        verbose_name=_("Stelle"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="handover",
    )
    seat = models.OneToOneField(
        "governance.Seat",
        verbose_name=_("Sitz"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    running = models.TextField(
        _("Was läuft gerade und darf nicht liegen bleiben?"), blank=True, max_length=2000
    )
    people = models.TextField(_("Wen muss man kennen, und wofür?"), blank=True, max_length=2000)
    lessons = models.TextField(_("Was hat sich bewährt, was nicht?"), blank=True, max_length=2000)
    places = models.TextField(_("Wo liegt was?"), blank=True, max_length=2000)
    promises = models.TextField(
        _("Welche Zusagen gibt es, die nirgends aufgeschrieben sind?"), blank=True, max_length=2000
    )
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects")

    class Meta:
        verbose_name = _("Übergabe")
        verbose_name_plural = _("Übergaben")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="handover_of_post_or_seat",
                condition=Q(post__isnull=True, seat__isnull=False) | Q(post__isnull=False, seat__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.post or self.seat)

    def clean(self) -> None:
        super().clean()
        refuse_foreign(self, self.municipality_id, ("post",))
        if self.seat is not None and self.seat.body.municipality_id != self.municipality_id:
            raise ValidationError({"seat": _("Das gehört zu einer anderen Kommune.")})

    def get_absolute_url(self) -> str:
        kind, pk = ("stelle", self.post_id) if self.post_id else ("sitz", self.seat_id)
        return reverse("resources:handover", args=[kind, pk])

    @property
    def answers(self) -> list[tuple[str, str]]:
        """(question, answer) of all five, '' where it is open."""
        return [(str(self._meta.get_field(n).verbose_name), getattr(self, n)) for n in QUESTIONS]

    @property
    def answered(self) -> int:
        """How many of the five are answered."""
        return sum(bool(answer.strip()) for _question, answer in self.answers)
