"""Relations between bodies and units: who commissions, reports, advises.

The steering cycle is drawn from them.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from governance.models.base import ReachedThroughMany
from governance.models.body import Body
from governance.models.unit import Unit
from governance.models.vocabulary import RelationKind


def _exactly_one(first: str, second: str) -> Q:
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": False}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": True}
    )


def _end(target: object, label: object, name: str) -> models.ForeignKey:
    return models.ForeignKey(
        target, verbose_name=label, null=True, blank=True, on_delete=models.CASCADE, related_name=name
    )


class Relation(ReachedThroughMany, MunicipalModel):
    """„A gibt Auftrag an B“. Seen by those who may see both ends.

    `is_feedback` marks the way back into politics; `label` says in words what passes.
    """

    from_body = _end(Body, _("von Gremium"), "relations_out")
    from_unit = _end(Unit, _("von Stelle"), "relations_out")
    kind = models.CharField(_("Art"), max_length=15, choices=RelationKind)
    to_body = _end(Body, _("an Gremium"), "relations_in")
    to_unit = _end(Unit, _("an Stelle"), "relations_in")
    label = models.CharField(_("in Worten"), max_length=200, blank=True)
    is_feedback = models.BooleanField(_("Rückkopplung in die Politik"), default=False)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_paths = ("from_body__audience", "from_unit__audience", "to_body__audience", "to_unit__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Beziehung")
        verbose_name_plural = _("Beziehungen")
        ordering = ("municipality", "position", "pk")
        constraints = (
            models.CheckConstraint(
                name="relation_one_start", condition=_exactly_one("from_body", "from_unit")
            ),
            models.CheckConstraint(name="relation_one_end", condition=_exactly_one("to_body", "to_unit")),
            models.CheckConstraint(
                name="relation_between_two_bodies",
                condition=Q(from_body__isnull=True) | Q(to_body__isnull=True) | ~Q(from_body=F("to_body")),
            ),
            models.CheckConstraint(
                name="relation_between_two_units",
                condition=Q(from_unit__isnull=True) | Q(to_unit__isnull=True) | ~Q(from_unit=F("to_unit")),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        errors = {}
        if bool(self.from_body_id) and bool(self.from_unit_id):
            errors["from_unit"] = _("Am Anfang steht ein Gremium oder eine Stelle, nicht beides.")
        if bool(self.to_body_id) == bool(self.to_unit_id):
            errors["to_unit"] = _("Am Ende steht ein Gremium oder eine Stelle.")
        same_body = self.from_body_id and self.from_body_id == self.to_body_id
        same_unit = self.from_unit_id and self.from_unit_id == self.to_unit_id
        if same_body or same_unit:
            errors["to_body" if same_body else "to_unit"] = _("Anfang und Ende sind gleich.")
        if errors:
            raise ValidationError(errors)
