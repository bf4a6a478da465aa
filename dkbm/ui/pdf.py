"""PDF from a page of its own; where the system has no Pango, the print page takes its place and says why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dkbm.ui.downloads import attachment

PAPER_STYLE = "css/druck.css"
_LABELLED = re.compile(r'<svg\b[^>]*\baria-label="([^"]*)"[^>]*>(?!<title>)')
NO_PANGO = (
    "Auf diesem Server fehlt die Bibliothek Pango, darum gibt es hier keine PDF-Datei. "
    "Drucken Sie diese Seite im Browser; dort lässt sie sich auch als PDF sichern."
)


def pdf_or_print_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    name: str,
    styles: Sequence[str] = (),
) -> HttpResponse:
    """The PDF as a download (`name` without extension), or the same page to print with the reason.

    `styles`: static paths of further style sheets for paper.
    """
    content = pdf_bytes(template, context, styles=styles)
    if content is None:
        return render(request, template, {**context, "print_reason": NO_PANGO})
    return attachment(content, name=f"{name}.pdf", content_type="application/pdf")


def is_there() -> bool:
    """Whether this server can make PDF files."""
    return _writer() is not None


def pdf_bytes(template: str, context: dict[str, Any], *, styles: Sequence[str] = ()) -> bytes | None:
    """The page as tagged PDF (PDF/UA-1); None where Pango is missing."""
    page = _page(template, context, styles)
    return None if page is None else page[0].write_pdf(**page[1])


def page_count(template: str, context: dict[str, Any], *, styles: Sequence[str] = ()) -> int | None:
    """How many sheets of paper the page needs; None where Pango is missing."""
    page = _page(template, context, styles)
    return None if page is None else len(page[0].render(**page[1]).pages)


def _page(template: str, context: dict[str, Any], styles: Sequence[str]) -> tuple[Any, dict[str, Any]] | None:
    """WeasyPrint's page with the options to render it; None where Pango is missing."""
    writer = _writer()
    if writer is None:
        return None
    writer_class, style_class, fetcher = writer
    html = with_titles(render_to_string(template, {**context, "on_paper": True}))
    sheets = [style_class(string=_style(path)) for path in (PAPER_STYLE, *styles)]
    return writer_class(string=html, url_fetcher=fetcher), {"stylesheets": sheets, "pdf_variant": "pdf/ua-1"}


def with_titles(html: str) -> str:
    """The page with the words of its drawings inside them, from which a PDF takes their alternative texts."""
    return _LABELLED.sub(r"\g<0><title>\g<1></title>", html)


def _writer() -> Any:
    """WeasyPrint's classes and a fetcher that fetches nothing; None where Pango is missing.

    Imported late: it loads system libraries.
    """
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError:
        return None
    return HTML, CSS, URLFetcher(allowed_protocols=())


def _style(name: str) -> str:
    path = finders.find(name)
    return Path(str(path)).read_text(encoding="utf-8")
