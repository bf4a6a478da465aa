"""Make a municipality of a region."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dkbm.access.scope import system_scope
from dkbm.models import Agency, Municipality, Region
from dkbm.models.region import RegionKind
from dkbm.services import found_municipality


class Command(BaseCommand):
    """A Kreis, a kreisfreie Stadt or a Gemeinde of the register becomes a tenant of the portal."""

    help = "Legt eine Kommune zu ihrem Amtlichen Gemeindeschlüssel an (Kreis: 5, Gemeinde: 8 Stellen)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ags", help="Amtlicher Gemeindeschlüssel, z. B. 03402")
        parser.add_argument("--agency", metavar="KURZNAME", help="begleitende Transferagentur")

    def handle(self, *args: Any, ags: str, agency: str | None, **options: Any) -> None:
        with system_scope("the operator founds a municipality"):
            region = self._region(ags)
            accompanying = self._agency(agency)
            existed = Municipality.objects.filter(region=region).exists()
            municipality = found_municipality(ags=region.ags, agency=accompanying, by=None)
        if existed:
            self.stdout.write(f"{municipality} gibt es schon (/kommunen/{municipality.slug}/).")
        else:
            self.stdout.write(f"{municipality} ist angelegt (Kurzname {municipality.slug}).")

    def _region(self, ags: str) -> Region:
        region = Region.objects.filter(ags=ags).first()
        if region is None:
            raise CommandError(
                f"Zum Schlüssel {ags} gibt es keine Region. Das Gemeindeverzeichnis lesen Sie mit "
                "„manage.py load_register DATEI“ ein."
            )
        if region.kind not in (RegionKind.KREIS, RegionKind.GEMEINDE):
            raise CommandError(f"{region} ist weder Kreis noch Gemeinde.")
        if region.valid_until is not None:
            raise CommandError(f"{region} ({region.ags}) bestand nur bis zum {region.valid_until:%d.%m.%Y}.")
        return region

    def _agency(self, slug: str | None) -> Agency | None:
        if slug is None:
            return None
        agency = Agency.objects.filter(slug=slug).first()
        if agency is None:
            known = ", ".join(Agency.objects.values_list("slug", flat=True)) or "keine"
            raise CommandError(f"Die Agentur „{slug}“ gibt es nicht. Vorhanden: {known}.")
        return agency
