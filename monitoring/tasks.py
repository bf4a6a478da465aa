"""Kinds of jobs of this floor: id in, one service called."""

from django.utils.translation import gettext_lazy as _

from dkbm.jobs import Run, job_kind
from monitoring.services import commit as commits
from monitoring.services import (
    imports,
    own_sheets,
    publication,
    readings,
    recompute,
    report_files,
    situation_mailing,
    staging,
)


@job_kind(imports.STAGE, _("Datei lesen und prüfen"))
def stage(run: Run):  # noqa: ANN201
    return staging.stage(run)


@job_kind(imports.COMMIT, _("Import übernehmen"))
def commit(run: Run):  # noqa: ANN201
    return commits.commit(run)


@job_kind(imports.OPERATOR_COMMIT, _("Import von der Kommandozeile übernehmen"), system=True)
def operator_commit(run: Run):  # noqa: ANN201
    return commits.commit(run, operator=True)


@job_kind(imports.UNDO, _("Import zurücknehmen"))
def undo(run: Run):  # noqa: ANN201
    return commits.undo(run)


@job_kind(recompute.RECOMPUTE, _("Kennzahl berechnen"), system=True)
def recompute_indicator(run: Run):  # noqa: ANN201
    return recompute.recompute(run)


@job_kind(publication.PUBLISH, _("Veröffentlichung prüfen"))
def publish(run: Run):  # noqa: ANN201
    return publication.publish(run)


@job_kind(own_sheets.READ, _("Datenblatt lesen"))
def read_sheet(run: Run):  # noqa: ANN201
    return own_sheets.read_sheet(run)


@job_kind(readings.KEEP, _("Stand der Verstetigung festhalten"))
def keep_assessment(run: Run):  # noqa: ANN201
    return readings.keep_assessment(run)


@job_kind(report_files.FILES, _("Dateien eines Berichts erstellen"))
def make_files(run: Run):  # noqa: ANN201
    return report_files.make_files(run)


@job_kind(situation_mailing.SEND, _("„Lage auf einen Blick“ versenden"))
def send_situation(run: Run):  # noqa: ANN201
    return situation_mailing.send_mail(run)
