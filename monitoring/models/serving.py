"""Bytes of a page that were made once and are served many times."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.scope import ScopedManager, ScopedModel


class ServedBytes(ScopedModel):
    """What a view shows to an audience, in both encodings, made of the inputs of `fingerprint`.

    Only released values are in it. `owner` None: it is made of the official stock alone and seen by everyone.
    `release` names what was released: „official“ or a publication. One row per view, audience and release; a
    new fingerprint replaces it. It can be made anew at any time.
    """

    owner = models.ForeignKey(
        "dkbm.Municipality", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    view = models.CharField(max_length=120)
    audience = models.PositiveSmallIntegerField(_("Adressat"), choices=Audience.choices)
    release = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    br = models.BinaryField()
    gz = models.BinaryField()
    made_at = models.DateTimeField(_("erzeugt am"))

    tenant_path = "owner"
    shared_from = None
    official_null = True
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Fertige Antwort")
        verbose_name_plural = _("Fertige Antworten")
        ordering = ("view", "audience", "release", "pk")
        constraints = (
            models.UniqueConstraint(
                name="official_bytes_once",
                fields=("view", "audience", "release"),
                condition=Q(owner__isnull=True),
            ),
            models.UniqueConstraint(
                name="own_bytes_once",
                fields=("view", "audience", "release", "owner"),
                condition=Q(owner__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.view} {self.fingerprint[:8]}"
