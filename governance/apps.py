"""The floor as a Django app: registers what lower floors and the roof show of it."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Who decides."""

    name = "governance"
    verbose_name = "Gremien und Stellen"

    def ready(self) -> None:
        from dkbm import registries  # noqa: PLC0415 - models are ready only now
        from governance import cascade, content, demo, panels  # noqa: PLC0415
        from governance.queries import tasks  # noqa: PLC0415
        from governance.queries.people import seats_held  # noqa: PLC0415
        from governance.services.people import forget_in_seats, move_seats  # noqa: PLC0415

        entry = registries.NavEntry("Gremien", "governance:list", ("/gremien/",), 30)
        registries.navigation.append(entry)
        registries.navigation.append(registries.NavEntry("Ziele", "goals:list", ("/ziele/",), 40))
        registries.panels.append(
            registries.Panel("gremien", "governance/teil_profil.html", panels.profile, order=20)
        )
        registries.panels.append(
            registries.Panel("kontakte", "governance/teil_profil_kontakt.html", panels.contacts, order=90)
        )
        registries.start_blocks.append(
            registries.Panel("sitzungen", "governance/teil_sitzungen.html", panels.next_meetings, order=40)
        )
        registries.start_blocks.append(
            registries.Panel("verwaltung", "governance/teil_verwaltung.html", panels.administration, order=15)
        )
        registries.start_blocks.append(
            registries.Panel("unterlagen", "governance/teil_unterlagen.html", panels.agency_records, order=6)
        )
        registries.task_sources.extend(
            registries.TaskSource(name, label, find, order)
            for order, (name, label, find) in enumerate(tasks.SOURCES, 10)
        )
        asked = registries.Panel(
            "auftraege", "governance/teil_auftraege_von.html", panels.assignments_about, order=20
        )
        decided = registries.Panel(
            "beschluesse", "governance/teil_beschluesse_von.html", panels.resolutions_about, order=10
        )
        aims = registries.Panel("ziele", "governance/teil_ziele_von.html", panels.goals_about, order=15)
        agreed = registries.Panel(
            "vereinbarungen", "governance/teil_vereinbarungen_von.html", panels.agreements_about, order=25
        )
        brought = registries.Panel(
            "mehrwert", "governance/teil_mehrwert_von.html", panels.benefits_about, order=27
        )
        of_body, of_unit = (
            registries.record_panels.setdefault(f"governance.{name}", []) for name in ("Body", "Unit")
        )
        of_body.extend((decided, aims, asked, agreed))
        of_unit.extend((aims, asked, agreed, brought))
        registries.personal_data.append(
            registries.PersonalData("gremien", seats_held, forget_in_seats, move_seats)
        )
        registries.demo_parts.append(registries.DemoPart("gremien", demo.load, order=20))
        registries.hash_parts.append(registries.HashPart("gremien", content.rows))
        registries.hash_parts.append(registries.HashPart("unterlagen", content.agency_rows))
        registries.checkers.extend(
            (
                ("gremien: Verweise bleiben in der Kommune", content.links_stay_at_home),
                ("gremien: Amtszeiten auf einem Sitz", content.terms_do_not_overlap),
                ("gremien: Stellen ohne Kreis", content.units_have_no_circles),
                ("gremien: Kontakte Ausgeschiedener", content.contacts_of_people_gone),
                ("beschluesse: Ebene und Datum", content.decisions_fit),
                ("ziele: Kaskade", cascade.broken_cascades),
            )
        )
