"""PDF from a page of its own; where the system has no Pango, the print page takes its place and says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dkbm.ui.downloads import attachment

PAPER_STYLE = "css/druck.css"
NO_PANGO = (
    "Auf diesem Server fehlt die Bibliothek Pango, darum gibt es hier keine PDF-Datei. "
    "Drucken Sie diese Seite im Browser; dort lässt sie sich auch als PDF sichern."
)


def pdf_or_print_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, name: str
) -> HttpResponse:
    """The PDF as a download (`name` without extension), or the same page to print with the reason."""
    writer = _writer()
    if writer is None:
        return render(request, template, {**context, "print_reason": NO_PANGO})
    html = render_to_string(template, {**context, "on_paper": True})
    writer_class, style_class, fetcher = writer
    style = style_class(string=_paper_style())
    document = writer_class(string=html, url_fetcher=fetcher)
    content = document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    return attachment(content, name=f"{name}.pdf", content_type="application/pdf")


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


def _paper_style() -> str:
    path = finders.find(PAPER_STYLE)
    return Path(str(path)).read_text(encoding="utf-8")
