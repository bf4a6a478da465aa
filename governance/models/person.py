"""People, as far as a record needs them: functions first, names only where they must be known."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from dkbm.personal import PersonalFields
from governance.models.base import Named, audience_field, audience_is_known


class Person(Named, MunicipalModel):
    """Somebody who holds seats or is reached by contacts. Intern unless decided otherwise."""

    function = models.CharField(
        _("Funktion"), max_length=200, blank=True, help_text=_("Zum Beispiel „Leitung Bildungsbüro“.")
    )
    left_on = models.DateField(
        _("ausgeschieden am"),
        null=True,
        blank=True,
        help_text=_("24 Monate danach sind Kontaktdaten zu löschen; das Portal erinnert daran."),
    )
    is_archived = models.BooleanField(
        _("nur noch Archiv"),
        default=False,
        editable=False,
        help_text=_(
            "Kontakte und Änderungsverlauf sind gelöscht; Name und Funktion belegen, wer im Gremium war."
        ),
    )
    audience = audience_field(Audience.INTERNAL)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    personal = PersonalFields(
        fields=("name", "function", "left_on"),
        persons=_("Mitglieder von Gremien und Ansprechpersonen"),
        purpose=_("Wer in Gremien mitwirkt und wer erreichbar ist, so weit es ohne Namen nicht geht"),
        basis=_("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 NDSG"),
        recipients=_("die eigene Kommune; andere nur, wenn die Person dafür freigegeben ist"),
        retention=_("24 Monate nach dem Ende der letzten Funktion"),
    )
    shared_from = Sharing.ALL
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        ordering = ("search_key", "pk")
        constraints = (audience_is_known("person_audience_known"),)

    def get_absolute_url(self) -> str:
        return reverse("governance:person", args=[self.pk])
