"""Deeds on the files of a report: promising them, making them in a job, keeping their bytes."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.hashing import row_digest
from dkbm.jobs import Run, enqueue
from dkbm.jobs.engine import JobRefused
from dkbm.jobs.registry import Finish
from dkbm.models import Job
from dkbm.models.job import JobState
from dkbm.services import require
from dkbm.ui.pdf import pdf_bytes
from monitoring.models import Report, ReportEdition, ReportFile, ReportFileKind
from monitoring.report_content import Content, content_of, lasting
from monitoring.report_files import docx_of, zip_of
from monitoring.report_page import ReportPage

FILES = "bericht.dateien"
PAPER, PAPER_STYLES = "berichte/papier.html", ("css/bericht-papier.css",)


@transaction.atomic
def request_files(*, report: Report, by: Any) -> Job:
    """Promise the files of a report as it reads when the job runs. Raises PermissionDenied."""
    require(by, Permission.WRITE_REPORTS, report.municipality_id)
    return promise_files(report, by)


def promise_files(report: Report, by: Any) -> Job:
    """Promise the files within a deed that has asked for the right."""
    payload = {"report": report.pk}
    return enqueue(FILES, str(report.pk), payload=payload, municipality=report.municipality, by=by)


def make_files(run: Run) -> Finish:
    """Handler of `bericht.dateien`: draw and write every form, keep them at the end."""
    report = Report.objects.select_related("municipality__region").filter(pk=run.payload["report"]).first()
    if report is None:
        raise JobRefused("Den Bericht gibt es nicht mehr.")
    edition = ReportEdition.objects.filter(report=report).first()
    content = edition.content if edition else lasting(content_of(report))
    page = ReportPage(content)
    total, done = len(page.chapters) + 2, 0

    def step() -> None:
        nonlocal done
        done += 1
        run.progress(done, total, f"Kapitel {min(done, total - 2)} von {total - 2} ist gezeichnet.")

    made: dict[str, bytes] = {ReportFileKind.DOCX: docx_of(page, step)}
    run.progress(total - 2, total, "Bilder und Daten werden gepackt.")
    made[ReportFileKind.ZIP] = zip_of(page)
    run.progress(total - 1, total, "Das PDF wird gesetzt.")
    paper = pdf_bytes(PAPER, {"page": page, "edition": edition}, styles=PAPER_STYLES)
    if paper is not None:
        made[ReportFileKind.PDF] = paper
    return lambda: _keep(report, made, fingerprint_of(content))


def _keep(report: Report, made: dict[str, bytes], fingerprint: str) -> None:
    edition = ReportEdition.objects.filter(report=report).first()
    if edition is not None and fingerprint_of(edition.content) != fingerprint:
        return  # published meanwhile: what was made shows the draft, the files of the edition are promised
    ReportFile.objects.filter(report=report).delete()
    for kind, content in made.items():
        ReportFile.objects.create(
            report=report,
            edition=edition,
            kind=kind,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            fingerprint=fingerprint,
            made_at=clock.now(),
        )


def fingerprint_of(content: Content) -> str:
    """Changes as soon as anything that a reader can see changes; the day it was made on does not."""
    return row_digest(("report", "", {**lasting(content), "made_on": ""})).hex()


def open_job(report: Report) -> Job | None:
    """The job that is making the files now, None without one."""
    waiting = (JobState.QUEUED, JobState.RUNNING)
    return Job.objects.filter(kind=FILES, key=str(report.pk), state__in=waiting).order_by("-pk").first()
