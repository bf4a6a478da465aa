"""Drills: the portal under blows, against the same work in peace."""
