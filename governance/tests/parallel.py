"""Deeds at the same moment: threads with connections of their own, on SQLite over a real file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections

from dkbm.access.middleware import scope_of
from dkbm.access.scope import acting_within


@contextmanager
def parallel_writers_allowed(folder: Path) -> Iterator[None]:
    """Inside, the test database takes parallel writers: the one in memory is copied into a file."""
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "parallel.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    memory, settings = connections["default"], connections.settings["default"]
    name, settings["NAME"] = settings["NAME"], str(path)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = memory


def at_the_same_time(person: Any, *deeds: Callable[[], Any]) -> list[Any]:
    """Run the deeds in parallel with the person's eyes; their results or exceptions, in the same order."""
    start, outcomes = Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            with acting_within(scope_of(person)):
                start.wait()
                outcomes[place] = deed()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test judges it
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
