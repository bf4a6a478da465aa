"""The shared register of regions: Deutschland, Länder, Regierungsbezirke, Kreise, Gemeinden."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionKind(models.TextChoices):
    """Level of a region in the official register."""

    BUND = "bund", _("Bund")
    LAND = "land", _("Land")
    REGBEZ = "regbez", _("Regierungsbezirk oder Statistische Region")
    KREIS = "kreis", _("Kreis oder kreisfreie Stadt")
    VERBAND = "verband", _("Gemeindeverband")
    GEMEINDE = "gemeinde", _("Gemeinde")
    TEIL = "teil", _("Teil eines Kreises")


class Region(models.Model):
    """A territory with its official code. Not a tenant: everyone may read the register.

    `ags` is the key for joins (text, leading zeros kept; 'DG' for Deutschland as in GENESIS files;
    Berlin and Hamburg stand once as Land and once as Kreis: '11' and '11000').
    """

    ags = models.CharField(_("Amtlicher Schlüssel (AGS)"), max_length=12, unique=True)
    ars = models.CharField(_("Regionalschlüssel (ARS)"), max_length=12, blank=True)
    nuts3 = models.CharField("NUTS-3", max_length=5, blank=True)
    name = models.CharField(_("Name"), max_length=200)
    designation = models.CharField(_("Bezeichnung"), max_length=60, blank=True)
    kind = models.CharField(_("Art"), max_length=10, choices=RegionKind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("gehört zu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    population = models.PositiveIntegerField(_("Bevölkerung"), null=True, blank=True)
    population_on = models.DateField(_("Bevölkerung am"), null=True, blank=True)
    area_ha = models.PositiveIntegerField(_("Fläche in ha"), null=True, blank=True)
    latitude = models.DecimalField(_("Breite"), max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(_("Länge"), max_digits=7, decimal_places=4, null=True, blank=True)
    valid_from = models.DateField(_("gültig ab"), null=True, blank=True)
    valid_until = models.DateField(_("gültig bis"), null=True, blank=True)
    successors = models.ManyToManyField("self", verbose_name=_("Nachfolger"), blank=True, symmetrical=False)
    source = models.CharField(_("Quelle"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Region")
        verbose_name_plural = _("Regionen")
        ordering = ("ags",)
        constraints = (
            models.CheckConstraint(
                name="region_population_has_date",
                condition=models.Q(population__isnull=True) | models.Q(population_on__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("kind", "ags")),)

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """„Landkreis Cloppenburg“, „Stadt Emden“, „Niedersachsen“."""
        words = {"Kreisfreie Stadt": "Stadt", "Stadtkreis": "Stadt"}
        designation = words.get(self.designation, self.designation)
        says_it_itself = self.name.startswith(designation) or "kreis" in self.name.lower()
        if self.kind != RegionKind.KREIS or not designation or says_it_itself:
            return self.name
        return f"{designation} {self.name}"

    @property
    def land_code(self) -> str:
        """The two digits of the Land, '' for Deutschland."""
        return "" if self.kind == RegionKind.BUND else self.ags[:2]
