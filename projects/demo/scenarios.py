"""Demo content: two kept scenarios of Emden to set side by side; invented figures, marked as examples."""

from __future__ import annotations

from datetime import date

from dkbm.models import Municipality
from projects.models import Scenario
from projects.models.scenario import seal_of
from projects.queries_scenarios import stock_of
from projects.scenarios import MadePermanent
from projects.services_scenarios import content_of, worked_out

KEPT_ON = date(2026, 11, 2)


def keep_scenarios(emden: Municipality) -> None:
    """Keep „Kein Beschluss“ and „Die Projektstelle bleibt“; what was kept once stays."""
    if Scenario.objects.filter(municipality=emden).exists():
        return
    stock = stock_of(emden, KEPT_ON)
    limited = next(post for post in stock.posts if post.limited)
    stays = f"was=dauerhaft-{limited.key}&wann=&zahl="
    for number, (title, overrides, query) in enumerate(
        (("Kein Beschluss", (), ""), ("Die Projektstelle bleibt", (MadePermanent(limited.key),), stays)), 1
    ):
        content = content_of(worked_out(stock, overrides, None, KEPT_ON))
        Scenario.objects.create(
            municipality=emden,
            number=number,
            title=title,
            function="Bildungsmanagement",
            kept_on=KEPT_ON,
            query=query,
            content=content,
            seal=seal_of(content),
            token=f"beispiel-{number}",
            is_example=True,
        )
