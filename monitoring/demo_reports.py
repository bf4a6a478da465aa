"""Demo content: a report that is being written, with figures of the official stock and two texts."""

from __future__ import annotations

from collections.abc import Callable

from dkbm.access.audiences import Audience
from dkbm.access.roles import Permission, may
from dkbm.models import Municipality, User
from monitoring.models import Report
from monitoring.report_content import chapters_of, content_of, values_of
from monitoring.services import reports

AGS, NAME, EDITION = "03402", "Bildungsbericht der Stadt Emden", "2026"
CODES = ("A01", "A14", "C01", "D15", "D17", "F01")
INTRODUCTION = (
    "Beispiel: Dieser Entwurf zeigt, wie ein Bildungsbericht im Portal entsteht. Bilder, Tabellen und Sätze kommen "
    "aus den eingelesenen Zahlen, die Texte darunter schreibt die Kommune."
)
TEXTS = {
    "D15": "Beispiel: Die Zahl schwankt von Jahr zu Jahr, weil nur wenige Jugendliche dahinterstehen. Erst der Blick "
    "über mehrere Jahre sagt etwas über die Entwicklung.",
}


def load(log: Callable[[str], None]) -> None:
    """Put the content in place; a second run changes nothing."""
    municipality = Municipality.objects.select_related("region").filter(region__ags=AGS).first()
    if municipality is None or Report.objects.filter(municipality=municipality).exists():
        return
    people = User.objects.filter(is_demo=True).order_by("pk")
    by = next((u for u in people if may(u, Permission.WRITE_REPORTS, municipality)), None)
    if by is None:
        return
    report = reports.begin_report(
        municipality=municipality,
        by=by,
        name=NAME,
        edition=EDITION,
        publisher="Stadt Emden, Bildungsbüro",
        introduction=INTRODUCTION,
        peers="",
        meant_for=Audience.PUBLIC,
    )
    codes = reports.known_codes(CODES)
    report = reports.choose_indicators(report=report, codes=codes, version=report.version, by=by)
    for chapter in chapters_of(report):
        text = TEXTS.get(chapter.indicator.code)
        if text:
            (said,) = content_of(report, [chapter])["chapters"]
            reports.write_text(
                chapter=chapter, comment=text, seen=values_of(said), version=chapter.version, by=by
            )
    log(f"Berichte: ein Entwurf mit {len(codes)} Kennzahlen.")
