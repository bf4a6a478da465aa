"""The weekly digest: who wants it, and the outbox of mails, one a person and week."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DigestChoice(models.Model):
    """What a person decided about the digest; without a row it comes weekly, never more often."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    wanted = models.BooleanField(_("Wochenüberblick am Montag"), default=True)

    class Meta:
        verbose_name = _("Abonnement")
        verbose_name_plural = _("Abonnements")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class DigestMail(models.Model):
    """A mail of the outbox. `week` is the ISO week („2026-W48“).

    `sending_at` is set before the mail server is asked and taken back when it refuses: a mail whose worker
    was killed in between may be out and is not sent again. The text is dropped once it is sent.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Wochenüberblick")
        verbose_name_plural = _("Wochenüberblicke")
        constraints = (models.UniqueConstraint(fields=("user", "week"), name="digest_once_a_week"),)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
