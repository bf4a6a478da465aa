"""The look: figures, tables, safe downloads, the chart theme and the static files that charts need."""
