"""Boundaries of regions for the map, as loaded from a file of the operator; one row per region."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.models import Region


class Boundary(models.Model):
    """The outline of a region. Register knowledge like `Region`: everyone may see it.

    `polygons`: rings of [longitude, latitude] in WGS 84, the outer ring first. `neighbours`: AGS of the
    regions that share a stretch of border, sorted. `attribution` is printed under every map.
    """

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="boundary")
    polygons = models.JSONField(_("Umriss"))
    neighbours = models.JSONField(_("Nachbarn"), default=list)
    attribution = models.CharField(_("Quellenangabe"), max_length=200)

    class Meta:
        verbose_name = _("Grenze")
        verbose_name_plural = _("Grenzen")
        ordering = ("region__ags",)

    def __str__(self) -> str:
        return str(self.region)
