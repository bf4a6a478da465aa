"""Calendar files (RFC 5545): writing meetings for calendar programs, reading dates of others. Pure: no Django."""

from governance.ics.writer import Entry, calendar_file

__all__ = ["Entry", "calendar_file"]
