"""Saved views: a comparison that somebody wants to find again, as the address that shows it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel

LONGEST_QUERY = 800


class SavedView(MunicipalModel):
    """A named address of the comparison page. It belongs to a person within a municipality.

    `query` is all of its state, as in the address bar; `shared`: everybody in the municipality finds it.
    """

    owner = models.ForeignKey(
        "dkbm.User", verbose_name=_("gespeichert von"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("Name"), max_length=120)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    shared = models.BooleanField(
        _("für alle in der Kommune"),
        default=False,
        help_text=_("Ohne Häkchen finden nur Sie die Ansicht in der Liste."),
    )

    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Gespeicherte Ansicht")
        verbose_name_plural = _("Gespeicherte Ansichten")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "owner", "name"), name="saved_view_name_once"),
        )

    def __str__(self) -> str:
        return self.name


class PeerList(MunicipalModel):
    """„Meine Liste“: Kreise that a person compares the municipality with, by their AGS."""

    owner = models.ForeignKey(
        "dkbm.User", verbose_name=_("gespeichert von"), on_delete=models.CASCADE, related_name="+"
    )
    codes = models.JSONField(_("Kreise"), default=list)

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Vergleichsliste")
        verbose_name_plural = _("Vergleichslisten")
        ordering = ("municipality", "owner")
        constraints = (models.UniqueConstraint(fields=("municipality", "owner"), name="peer_list_once"),)

    def __str__(self) -> str:
        return ", ".join(self.codes)
