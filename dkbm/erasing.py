"""After erasing: nothing of what was erased stays in SQLite's write-ahead log.

Freed pages of the file itself are overwritten by `secure_delete` (settings). PostgreSQL has neither problem
within our reach: its dumps and copies hold living rows only.
"""

from __future__ import annotations

from typing import Any

from django.db import connection as default_connection


def fold_log(connection: Any = default_connection) -> bool:
    """Write the log back into the file and empty it, without waiting for anybody who reads.

    True when the log is empty now (always on PostgreSQL); while others read, the next call does it. Outside of transactions.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return connection.vendor != "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout=0")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={int(patience)}")
