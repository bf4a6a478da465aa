"""That somebody looked at a record and found it still right (Quartals-Check)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel


class Confirmation(MunicipalModel):
    """The last day on which a record was confirmed without being changed. Only for the own municipality.

    `kind` is the model's name, `record` the row's number: a record that is gone leaves a row nobody reads.
    Contacts carry their own day.
    """

    kind = models.CharField(max_length=30, editable=False)
    record = models.PositiveBigIntegerField(editable=False)
    confirmed_on = models.DateField(_("bestätigt am"), editable=False)

    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Bestätigung")
        verbose_name_plural = _("Bestätigungen")
        ordering = ("municipality", "kind", "record")
        constraints = (models.UniqueConstraint(fields=("kind", "record"), name="confirmation_once_a_record"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"
