"""Pages under /gremien/."""
