"""A million values through upload, preview and commit on PostgreSQL: against a sorted COPY and bulk_create.

It works in a database of its own with the demo content, which is gone afterwards. Exit status 1 when a median misses
its target at full size.
"""

from __future__ import annotations

import argparse

from bench.recompute import own_database, portal_environment, run_portal
from dkbm.tests.migrated import demo_postgres


def main(arguments: list[str]) -> int:
    """Make the portal, run the rounds."""
    parser = argparse.ArgumentParser(prog="python -m bench import")
    parser.add_argument("--limit", action="store_true", help="the only comparison there is")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(arguments)
    with own_database(demo_postgres) as url:
        command = ["-m", "bench.import_rounds", f"--rows={given.rows}", f"--rounds={given.rounds}"]
        return run_portal(portal_environment(url), *command, check=False)
