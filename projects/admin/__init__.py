"""The admin of this floor."""

from projects.admin import projects, resources

__all__ = ["projects", "resources"]
