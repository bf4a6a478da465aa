"""A report of Emden for tests: two indicators with numbers, one without."""

from types import SimpleNamespace

from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.tests.factories import member
from monitoring.models import Report
from monitoring.report_content import chapters_of, content_of, values_of
from monitoring.services import reports
from monitoring.services.catalogue import load_catalogue
from monitoring.services.recompute import latest_versions
from monitoring.tests.stored import store_results

OWN, LAND = "03402", "03"
FIGURES = {(OWN, "2022"): 12, (OWN, "2023"): 15, (LAND, "2023"): 9}


def version(code):
    """The newest definition of an indicator."""
    return next(one for one in latest_versions() if one.indicator.code == code)


def set_figures(code, values):
    """These are the numbers now, whatever was there before."""
    with system_scope("test"):
        store_results(version(code), values)


def begin(municipality, by, codes=("D15", "D16"), **fields):
    """A draft that speaks of these indicators."""
    facts = {
        "name": "Bildungsbericht",
        "edition": "2026",
        "publisher": "Bildungsbüro",
        "introduction": "Worum es geht.",
        "peers": "",
        "meant_for": Audience.PUBLIC,
    }
    made = reports.begin_report(municipality=municipality, by=by, **(facts | fields))
    return reports.choose_indicators(report=made, codes=codes, version=made.version, by=by)


def write(report, code, text, by):
    """Write a text as somebody who sees the figures of now."""
    report = Report.objects.select_related("municipality__region").get(pk=report.pk)
    chapter = next(one for one in chapters_of(report) if one.indicator.code == code)
    (said,) = content_of(report, [chapter])["chapters"]
    return reports.write_text(
        chapter=chapter, comment=text, seen=values_of(said), version=chapter.version, by=by
    )


def report_world(municipality):
    """Catalogue, numbers, a monitor and the draft with one text."""
    with system_scope("test"):
        load_catalogue()
        monitor = member(municipality, Role.MONITORING)
        for code in ("D15", "D16"):
            set_figures(code, FIGURES)
        report = begin(municipality, monitor)
        write(report, "D15", "Das ist zu viel.", monitor)
        report.refresh_from_db()
    return SimpleNamespace(here=municipality, monitor=monitor, report=report)
