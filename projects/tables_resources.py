"""The lists of posts and money as they are downloaded: columns and rows, names of people left out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from dkbm.models import Municipality
from dkbm.ui.figures import Column
from projects import queries_resources as queries
from projects.models import FundContribution
from projects.resources.days import printed

Table = tuple[list[Column], list[dict[str, Any]]]


def euros(cents: int | None) -> Decimal | None:
    """An amount in euros for a spreadsheet, exact to the cent."""
    return None if cents is None else Decimal(cents).scaleb(-2)


def _columns(*pairs: tuple[str, str, str]) -> list[Column]:
    return [Column(key, label, "number" if kind == "n" else "text") for key, label, kind in pairs]


POST_COLUMNS = _columns(
    ("function", "Funktion", "t"),
    ("fte", "VZÄ", "n"),
    ("term", "Befristung", "t"),
    ("limited_until", "befristet bis", "t"),
    ("own", "Eigenanteil in %", "n"),
    ("in_plan", "im Stellenplan", "t"),
    ("filled", "Besetzung", "t"),
    ("filled_from", "besetzt seit", "t"),
    ("filled_to", "besetzt bis", "t"),
    ("deputy", "vertreten durch", "t"),
    ("grant", "gefördert durch", "t"),
    ("pay_grade", "Entgelt- oder Besoldungsgruppe", "t"),
    ("source", "Quelle", "t"),
)
LINE_COLUMNS = _columns(
    ("year", "Haushaltsjahr", "t"),
    ("title", "Bezeichnung", "t"),
    ("side", "Aufwand oder Ertrag", "t"),
    ("stage", "Ansatz oder Ergebnis", "t"),
    ("amount", "Betrag in Euro", "n"),
    ("origin", "Herkunft", "t"),
    ("grant", "Förderung", "t"),
    ("until", "fließt bis", "t"),
    ("product", "Produkt", "t"),
    ("account", "Konto", "t"),
    ("source", "Quelle", "t"),
)
GRANT_COLUMNS = _columns(
    ("title", "Bezeichnung", "t"),
    ("programme", "Förderprogramm", "t"),
    ("number", "Nummer des Bescheids", "t"),
    ("begins", "bewilligt ab", "t"),
    ("ends", "bewilligt bis", "t"),
    ("amount", "Betrag in Euro", "n"),
    ("share", "Fördersatz in %", "n"),
    ("extension", "Verlängerung beantragen bis", "t"),
    ("report", "Verwendungsnachweis fällig am", "t"),
    ("source", "Quelle", "t"),
)
FUND_COLUMNS = _columns(
    ("fund", "Fonds", "t"),
    ("year", "Jahr", "t"),
    ("contributor", "Wer beiträgt", "t"),
    ("kind", "Art", "t"),
    ("amount", "Betrag in Euro", "n"),
    ("source", "Quelle", "t"),
)


def posts(municipality: Municipality) -> Table:
    """All posts."""
    rows = [
        {
            "function": post.function,
            "fte": post.fte.normalize(),
            "term": post.get_term_display(),
            "limited_until": printed(post.limited_until),
            "own": post.own_share_pct,
            "in_plan": post.get_in_plan_display(),
            "filled": post.get_filled_display(),
            "filled_from": printed(post.filled_from),
            "filled_to": printed(post.filled_to),
            "deputy": post.deputy_function,
            "grant": str(post.grant or ""),
            "pay_grade": post.pay_grade,
            "source": post.source,
        }
        for post in queries.posts_of(municipality)
    ]
    return POST_COLUMNS, rows


def lines(municipality: Municipality) -> Table:
    """All budget lines, newest year first."""
    rows = [
        {
            "year": str(line.year),
            "title": line.title,
            "side": line.get_side_display(),
            "stage": line.get_stage_display(),
            "amount": euros(line.amount_cents),
            "origin": line.get_origin_display(),
            "grant": str(line.grant or ""),
            "until": printed(line.until),
            "product": line.product,
            "account": line.account,
            "source": line.source,
        }
        for line in queries.lines_of(municipality)
    ]
    return LINE_COLUMNS, rows


def grants(municipality: Municipality) -> Table:
    """All grants with their deadlines."""
    rows = [
        {
            "title": grant.title,
            "programme": str(grant.programme or ""),
            "number": grant.number,
            "begins": printed(grant.begins),
            "ends": printed(grant.ends),
            "amount": euros(grant.amount_cents),
            "share": grant.share_pct,
            "extension": grant.extension_deadline,
            "report": grant.report_due,
            "source": grant.source,
        }
        for grant in queries.grants_of(municipality)
    ]
    return GRANT_COLUMNS, rows


def funds(municipality: Municipality) -> Table:
    """All contributions to all funds."""
    rows = [
        {
            "fund": fund.name,
            "year": str(row.year),
            "contributor": row.contributor,
            "kind": row.get_kind_display(),
            "amount": euros(row.amount_cents),
            "source": row.source,
        }
        for fund in queries.funds_of(municipality)
        for row in _in_order(fund.contributions.all())
    ]
    return FUND_COLUMNS, rows


def _in_order(rows: Any) -> list[FundContribution]:
    return sorted(rows, key=lambda row: (-row.year, row.contributor, row.pk))


# by the name in the address: heading, page of the list, rows
TABLES: dict[str, tuple[Any, str, Callable[[Municipality], Table]]] = {
    "stellen": (_("Stellen"), "resources:posts", posts),
    "haushalt": (_("Haushalt"), "resources:lines", lines),
    "foerderungen": (_("Förderungen"), "resources:grants", grants),
    "fonds": (_("Fonds"), "resources:funds", funds),
}
