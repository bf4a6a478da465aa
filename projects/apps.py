"""The floor as a Django app: registers what lower floors and the roof show of it."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """What is done, with what."""

    name = "projects"
    verbose_name = "Projekte"

    def ready(self) -> None:
        from dkbm import registries  # noqa: PLC0415 - needs the app registry
        from projects import (  # noqa: PLC0415
            checking,
            checking_knowledge,
            checking_resources,
            demo,
            due,
            panels,
            panels_resources,
            people,
            queries,
            tasks_funding,
        )
        from projects.demo import resources  # noqa: PLC0415
        from projects.services_resources import load_programmes  # noqa: PLC0415

        registries.navigation.append(registries.NavEntry("Projekte", "projects:list", ("/projekte/",), 50))
        registries.navigation.append(
            registries.NavEntry("Ressourcen", "resources:home", ("/ressourcen/",), 60, own_only=True)
        )
        registries.panels.append(
            registries.Panel("projects", "projects/kommune_block.html", panels.on_profile, 50)
        )
        registries.start_blocks.append(
            registries.Panel("milestones", "projects/start_block.html", panels.on_start, 30)
        )
        registries.panels.append(
            registries.Panel("resources", "projects/kommune_ressourcen.html", panels_resources.on_profile, 55)
        )
        registries.start_blocks.append(
            registries.Panel("resources", "projects/start_ressourcen.html", panels_resources.on_start, 35)
        )
        registries.demo_parts.append(registries.DemoPart("projects", demo.load, 30))
        registries.demo_parts.append(registries.DemoPart("ressourcen", resources.load, 31))
        registries.hash_parts.append(registries.HashPart("projects", checking.content))
        registries.hash_parts.append(registries.HashPart("resources", checking_resources.content))
        registries.checkers.append(("projects", checking.complaints))
        registries.checkers.append(("Ressourcen", checking_resources.complaints))
        registries.hash_parts.append(registries.HashPart("knowledge", checking_knowledge.content))
        registries.checkers.append(("Wissen", checking_knowledge.complaints))
        registries.goal_measures.append(
            registries.MeasureSource(queries.measures_of_goals, panels.new_measure)
        )
        registries.record_panels.setdefault("governance.Resolution", []).append(
            registries.Panel("projects", "projects/teil_beschluss.html", panels.on_resolution, 30)
        )
        registries.record_panels.setdefault("governance.Resolution", []).append(
            registries.Panel(
                "stellen", "projects/teil_beschluss_stellen.html", panels_resources.on_resolution, 31
            )
        )
        registries.personal_data.append(
            registries.PersonalData("stellen", people.posts_held, people.forget, people.move)
        )
        registries.task_sources.extend(due.SOURCES)
        registries.municipality_founded.append(load_programmes)
        registries.task_sources.append(
            registries.TaskSource("foerderende", "Förderungen", tasks_funding.of_grants, 45)
        )
        registries.benefit_sources.append(queries.benefits_of)
        registries.calendar_dates.append(tasks_funding.dates_of_grants)
