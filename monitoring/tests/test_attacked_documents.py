"""An attacker who keeps every public page and file of publications that follow each other works nothing out.

Other than the attacks on the pure room, this one reads only what the portal delivers: the own figures of a municipality
as JSON without an account, after each publication, with corrections, finer breakdowns and a new year in between; and the
editions of a report that print the same counts.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.test import Client

from dkbm import clock
from dkbm.access.audiences import Audience
from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.models import Region
from dkbm.tests.factories import MunicipalityFactory, RegionFactory, member
from monitoring import services
from monitoring.disclosure import Cell, Rule
from monitoring.models import (
    ImportRun,
    Indicator,
    IndicatorVersion,
    Observation,
    Publication,
    PublicationState,
    Report,
    Series,
    Source,
)
from monitoring.services import reports
from monitoring.services.catalogue import load_catalogue
from monitoring.services.report_publishing import Refused, publish_report
from monitoring.tests.disclosure.populations import KREIS, Population, Reader, all_cells, population
from monitoring.tests.stored import store_results

pytestmark = pytest.mark.django_db
FULL = os.environ.get("DKBM_DRILL") == "full"
TABLE, MEASURE = "attacke", "Fälle"
SERIES = f"{TABLE}|{MEASURE}"
STEPS = 4


class Delivered(Reader):
    """Reads what was delivered: a value by cell, None where it is kept secret."""

    rule = Rule()

    def read_printed(self, people, printed):
        for cell, value in printed.items():
            terms, true = self._terms(people[cell.period], cell), people[cell.period].count(cell)
            small = 0 < true < self.rule.threshold
            if value is None:
                self.rows.append((terms, 1, np.inf))
                self.targets.append((cell, terms, self.rule.needed_width if small else 1))
                continue
            assert value == true, f"another number than the true one is printed: {cell}"
            assert not small, f"a small count is printed: {cell}"
            self.rows.append((terms, value, value))


class Office:
    """A municipality that publishes counts of a made-up population, as it knows them by and by."""

    def __init__(self, rng):
        kreis = RegionFactory(ags=KREIS, name="Musterkreis")
        self.here = MunicipalityFactory(region=kreis, slug="musterkreis")
        self.monitor = member(self.here, Role.MONITORING)
        self.source = Source.objects.create(table=TABLE, title="Beratungen", publisher="Musterkreis")
        self.rng, self.moment = rng, clock.now() - timedelta(days=30)
        made = population(rng, dimensions=int(rng.integers(1, 3)))
        self.people = {"2023": Population(made.names, made.regions, made.leaves, SERIES)}
        for code in made.regions:
            if code != KREIS:
                Region.objects.create(ags=code, name=f"Ort {code}", kind="gemeinde", parent=kreis)
        self.levels = self._some_levels()

    def _some_levels(self):
        """Names of breakdowns that are entered; the total always."""
        cells = all_cells(self.people["2023"], "2023")
        levels = sorted({tuple(pair[0] for pair in cell.breakdown) for cell in cells})
        return {(), *(level for level in levels if self.rng.random() < 0.6)}

    def go_on(self):
        """What changes between two publications: a correction, a finer breakdown, a new year."""
        if self.rng.random() < 0.5:
            old = self.people["2023"]
            leaf = list(old.leaves)[int(self.rng.integers(len(old.leaves)))]
            leaves = old.leaves | {leaf: old.leaves[leaf] + 1}
            self.people["2023"] = Population(old.names, old.regions, leaves, SERIES)
        if self.rng.random() < 0.5:
            self.levels |= self._some_levels()
        if "2024" not in self.people and self.rng.random() < 0.6:
            old = self.people["2023"]
            leaves = {leaf: int(self.rng.poisson(value + 0.5)) for leaf, value in old.leaves.items()}
            self.people["2024"] = Population(old.names, old.regions, leaves, SERIES)

    def enter(self):
        """The counts as they are known now; what was another one before is closed."""
        self.moment += timedelta(hours=1)
        run = ImportRun.objects.create(
            municipality=self.here, owner=self.here, file_name="x", uploaded_at=self.moment
        )
        cells = [
            cell
            for period, people in self.people.items()
            for cell in all_cells(people, period)
            if tuple(pair[0] for pair in cell.breakdown) in self.levels
        ]
        for number, cell in enumerate(cells):
            value = self.people[cell.period].count(cell)
            text = ";".join(f"{name}={word}" for name, word in cell.breakdown)
            series, _made = Series.objects.get_or_create(
                source=self.source, measure=MEASURE, breakdown=text, defaults={"label": text}
            )
            rows = Observation.objects.filter(
                series=series, region__ags=cell.region, period=cell.period, known_until__isnull=True
            )
            if rows.filter(value=value).exists():
                continue
            rows.update(known_until=self.moment)
            Observation.objects.create(
                series=series,
                region=Region.objects.get(ags=cell.region),
                owner=self.here,
                period=cell.period,
                value=value,
                status="value" if value else "zero",
                run=run,
                row=number,
                known_from=self.moment,
            )

    def publish(self, name):
        """Ask for a publication; whether it went out."""
        made = services.request_publication(
            name=name, sources=[self.source], municipality=self.here, by=self.monitor
        )
        engine.drain()
        row = Publication.objects.get(pk=made.pk)
        assert row.state in (PublicationState.PUBLISHED, PublicationState.REFUSED)
        assert row.state == PublicationState.PUBLISHED or row.reason
        return row.state == PublicationState.PUBLISHED

    def delivered(self):
        """What anybody without an account can take home: value or None by cell."""
        content = (
            Client().get(f"/monitoring/kommune/{self.here.slug}/eigene-zahlen/dateien/werte.json").content
        )
        found = {}
        for row in json.loads(content)["werte"]:
            pairs = tuple(sorted(tuple(part.split("=")) for part in row["merkmal"].split(";") if "=" in part))
            cell = Cell(SERIES, row["schluessel"], row["zeit"], pairs)
            found[cell] = None if row["wert"] is None else int(row["wert"])
        return found


def attack(seed):
    """(publications, refusals) of a random sequence in which nothing was worked out."""
    rng = np.random.default_rng(seed)
    out = refused = 0
    with system_scope("test"):
        office, attacker = Office(rng), Delivered()
        for step in range(STEPS):
            if step:
                office.go_on()
            office.enter()
            if not office.publish(f"Bericht {step}"):
                refused += 1
                continue
            out += 1
            attacker.read_printed(office.people, office.delivered())
            assert attacker.recovered() == [], f"seed {seed}, step {step}"
    return out, refused


@pytest.mark.parametrize("seed", range(4))
def test_publications_in_a_row_give_nothing_away_to_whoever_keeps_the_files(seed):
    out, _refused = attack(seed)
    assert out


@pytest.mark.drill
@pytest.mark.timeout(1800 if FULL else 300)
@pytest.mark.parametrize("seed", range(100, 160) if FULL else range(100, 103))
def test_drill_many_more_sequences_of_publications(seed):
    attack(seed)


def test_this_attacker_does_work_out_what_is_carelessly_printed():
    people = Population(("A",), (KREIS,), {(KREIS, (("A", x),)): n for x, n in (("x", 2), ("y", 9))}, SERIES)
    careless = Delivered()
    whole, small, large = (Cell(SERIES, KREIS, "2023", pairs) for pairs in ((), (("A", "x"),), (("A", "y"),)))
    careless.read_printed({"2023": people}, {whole: 11, small: None, large: 9})
    assert [(low, high) for _cell, low, high in careless.recovered()] == [(2, 2)]


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_editions_of_a_report_print_what_the_register_prints_and_nothing_more(seed):
    rng = np.random.default_rng(seed)
    with system_scope("test"):
        load_catalogue()
        office, attacker = Office(rng), Delivered()
        codes = indicators_of(office)
        for step in range(2):
            if step:
                office.go_on()
            office.enter()
            if not office.publish(f"Bericht {step}"):
                continue
            printed = office.delivered()
            attacker.read_printed(office.people, printed)
            compute(office, codes)
            edition = publish_edition(office, codes, f"{2026 + step}")
            seen = values_in(edition, codes)
            assert seen, "the edition shows no chapter of own counts"
            for cell, value in seen.items():
                assert value == printed[cell], (
                    f"the report says {value}, the register {printed[cell]}: {cell}"
                )
        assert attacker.recovered() == []


def indicators_of(office):
    """An own indicator for the total and for each member of the first breakdown: code by cell's breakdown."""
    name = office.people["2023"].names[0]
    words = sorted({dict(pairs)[name] for _region, pairs in office.people["2023"].leaves})
    office.levels.add((name,))
    found = {}
    for number, text in enumerate(["", *(f"{name}={word}" for word in words)], start=1):
        code = f"K{KREIS}-{number}"
        indicator = Indicator.objects.create(code=code, theme="C", owner=office.here)
        IndicatorVersion.objects.create(
            indicator=indicator,
            name=f"Beratungen {text}".strip(),
            definition="x",
            formula="count",
            unit="Anzahl",
            numerator=[f"{SERIES}|{text}"],
            uses_own=True,
            source=office.source,
        )
        found[code] = tuple(sorted(tuple(part.split("=")) for part in text.split(";") if part))
    return found


