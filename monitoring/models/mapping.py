"""What a municipality decided about the columns of files of one shape."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models import Municipality


class ColumnMapping(ScopedModel):
    """A mapping once made; files of the same shape are read by it without asking again.

    `fingerprint`: hash over kind, separator or sheet, and headings (`readers.look.fingerprint`).
    `definition`: plain values of `readers.mapping.Mapping`. What an import was read with stands in its own
    header, so that changing a mapping changes no import of the past.
    """

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Kommune"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("Name der Tabelle"), max_length=60)
    fingerprint = models.CharField(max_length=64)
    definition = models.JSONField(_("Zuordnung"))
    made_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("zugeordnet am"))

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Zuordnung")
        verbose_name_plural = _("Zuordnungen")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "fingerprint"), name="mapping_once_per_shape"),
        )

    def __str__(self) -> str:
        return self.name
