"""Feedback on a page (BITV § 7: reachable from every page)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.personal import PersonalFields


class Feedback(ScopedModel):
    """What somebody wrote about a page. Read by the municipality in view then, and by the operator."""

    municipality = models.ForeignKey(
        "dkbm.Municipality",
        verbose_name=_("Kommune"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    page = models.CharField(_("Seite"), max_length=300, blank=True)
    text = models.TextField(_("Rückmeldung"), max_length=4000)
    reply_to = models.EmailField(_("Antwort an"), blank=True)
    created_at = models.DateTimeField(_("geschrieben am"))

    personal = PersonalFields(
        fields=("reply_to",),
        persons=_("Menschen, die eine Rückmeldung schreiben"),
        purpose=_("Antwort, wenn sie gewünscht ist"),
        basis=_("Art. 6 Abs. 1 Buchst. a DSGVO, § 9b NBGG"),
        recipients=_("die Kommune, um deren Seite es geht; Betrieb"),
        retention=_("bis die Rückmeldung erledigt ist"),
    )
    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.page}: {self.text[:60]}"