def compute(office, codes):
    """Results as the portal computes them: out of the true counts; what is shown of them is released."""
    for code, pairs in codes.items():
        version = IndicatorVersion.objects.get(indicator__code=code)
        values = {
            (KREIS, period): people.count(Cell(SERIES, KREIS, period, pairs))
            for period, people in office.people.items()
        }
        store_results(version, values, owner=office.here)


def publish_edition(office, codes, edition):
    """The report of a year with a chapter for each indicator, published."""
    report = reports.begin_report(
        municipality=office.here,
        by=office.monitor,
        name="Bildungsbericht",
        edition=edition,
        publisher="Musterkreis",
        introduction="",
        peers="",
        meant_for=Audience.PUBLIC,
    )
    report = reports.choose_indicators(
        report=report, codes=list(codes), version=report.version, by=office.monitor
    )
    report = Report.objects.get(pk=report.pk)
    try:
        return publish_report(
            report=report, version=report.version, is_checked=True, link="", by=office.monitor
        )
    except Refused as refused:
        pytest.fail(f"refused: {refused.reasons}")


def values_in(edition, codes):
    """What the edition prints, read out of its page: value or None by cell."""
    found = {}
    for chapter in edition.content["chapters"]:
        pairs = codes.get(chapter["code"])
        for line in chapter.get("lines", []) if pairs is not None else []:
            for row in line["rows"]:
                value = row.get("value")
                cell = Cell(SERIES, row["region"], row["period"], pairs)
                found[cell] = None if value is None else int(Decimal(value))
    return found
