"""Django admin of this floor: bodies, units, people, decisions, goals, within scope and through the services."""

from governance.admin import bodies, decisions, goals, units

__all__ = ["bodies", "decisions", "goals", "units"]
