"""Municipality: a tenant of the portal, one-to-one with its region. Agency: who accompanies it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from dkbm.access.audiences import Sharing
from dkbm.access.scope import ScopedModel
from dkbm.models.region import Region, RegionKind

LABELS = {
    "council": _("Der Rat heißt hier"),
    "head": _("Die Verwaltungsspitze heißt hier"),
    "strategic": _("Ein strategisches Ziel heißt hier"),
    "intermediate": _("Ein Mittlerziel heißt hier"),
    "operative": _("Ein Handlungsziel heißt hier"),
}
"""What a municipality may call by its own word; goal levels are read by `label_of`."""
BUDGET_STEPS = {
    "posts": _("Anmeldung zum Stellenplan"),
    "benchmarks": _("Eckwerte des Haushalts"),
    "draft": _("Entwurf des Haushalts"),
    "consultation": _("Beratung in den Ausschüssen"),
    "decision": _("Beschluss über den Haushalt"),
}
"""Steps of making a budget, in the order of the year; stored as „MM-TT“ of the year before it begins."""
CITY_WORDS = ("Kreisfreie Stadt", "Stadtkreis", "Stadt")


class Agency(models.Model):
    """A transfer agency (Transferagentur) that accompanies municipalities."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    slug = models.SlugField(unique=True)

    class Meta:
        verbose_name = _("Transferagentur")
        verbose_name_plural = _("Transferagenturen")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet):
    """Named selections of municipalities."""

    def in_flyer_order(self) -> "MunicipalityQuerySet":
        """By flyer number, those without one last, then by name."""
        return self.order_by(models.F("flyer_number").asc(nulls_last=True), "region__name", "pk")


class Municipality(models.Model):
    """A Kreis, a kreisfreie Stadt or a Gemeinde that works with the portal.

    The row itself (name, slug, number) is public knowledge; what belongs to it is scoped.
    """

    region = models.OneToOneField(
        Region, verbose_name=_("Region"), on_delete=models.PROTECT, related_name="municipality"
    )
    slug = models.SlugField(_("Kurzname"), unique=True)
    flyer_number = models.PositiveSmallIntegerField(_("Nummer im Flyer"), null=True, blank=True, unique=True)
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("begleitet von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="municipalities",
    )
    sharing = models.PositiveSmallIntegerField(
        _("teilt mit der Agentur"), choices=Sharing, default=Sharing.NOTHING
    )
    labels = models.JSONField(_("eigene Bezeichnungen"), default=dict, blank=True)
    budget_calendar = models.JSONField(_("Haushaltskalender"), default=dict, blank=True)
    portrait = models.TextField(_("Kurzporträt"), blank=True)
    portrait_source = models.CharField(_("Quelle des Porträts"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispielwerte"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MunicipalityQuerySet.as_manager()
    history = HistoricalRecords(app="dkbm")

    class Meta:
        verbose_name = _("Kommune")
        verbose_name_plural = _("Kommunen")
        ordering = ("region__name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """„Stadt Emden“, „Landkreis Cloppenburg“."""
        return self.region.full_name

    @property
    def is_city(self) -> bool:
        """A city has Rat and Oberbürgermeister:in, a Kreis has Kreistag and Landrat/Landrätin."""
        return self.region.kind == RegionKind.GEMEINDE or self.region.designation in CITY_WORDS

    @property
    def council_word(self) -> str:
        """What the elected body is called here."""
        return self.labels.get("council") or ("Rat" if self.is_city else "Kreistag")

    @property
    def head_word(self) -> str:
        """What the head of the administration is called here."""
        return self.labels.get("head") or (
            "Oberbürgermeister:in" if self.is_city else "Landrätin oder Landrat"
        )

    def label_of(self, key: str, default: str) -> str:
        """The own word for something (a key of `LABELS`), else the usual one."""
        return self.labels.get(key) or default

    def get_absolute_url(self) -> str:
        return reverse("dkbm:municipality", args=[self.slug])


class MunicipalModel(ScopedModel):
    """A row directly of one municipality, with the version that guards against lost updates."""

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Kommune"), on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
