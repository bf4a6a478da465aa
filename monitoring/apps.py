"""The floor as a Django app: registers what lower floors and the roof show of it."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """What is measured."""

    name = "monitoring"
    verbose_name = "Monitoring"

    def ready(self) -> None:
        from dkbm import registries  # noqa: PLC0415 - apps must be loaded
        from monitoring import (  # noqa: PLC0415 - apps must be loaded
            answer_figures,
            checking,
            demo,
            demo_answers,
            demo_factsheets,
            demo_goals,
            demo_learning,
            demo_own,
            demo_questionnaires,
            demo_readings,
            demo_reports,
            demo_surveys,
            goal_figures,
            hashing_surveys,
            panels,
            panels_readings,
            report_hashing,
            tasks,  # noqa: F401 - registers job kinds
            tasks_situation,
        )
        from monitoring.hashing import rows  # noqa: PLC0415
        from monitoring.services.readings import ring_quarterly  # noqa: PLC0415
        from monitoring.services.recompute import request_outdated  # noqa: PLC0415
        from monitoring.services.sheets import read_sheets  # noqa: PLC0415
        from monitoring.services.situation_mailing import ring_unsent  # noqa: PLC0415

        registries.navigation.append(
            registries.NavEntry("Monitoring", "monitoring:home", ("/monitoring/",), 20)
        )
        registries.navigation.append(registries.NavEntry("Berichte", "reports:home", ("/berichte/",), 70))
        registries.panels.append(panels.PROFILE)
        registries.start_blocks.extend((*panels.START, *panels_readings.START))
        registries.demo_parts.append(registries.DemoPart("monitoring", demo.load, 40))
        registries.demo_parts.append(registries.DemoPart("berechnungen", demo.compute, 90))
        registries.hash_parts.append(registries.HashPart("monitoring", rows))
        registries.checkers.append(("Berechnungen", checking.complaints))
        registries.checkers.append(("Befragungen", hashing_surveys.complaints))
        registries.hash_parts.append(registries.HashPart("befragungen", hashing_surveys.rows))
        registries.sheet_readers.append(read_sheets)
        registries.register_loaded.append(request_outdated)
        registries.bells.append(ring_quarterly)
        registries.bells.append(ring_unsent)
        registries.task_sources.append(
            registries.TaskSource("lage", "Lage auf einen Blick", tasks_situation.of_quarter, 60)
        )
        registries.municipality_founded.append(panels.prepare_charts)
        registries.demo_parts.append(registries.DemoPart("ziele und kennzahlen", demo_goals.load, 50))
        registries.demo_parts.append(registries.DemoPart("eigene zahlen", demo_own.load, 60))
        registries.demo_parts.append(registries.DemoPart("verstetigung", demo_readings.load, 95))
        registries.demo_parts.append(registries.DemoPart("prozesslernen", demo_learning.load, 60))
        registries.demo_parts.append(registries.DemoPart("befragungen", demo_questionnaires.load, 62))
        registries.demo_parts.append(registries.DemoPart("umfragen", demo_surveys.load, 61))
        registries.demo_parts.append(registries.DemoPart("faktenblätter", demo_factsheets.load, 65))
        registries.panels.append(panels.SHEETS)
        registries.goal_figures.append(goal_figures.figures_of)
        registries.goal_panels.append(goal_figures.PANEL)
        registries.hash_parts.append(registries.HashPart("ziele und kennzahlen", goal_figures.rows))
        registries.demo_parts.append(registries.DemoPart("antworten", demo_answers.load, 95))
        registries.record_panels.setdefault("governance.Assignment", []).append(answer_figures.PANEL)
        registries.hash_parts.append(registries.HashPart("antworten", answer_figures.rows))
        registries.hash_parts.append(registries.HashPart("berichte", report_hashing.rows))
        registries.demo_parts.append(registries.DemoPart("berichte", demo_reports.load, 96))
        registries.checkers.append(("Berichte", report_hashing.complaints))
