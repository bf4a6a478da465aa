"""What an edition of a report says, as plain data: texts and released rows, made now from the figures of now.

A draft is shown from it, a published edition keeps it. Texts are the authors'; every figure comes from the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dkbm import clock
from dkbm.numbers import print_german
from dkbm.periods import from_key
from monitoring.catalogue import THEMES
from monitoring.charts.development import BUND, LAND, OWN
from monitoring.charts.peers import aggregate, span
from monitoring.charts.turning import directions, moved_words, turned
from monitoring.comparison import DEFAULT, Group, Peers, peers_of
from monitoring.disclosure import Released, kept
from monitoring.figures import source_line, stand_line
from monitoring.indicator_page import IndicatorPage, event_mark
from monitoring.indicator_words import knowing, lead
from monitoring.models import IndicatorVersion, Report, ReportChapter, TimelineEvent
from monitoring.queries import GERMANY, IndicatorView, indicator_views

Content = dict[str, Any]
FEWEST_PEERS = 3  # a sum or a span of fewer tells what a single member has
PEERS = "gruppe"
FORMAT = 1


def content_of(report: Report, chapters: Iterable[ReportChapter] | None = None) -> Content:
    """The whole edition as it reads now. The number of queries does not depend on the number of chapters.

    chapters: only these instead of all of the report, with `indicator` at hand.
    """
    rows = list(chapters if chapters is not None else chapters_of(report))
    municipality = report.municipality
    peers = peers_of(municipality)
    group = next((one for one in peers.groups if one.key == report.peers), None)
    views = _views(peers, group, rows)
    events = _events(report)
    made = [
        _chapter(views[row.indicator.code], row, peers, group, events)
        for row in rows
        if row.indicator.code in views
    ]
    return {
        "format": FORMAT,
        "name": report.name,
        "edition": report.edition,
        "publisher": report.publisher,
        "introduction": report.introduction,
        "municipality": municipality.name,
        "region": municipality.region.name,
        "land": peers.land.name if peers.land else "",
        "made_on": clock.today().isoformat(),
        "peers": {"name": group.name, "reason": group.reason} if group else None,
        "chapters": made,
    }


def chapters_of(report: Report) -> list[ReportChapter]:
    """Chapters in reading order: themes A to I, within a theme as the authors ordered them."""
    return list(
        ReportChapter.objects.filter(report=report)
        .select_related("indicator")
        .order_by("indicator__theme", "order", "pk")
    )


def _events(report: Report) -> list[TimelineEvent]:
    """Events of the municipality that everybody may see whom the report is meant for, in time order."""
    rows = TimelineEvent.objects.filter(municipality=report.municipality, audience__gte=report.meant_for)
    return sorted(rows, key=lambda event: (from_key(event.begins).sort_key, event.pk))


def _views(peers: Peers, group: Group | None, rows: Sequence[ReportChapter]) -> dict[str, IndicatorView]:
    own = peers.municipality.region.ags
    codes = [own, own[:2], GERMANY, *(group.members if group else ())]
    wanted = {row.indicator_id for row in rows}
    found = indicator_views(list(dict.fromkeys(codes)), among=lambda indicator: indicator.pk in wanted)
    return {view.version.indicator.code: view for view in found}


def _chapter(
    view: IndicatorView,
    row: ReportChapter,
    peers: Peers,
    group: Group | None,
    events: Sequence[TimelineEvent],
) -> Content:
    happened = [event for event in events if event.concerns(row.indicator)]
    page = IndicatorPage(
        municipality=peers.municipality,
        view=view,
        peers=peers,
        choice=peers.choose(DEFAULT),
        tab="verlauf",
        wanted_period="",
        target=None,
        related=[],
    )
    chapter = {
        "id": row.pk,
        **_definition(view.version),
        "source": source_line(view),
        "stand": stand_line(view),
        "lead": lead(page),
        "notes": [*knowing(page), *(f"Ereignis {event.when}: {event.title}." for event in happened)],
        "marks": [
            {"period": mark.period, "text": mark.text, "kind": mark.kind, "until": mark.until}
            for mark in [*view.marks, *(event_mark(event) for event in happened)]
        ],
        "lines": _lines(page),
        "group": _group(page, group),
        "says": _says(page),
        "comment": row.comment,
        "written": row.written,
    }
    return {**chapter, "stale": stale_words(chapter, peers.municipality.region.name)}


def _definition(version: IndicatorVersion) -> Content:
    """What drawing and printing ask of a definition; a published edition needs no catalogue any more."""
    indicator, source = version.indicator, version.source
    names = (
        "name",
        "unit",
        "decimals",
        "direction",
        "formula",
        "factor",
        "numerator_text",
        "denominator_text",
    )
    return {
        "code": indicator.code,
        "theme": indicator.theme,
        "theme_name": THEMES.get(indicator.theme, ""),
        "own": version.uses_own or indicator.owner_id is not None,
        "number": version.number,
        "table": source.table,
        "period_rule": source.period_rule,
        **{name: getattr(version, name) for name in names},
    }


def _lines(page: IndicatorPage) -> list[Content]:
    own = page.region
    named = [(own.ags, own.name, OWN)]
    if page.peers.land is not None:
        named.append((page.peers.land.ags, page.peers.land.name, LAND))
    named.append((GERMANY, "Deutschland", BUND))
    return [
        {"code": code, "name": name, "role": role, "rows": _kept(page.view.of(code))}
        for code, name, role in named
    ]


def _kept(rows: Iterable[Released]) -> list[Content]:
    # the address of a result holds primary keys and leads into the portal: it stays there
    return [{**kept(row), "origin": None} for row in rows]


def _group(page: IndicatorPage, group: Group | None) -> Content | None:
    """The peers as one sum and as a span, without names; None where fewer than three have a value."""
    if group is None or page.counts_only:
        return None
    rows = page.group_rows(group)
    if sum(any(row.value is not None for row in own) for own in rows.values()) < FEWEST_PEERS:
        return None
    summed = aggregate(PEERS, rows, page.version.factor)
    return {
        "name": group.short,
        # where the source gives shares only there is no sum at all: then the span stands alone
        "rows": _kept(summed) if any(row.value is not None for row in summed) else [],
        "span": [[period, str(low), str(high)] for period, low, high in span(rows)],
    }


def _says(page: IndicatorPage) -> dict[str, str]:
    reference: Decimal | None = None
    if page.peers.land is not None and page.newest is not None and not page.counts_only:
        row = page.view.at(page.peers.land.ags, page.newest.period)
        reference = row.value if row is not None else None
    return directions(page.points, reference, page.version.decimals, page.marks)


def values_of(chapter: Content) -> dict[str, str]:
    """Every printed number of a chapter by „name|period“: own values, those of the Land, of the Bund and of the peers."""
    groups = [chapter["group"]] if chapter["group"] else []
    numbers = {
        f"{line['name']}|{row['period']}": _printed(row["value"], chapter)
        for line in [*chapter["lines"], *groups]
        for row in line["rows"]
        if row["value"] is not None
    }
    spans = {
        f"{group['name']}, Spanne|{period}": f"{_printed(low, chapter)} bis {_printed(high, chapter)}"
        for group in groups
        for period, low, high in group["span"]
    }
    return {**numbers, **spans}


def _printed(number: str, chapter: Content) -> str:
    return print_german(Decimal(number), chapter["decimals"], chapter["unit"])


def standing_of(chapter: Content) -> Content:
    """What a text about this chapter is written for: Stand, day and every printed number."""
    return {
        "stand": chapter["stand"],
        "on": clock.today().isoformat(),
        "values": values_of(chapter),
    }


def stale_words(chapter: Content, own: str) -> str:
    """„2023: 9,8 % → 10,1 %“ where the figures behind the text say something else by now, else ''."""
    if not chapter["comment"]:
        return ""
    return moved_words(chapter["written"].get("values", {}), values_of(chapter), own)


def has_number(chapter: Content) -> bool:
    """Whether the municipality has any number in this chapter."""
    return any(row["value"] is not None for row in chapter["lines"][0]["rows"])


def lasting(content: Content) -> Content:
    """What an edition keeps: without keys of rows, and without marks that belong to the draft."""
    dropped = ("id", "stale")
    chapters = [{k: v for k, v in one.items() if k not in dropped} for one in content["chapters"]]
    return {**content, "chapters": [{**one, "stale": ""} for one in chapters]}


@dataclass(frozen=True)
class Turn:
    """A chapter whose statements point another way than in the last edition."""

    name: str
    sentences: list[str]
    then: str
    now: str


def turns(before: Content, now: Content) -> list[Turn]:
    """Chapters of both editions in which a statement has turned round, in reading order."""
    old = {one["code"]: one for one in before["chapters"]}
    found = []
    for one in now["chapters"]:
        was = old.get(one["code"])
        sentences = turned(was["says"], one["says"], now["land"]) if was else []
        if was and sentences:
            found.append(Turn(one["name"], sentences, was["lead"], one["lead"]))
    return found
