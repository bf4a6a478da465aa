"""Publishing own statistics: promise, check in a job, print into the register; looking behind the mask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Permission
from dkbm.jobs import enqueue
from dkbm.jobs.registry import Run
from dkbm.models import Municipality, Region, User
from dkbm.services import require
from monitoring import disclosure
from monitoring.disclosure.register import packed, unpacked
from monitoring.models import (
    DataLine,
    Observation,
    ProtectionRule,
    Publication,
    PublicationState,
    PublishedCell,
    RawLook,
    Source,
)

PUBLISH = "monitoring.publish"
SEPARATOR = ";"
SHARE_OF = " in Prozent von "
Finish = Callable[[], None]


class NotCountable(ValueError):
    """A value that the check cannot protect; the German message names the place."""


@transaction.atomic
def request_publication(
    *,
    name: str,
    sources: Iterable[Source],
    municipality: Municipality,
    by: User,
    meant_for: int = Audience.PUBLIC,
    as_preview: bool = False,
) -> Publication:
    """Promise to check and publish the municipality's own values of these sources.

    as_preview: the check stops before publishing and shows what would go out.
    """
    require(by, Permission.COMMIT_IMPORT, municipality)
    publication = Publication.objects.create(
        municipality=municipality,
        name=name.strip()[:120],
        requested_by=by,
        requested_at=clock.now(),
        meant_for=meant_for,
        as_preview=as_preview,
    )
    publication.sources.set(sources)
    return _promise(publication, by)


@transaction.atomic
def confirm_publication(*, publication: Publication, by: User) -> Publication:
    """Let what was checked go out: it is checked once more, against the values and publications of now."""
    row = _ready(publication, by)
    row.cells.all().delete()
    row.state, row.as_preview, row.content = PublicationState.CHECKING, False, None
    row.save(update_fields=["state", "as_preview", "content"])
    return _promise(row, by)


@transaction.atomic
def drop_publication(*, publication: Publication, by: User) -> None:
    """Throw away what was checked and is not published, or was refused."""
    _ready(publication, by, PublicationState.READY, PublicationState.REFUSED).delete()


class NotNow(Exception):  # noqa: N818 - an answer to the user, not a fault
    """The publication is in another state by now."""


def _ready(publication: Publication, by: User, *states: str) -> Publication:
    require(by, Permission.COMMIT_IMPORT, publication.municipality_id)
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    if row.state not in (states or (PublicationState.READY,)):
        raise NotNow
    return row


def _promise(publication: Publication, by: User) -> Publication:
    # one key per municipality: publications are checked one after the other, each against all before
    here = publication.municipality
    publication.job = enqueue(
        PUBLISH, str(here.pk), payload={"municipality": here.pk}, municipality=here, by=by
    )
    publication.save(update_fields=["job"])
    return publication


def publish(run: Run) -> Finish | None:
    """Handler of `monitoring.publish`: check the waiting publications of a municipality in their order."""
    waiting = Publication.objects.filter(
        municipality_id=run.payload["municipality"], state=PublicationState.CHECKING
    ).order_by("requested_at", "pk")
    earlier = [unpacked(row.content) for row in _published(run.payload["municipality"])]
    results: list[tuple[Publication, disclosure.Checked | disclosure.Refusal]] = []
    for number, row in enumerate(waiting):
        run.progress(number, len(waiting), "Die Geheimhaltung wird geprüft.")
        result = _check(row, earlier)
        if isinstance(result, disclosure.Checked) and not row.as_preview:
            earlier.append(result.published)
        results.append((row, result))
    return (lambda: _write(results)) if results else None


@transaction.atomic
def look_behind(*, publication: Publication, by: User) -> dict[disclosure.Cell, int]:
    """True values of the cells that a publication leaves out, for the Statistikstelle; kept on record."""
    publication = Publication.objects.get(pk=publication.pk)
    require(by, Permission.SEE_RAW, publication.municipality_id)
    RawLook.objects.create(publication=publication, by=by, at=clock.now())
    if publication.content is None:
        return {}
    published = unpacked(publication.content)
    counts = published.publication.counts()
    return {cell: counts[cell].value for cell in sorted(published.mask.cells)}


def _published(municipality_id: int) -> Iterable[Publication]:
    rows = Publication.objects.filter(municipality_id=municipality_id, state=PublicationState.PUBLISHED)
    return rows.order_by("published_at", "pk")


def _check(row: Publication, earlier: list[disclosure.Published]) -> disclosure.Checked | disclosure.Refusal:
    try:
        tables = tuple(_table(source, row.municipality_id) for source in row.sources.order_by("table"))
    except NotCountable as trouble:
        return disclosure.Refusal(str(trouble), kind=disclosure.Kind.NO_COUNT)
    if not any(table.counts for table in tables):
        nothing = _("Nicht veröffentlicht: Es gibt noch keine eigenen Werte dieser Quellen.")
        return disclosure.Refusal(nothing, kind=disclosure.Kind.EMPTY)
    return disclosure.check(disclosure.Publication(row.name, tables), earlier)


def _table(source: Source, owner_id: int) -> disclosure.Table:
    """All current own counts of a source with its rule and the areas they belong to."""
    rule = ProtectionRule.objects.filter(municipality_id=owner_id, source=source).first()
    rows = Observation.objects.filter(
        owner_id=owner_id,
        series__source=source,
        value__isnull=False,
        known_from__isnull=False,
        known_until__isnull=True,
    ).values_list("series__measure", "series__breakdown", "region__ags", "period", "value")
    counts = {}
    for measure, breakdown, region, period, value in rows:
        cell = disclosure.Cell(f"{source.table}|{measure}", region, period, pairs(breakdown))
        if value < 0 or value != int(value):
            raise NotCountable(_("Nicht veröffentlicht: keine Anzahl, sondern %s.") % cell)
        counts[cell] = disclosure.Count(int(value))
    if rule and rule.unit_dimension:
        counts = with_contributions(counts, rule.unit_dimension)
    regions = {cell.region for cell in counts}
    parents = Region.objects.filter(ags__in=regions, parent__isnull=False).values_list("ags", "parent__ags")
    shares = tuple(_shares(source, counts))
    return disclosure.Table(rule.rule if rule else disclosure.Rule(), counts, dict(parents), shares)


def _shares(source: Source, counts: Mapping[disclosure.Cell, disclosure.Count]) -> Iterator[disclosure.Rate]:
    """The share of every line in the line it is a part of, printed beside both and protected with them."""
    lines = DataLine.objects.filter(data_set__source=source, part_of__isnull=False, member="")
    for part, whole in lines.values_list("series__measure", "part_of__series__measure"):
        for top in counts:
            bottom = replace(top, series=f"{source.table}|{whole}")
            if top.series == f"{source.table}|{part}" and bottom in counts:
                yield disclosure.Rate(replace(top, series=f"{top.series}{SHARE_OF}{whole}"), top, bottom)


def with_contributions(
    counts: Mapping[disclosure.Cell, disclosure.Count], dimension: str
) -> dict[disclosure.Cell, disclosure.Count]:
    """Counts with what each unit contributes, where the members of the dimension add up to them."""
    parts: dict[disclosure.Cell, list[int]] = {}
    for cell, count in counts.items():
        kept = tuple(pair for pair in cell.breakdown if pair[0] != dimension)
        if kept != cell.breakdown:
            parts.setdefault(replace(cell, breakdown=kept), []).append(count.value)
    return {
        cell: disclosure.Count(count.value, tuple(parts[cell]))
        if sum(parts.get(cell, ())) == count.value and cell in parts
        else count
        for cell, count in counts.items()
    }


def pairs(breakdown: str) -> tuple[tuple[str, str], ...]:
    """„GES=GESW;NAT=NATD“ of a series as sorted pairs; () for the total."""
    parts = (part.split("=", 1) for part in breakdown.split(SEPARATOR) if part)
    return tuple(sorted((part[0], part[1] if len(part) > 1 else "") for part in parts))


def _write(results: Iterable[tuple[Publication, disclosure.Checked | disclosure.Refusal]]) -> None:
    """The register and the states, in the job's final transaction."""
    for row, result in results:
        if isinstance(result, disclosure.Refusal):
            row.state, row.reason, row.kind = PublicationState.REFUSED, result.text, result.kind.value
        else:
            row.content = packed(result.published)
            if row.as_preview:
                row.state = PublicationState.READY
            else:
                row.state, row.published_at = PublicationState.PUBLISHED, clock.now()
                row.audience = row.meant_for
            PublishedCell.objects.bulk_create(_cells(row, result), batch_size=500)
        row.save(update_fields=["state", "reason", "kind", "content", "published_at", "audience"])


def _cells(row: Publication, checked: disclosure.Checked) -> Iterable[PublishedCell]:
    for cell in checked.cells():
        shown = checked.shown(cell)
        yield PublishedCell(
            publication=row,
            series=cell.series,
            region=cell.region,
            period=cell.period,
            breakdown=SEPARATOR.join(f"{name}={value}" for name, value in cell.breakdown),
            value=shown.value,
            status=shown.status,
            reason=shown.reason,
            note=shown.note,
        )
