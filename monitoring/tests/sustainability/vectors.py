"""Golden vector T1 („Musterkreis“) and small makers of facts."""

from datetime import date
from fractions import Fraction

from monitoring.sustainability.facts import (
    Body,
    BudgetLine,
    Due,
    Facts,
    Meeting,
    Post,
    Programme,
    Project,
    Resolution,
)

T = date(2026, 12, 31)
NINE = ("N-P1", "N-P2", "N-P3", "N-P7", "N-F1", "N-R1", "N-G1", "N-L1", "N-Z3")


def post(key, fte, **values):
    """A post, unlimited, own-funded, filled since 2020, in the Stellenplan unless said otherwise."""
    standing = {
        "own_share": Fraction(1),
        "in_plan": True,
        "since": date(2020, 1, 1),
        "filled_from": date(2020, 1, 1),
    }
    return Post(key, f"Stelle {key}", Fraction(fte), **{**standing, **values})


def limited(key, fte, until, **values):
    return post(key, fte, limited=True, limited_until=until, **values)


def income(key, year, cents, programme="p", **values):
    return BudgetLine(key, key, year, income=True, planned=cents, programme=programme, **values)


def expense(key, year, cents, **values):
    return BudgetLine(key, key, year, income=False, planned=cents, **values)


def project(key, ends=date(2025, 6, 30), **values):
    return Project(key, f"Projekt {key}", date(2022, 1, 1), ends, **values)


def t1():
    return Facts(
        posts=(
            post("S1", 1),
            post("S2", Fraction(1, 2)),
            limited("S3", 1, date(2027, 6, 30), own_share=Fraction(3, 5)),
            post("S4", Fraction(1, 2), filled_from=None),
        ),
        lines=(expense("aufwand", 2026, 240_000_00), income("ertrag", 2026, 48_000_00)),
        programmes=(Programme("p", "Programm", date(2027, 6, 30)),),
        projects=(*(project(f"R{n}", transferred=True) for n in (1, 2, 3)), project("R4")),
        bodies=(Body("SG", "Steuerungsgruppe", "steuerungsgruppe", 4), Body("BB", "Beirat", "beirat", 1)),
        meetings=(
            *(Meeting(f"m{month}", "SG", date(2026, month, 15)) for month in (2, 5, 9)),
            Meeting("b", "BB", date(2026, 4, 1)),
        ),
        resolutions=(Resolution("K", "Beschluss des Kreistags", 4, date(2024, 3, 1)),),
        milestones=tuple(
            Due(f"z{n}", f"Meilenstein {n}", date(2026, 6, 30), date(2026, 6, 30) if n < 7 else None)
            for n in range(10)
        ),
    )
