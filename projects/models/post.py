"""Posts (Stellen): functions with their share of full time, and who held them before, without names."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedModel
from dkbm.models.municipality import MunicipalModel
from projects.models.dated import DerivedDays, refuse_backwards, validate_has_ends
from projects.models.fields import PeriodKeyField, refuse_foreign
from projects.models.programme import Grant
from projects.models.project import Project
from projects.resources import PostFact
from projects.resources.days import first_day, last_day, printed

MOST_FTE = 200


class Term(models.TextChoices):
    """Whether the post ends; unknown is a value of its own, never guessed."""

    UNKNOWN = "", _("nicht angegeben")
    UNLIMITED = "unbefristet", _("unbefristet")
    LIMITED = "befristet", _("befristet")


class InPlan(models.TextChoices):
    """Whether the post stands in the Stellenplan."""

    UNKNOWN = "", _("nicht angegeben")
    YES = "ja", _("ja")
    NO = "nein", _("nein")


class Filled(models.TextChoices):
    """Whether somebody works on the post."""

    UNKNOWN = "", _("nicht angegeben")
    YES = "besetzt", _("besetzt")
    NO = "unbesetzt", _("unbesetzt")


class Post(DerivedDays, MunicipalModel):
    """A post of the education management; what counts is the function, the name is a choice.

    `fte` in Vollzeitäquivalenten. `since`, `limited_until`, `abolished`, `filled_from`, `filled_to`: period
    keys, '' = not known; ends are inclusive. `own_share_pct` None = not known, which is a gap and not 0.
    """

    audience_path = "audience"
    derived_days = (
        ("since", "since_on", first_day),
        ("limited_until", "limited_until_on", last_day),
        ("abolished", "abolished_on", last_day),
        ("filled_from", "filled_from_on", first_day),
        ("filled_to", "filled_to_on", last_day),
    )

    function = models.CharField(
        _("Funktion"), max_length=200, help_text=_("Zum Beispiel „Bildungsmonitoring“, kein Personenname.")
    )
    fte = models.DecimalField(_("VZÄ"), max_digits=6, decimal_places=3)
    pay_grade = models.CharField(_("Entgelt- oder Besoldungsgruppe"), max_length=20, blank=True)
    term = models.CharField(_("Befristung"), max_length=12, choices=Term, default=Term.UNKNOWN, blank=True)
    limited_until = PeriodKeyField(_("befristet bis"), validators=[validate_has_ends])
    limited_until_on = models.DateField(null=True, editable=False)
    own_share_pct = models.DecimalField(
        _("Eigenanteil in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    in_plan = models.CharField(
        _("im Stellenplan"), max_length=4, choices=InPlan, default=InPlan.UNKNOWN, blank=True
    )
    filled = models.CharField(
        _("Besetzung"), max_length=10, choices=Filled, default=Filled.UNKNOWN, blank=True
    )
    filled_from = PeriodKeyField(_("besetzt seit"), validators=[validate_has_ends])
    filled_from_on = models.DateField(null=True, editable=False)
    filled_to = PeriodKeyField(_("besetzt bis"), validators=[validate_has_ends])
    filled_to_on = models.DateField(null=True, editable=False)
    holder = models.ForeignKey(
        "governance.Person",
        verbose_name=_("Person (freiwillig)"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    deputy_function = models.CharField(_("vertreten durch (Funktion)"), max_length=200, blank=True)
    grant = models.ForeignKey(
        Grant,
        verbose_name=_("gefördert durch"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="posts",
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("Projekt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="posts",
    )
    unit = models.ForeignKey(
        "governance.Unit",
        verbose_name=_("in der Stelle oder Organisationseinheit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resolution = models.ForeignKey(
        "governance.Resolution",
        verbose_name=_("eingerichtet oder entfristet durch"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    since = PeriodKeyField(_("eingerichtet seit"), validators=[validate_has_ends])
    since_on = models.DateField(null=True, editable=False)
    abolished = PeriodKeyField(_("weggefallen zum"), validators=[validate_has_ends])
    abolished_on = models.DateField(null=True, editable=False)
    audience = models.PositiveSmallIntegerField(
        _("sichtbar für"), choices=Audience, default=Audience.INTERNAL
    )
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects", excluded_fields=["holder"])  # a name is not kept for ever

    class Meta:
        verbose_name = _("Stelle")
        verbose_name_plural = _("Stellen")
        ordering = ("function", "pk")
        constraints = (
            models.CheckConstraint(
                name="post_fte_in_range",
                condition=Q(fte__gte=0, fte__lte=MOST_FTE),
                violation_error_message=_("VZÄ liegen zwischen 0 und 200."),
            ),
            models.CheckConstraint(
                name="post_own_share_is_percent",
                condition=Q(own_share_pct__isnull=True) | Q(own_share_pct__gte=0, own_share_pct__lte=100),
                violation_error_message=_("Ein Eigenanteil liegt zwischen 0 und 100 %%."),
            ),
            models.CheckConstraint(
                name="post_end_needs_limit",
                condition=Q(limited_until="") | Q(term="befristet"),
                violation_error_message=_("Ein Ende gehört nur zu einer befristeten Stelle."),
            ),
            models.CheckConstraint(
                name="post_holder_needs_filled",
                condition=Q(holder__isnull=True) | Q(filled="besetzt"),
                violation_error_message=_("Eine Person gehört nur zu einer besetzten Stelle."),
            ),
        )

    def __str__(self) -> str:
        return self.function

    def clean(self) -> None:
        super().clean()
        refuse_foreign(self, self.municipality_id, ("grant", "project", "unit", "resolution", "holder"))
        refuse_backwards(self, "filled_from", "filled_to")
        refuse_backwards(self, "since", "abolished")
        if self.limited_until and self.term != Term.LIMITED:
            raise ValidationError({"limited_until": _("Ein Ende gehört nur zu einer befristeten Stelle.")})

    def get_absolute_url(self) -> str:
        return reverse("resources:post-edit", args=[self.pk])

    @property
    def term_label(self) -> str:
        """„unbefristet“, „befristet bis 30.06.2027“, „befristet, Ende nicht angegeben“, „nicht angegeben“."""
        if self.term != Term.LIMITED:
            return str(self.get_term_display())
        end = printed(self.limited_until)
        return f"befristet bis {end}" if end else "befristet, Ende nicht angegeben"

    def as_fact(self) -> PostFact:
        """What the pure room counts of it; unknown words become None."""
        return PostFact(
            key=self.pk or 0,
            function=self.function,
            fte=Decimal(self.fte),
            limited={Term.LIMITED: True, Term.UNLIMITED: False}.get(self.term),
            ends=self.limited_until_on,
            own_share=self.own_share_pct,
            in_plan={InPlan.YES: True, InPlan.NO: False}.get(self.in_plan),
            filled={Filled.YES: True, Filled.NO: False}.get(self.filled),
            filled_from=self.filled_from_on,
            filled_to=self.filled_to_on,
            since=self.since_on,
            abolished=self.abolished_on,
            grant=self.grant_id,
        )


class FormerHolding(ScopedModel):
    """An earlier time in which the post was filled: kept by the deed that fills it anew, for the turnover.

    `fte` as it was then. No name: who left is nobody's business afterwards.
    """

    tenant_path = "post__municipality"
    audience_path = "post__audience"

    post = models.ForeignKey(
        Post, verbose_name=_("Stelle"), on_delete=models.CASCADE, related_name="former_holdings"
    )
    fte = models.DecimalField(_("VZÄ"), max_digits=6, decimal_places=3)
    filled_from_on = models.DateField(_("besetzt seit"), null=True, blank=True)
    filled_to_on = models.DateField(_("besetzt bis"))

    class Meta:
        verbose_name = _("frühere Besetzung")
        verbose_name_plural = _("frühere Besetzungen")
        ordering = ("post", "filled_to_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("post", "filled_to_on"), name="former_holding_once"),
            models.CheckConstraint(
                name="former_holding_in_order",
                condition=Q(filled_from_on__isnull=True) | Q(filled_to_on__gte=F("filled_from_on")),
            ),
        )

    def __str__(self) -> str:
        return f"bis {self.filled_to_on:%d.%m.%Y}"
