"""The flyer's sheet as a record of the agency, and an „Erfolgsblatt“ of one project; own words throughout."""

from __future__ import annotations

from collections.abc import Callable

from dkbm.access.audiences import Audience
from dkbm.clock import today
from dkbm.models import Agency, Municipality
from governance.models import Publication
from monitoring.models import FactSheet, Indicator, SurveyResult
from projects.models import Process, Project

FLYER = "Flyer der Transferagentur Niedersachsen, in eigenen Worten"
CODES = ("D15", "A14")
EMDEN, CLOPPENBURG, OSTERHOLZ = "03402", "03453", "03356"
TEXTS = {
    "claim": "Was heute trägt, soll auch morgen da sein: Bildungsmanagement, das bleibt.",
    "goals": "Das Bildungsangebot auf Dauer sichern, mit Strukturen, auf die Verlass ist\n"
    "Kontinuität schaffen und Erfahrungswissen bewahren",
    "data": "Ein Monitoring auf lange Sicht, dessen Indikatoren zeigen, was verstetigt ist\n"
    "Zum Beispiel: Personalstellen, Haushalt, Übergang von Projekten in Regelstrukturen",
    "actors": "Ein Querschnittsthema: Viele sind beteiligt\n"
    "Verwaltungsspitze, Personalabteilung, Politik und weitere",
    "statement": "Eingeübte Zusammenarbeit hilft, wenn plötzlich Probleme auftreten. Bildungsmanagement nützt einer "
    "Kommune deshalb weit über die Bildung hinaus.",
    "statement_by": "Freie Universität Berlin",
    "statement_source": "Blickpunkt Erfolgsfaktor Bildung der Transferagentur Niedersachsen",
    "contact": "Transfermanagement, Transferagentur Niedersachsen",
    "contact_email": "transfer@example.org",
    "source": FLYER,
    "audience": Audience.PUBLIC,
    "with_map": True,
}


def load(log: Callable[[str], None]) -> None:
    """Put both in place; a second run changes nothing."""
    agency = Agency.objects.filter(municipalities__region__ags=EMDEN).first()
    if agency is None:
        return
    _sustainability(agency)
    _success()
    log("Faktenblätter: „Nachhaltigkeit“ und ein Erfolgsblatt.")


def _sustainability(agency: Agency) -> None:
    process = Process.objects.filter(project__municipality__region__ags=EMDEN, is_finished=True).first()
    values = {
        **TEXTS,
        "process": process,
        "cycle_of": Municipality.objects.filter(region__ags=CLOPPENBURG).first(),
        "changed_on": today(),
    }
    sheet, made = FactSheet.objects.get_or_create(agency=agency, topic="Nachhaltigkeit", defaults=values)
    if made:
        sheet.surveys.set(SurveyResult.objects.filter(municipality=None, audience=Audience.PUBLIC))
        names = ("Blickpunkt Erfolgsfaktor Bildung", "Dokumentation FACHTAG Verstetigung")
        sheet.publications.set(Publication.objects.filter(name__in=names, municipality__agency=agency))


def _success() -> None:
    project = Project.objects.filter(
        municipality__region__ags=OSTERHOLZ, title__contains="Beste Bildung", part_of=None
    ).first()
    if project is None:
        return
    values = {
        "claim": "Aus einer Initiative für Schulen wird eine Einrichtung, die bleibt.",
        "goals": "Schulen unterstützen, wo sie es brauchen\nQualität messbar verbessern",
        "data": "Maßnahmen werden regelmäßig auf ihre Wirkung geprüft\nSchulen machen beim Monitoring mit",
        "actors": "Schulen, Netzwerkleitstelle, Bildungskontor\nBildungsregion und Bildungsfonds",
        "project": project,
        "with_map": True,
        "contact": "Bildungskontor, Geschäftsstelle der Bildungsregion",
        "source": FLYER,
        "audience": Audience.PUBLIC,
        "changed_on": today(),
    }
    key = {"municipality": project.municipality, "topic": "Erfolgsblatt: Beste Bildung"}
    sheet, made = FactSheet.objects.get_or_create(**key, defaults=values)
    if made:
        sheet.indicators.set(Indicator.objects.filter(code__in=CODES, owner=None))
