"""Rules across rows of the ground floor that no constraint can hold; `manage.py verify` asks them all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from dkbm import registries
from dkbm.access.scope import system_scope
from dkbm.models import AgencyMembership, Job, Membership, Municipality, Region, User
from dkbm.models.job import JobState
from dkbm.models.region import RegionKind
from dkbm.state import snapshot

LEVELS = {kind: level for level, kind in enumerate(RegionKind.values)}
SILENT = timedelta(hours=1)  # a running job has a heartbeat of seconds


def complaints() -> list[tuple[str, str]]:
    """(who complains, German sentence) of all floors, empty when everything holds."""
    own = (("Regionen", regions), ("Zugänge", people), ("Aufträge", jobs))
    with snapshot(), system_scope("verify looks at all rows"):
        asked = [*own, *registries.checkers]
        return [(name, sentence) for name, checker in asked for sentence in checker()]


def regions() -> list[str]:
    """Regions lie inside the one they belong to; dissolved ones have successors and no municipality."""
    return [*_misplaced(), *_dissolved()]


def _misplaced() -> Iterator[str]:
    rows = Region.objects.select_related("parent").order_by("ags")
    for region in rows.iterator(chunk_size=2000):
        parent = region.parent
        if parent is None:
            if region.kind != RegionKind.BUND:
                yield f"Region {region.ags} {region.name} gehört zu keiner anderen."
        elif LEVELS[parent.kind] >= LEVELS[region.kind]:
            yield f"Region {region.ags} {region.name} gehört zu {parent.ags}, das keine höhere Ebene ist."
        elif parent.kind != RegionKind.BUND and not region.ags.startswith(parent.ags):
            yield f"Region {region.ags} {region.name} gehört laut Schlüssel nicht zu {parent.ags}."


def _dissolved() -> Iterator[str]:
    without = Region.objects.filter(valid_until__isnull=False, successors__isnull=True).order_by("ags")
    for region in without:
        yield f"Region {region.ags} {region.name} ist aufgelöst und hat keinen Nachfolger."
    backwards = Region.objects.filter(valid_until__lt=F("valid_from")).order_by("ags")
    for region in backwards:
        yield f"Region {region.ags} {region.name} endet, bevor sie beginnt."
    wrong_level = ~Q(region__kind__in=(RegionKind.KREIS, RegionKind.GEMEINDE))
    for row in Municipality.objects.filter(wrong_level | Q(region__valid_until__isnull=False)).select_related(
        "region"
    ):
        yield f"Kommune {row.slug}: Die Region {row.region.ags} ist aufgelöst oder weder Kreis noch Gemeinde."


def people() -> list[str]:
    """Memberships run forwards; demo accounts and operators are never the same, nor in production."""
    found = [
        f"{model._meta.verbose_name} von {row.user.email} endet, bevor sie beginnt."
        for model in (Membership, AgencyMembership)
        for row in model.objects.filter(until__lt=F("since")).select_related("user").order_by("pk")
    ]
    operators = User.objects.filter(is_demo=True, is_superuser=True).order_by("email")
    found += [f"Der Demo-Zugang {user.email} hat Rechte des Betriebs." for user in operators]
    if not settings.DEMO and (count := User.objects.filter(is_demo=True, is_active=True).count()):
        found.append(f"{count} Demo-Zugänge sind aktiv, obwohl die Demo ausgeschaltet ist.")
    return found


def jobs() -> list[str]:
    """States of jobs agree with their lease, token and times."""
    running = Q(state=JobState.RUNNING)
    waits = Q(state=JobState.QUEUED)
    rules = (
        (running & Q(lease_until__isnull=True), "läuft ohne Frist"),
        (running & Q(token=""), "läuft ohne Kennung"),
        (
            running & Q(lease_until__lt=timezone.now() - SILENT),
            "läuft, meldet sich aber seit über einer Stunde nicht",
        ),
        (waits & ~Q(token=""), "wartet und ist doch vergeben"),
        (waits & Q(finished_at__isnull=False), "wartet und ist doch beendet"),
        (~running & ~waits & Q(finished_at__isnull=True), "ist beendet ohne Zeitpunkt"),
    )
    return [
        f"Auftrag {job.pk} ({job.kind}) {text}."
        for rule, text in rules
        for job in Job.objects.filter(rule).order_by("pk")
    ]
