"""Backup and restore of all content as one file that SQLite and PostgreSQL both read.

The file is a zip: `manifest.json` (format, schema as applied migrations, members with rows and sha256, hash
of the content) and one member per table, a row a line in the shape of Django's own `jsonl` serialisation.
Primary keys are kept, so that histories and references stay true; moments keep their microseconds.
"""

from dkbm.backup.restoring import Restored, RestoreRefused, restore
from dkbm.backup.writing import Written, write_backup

__all__ = ["RestoreRefused", "Restored", "Written", "restore", "write_backup"]
