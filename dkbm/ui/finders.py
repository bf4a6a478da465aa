"""Static files that are not in a folder: plotly.min.js from the installed package and its style rules."""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from dkbm.ui import plotly_bundle

PREFIX = "plotly"
BUNDLE = "plotly.min.js"
GLOBAL_CSS = "plotly-global.css"


class PlotlyFinder(BaseFinder):
    """Serves `plotly/plotly.min.js` and `plotly/plotly-global.css`, and nothing else of the package."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the path on disk, a list of it with `find_all`, or an empty list."""
        find_all = find_all or kwargs.get("all", False)
        source = self._sources().get(path)
        found = str(source()) if source else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the two names with a storage that opens them; collectstatic and WhiteNoise ask for this."""
        for source in self._sources().values():
            path = source()
            storage = FileSystemStorage(location=path.parent)
            storage.prefix = PREFIX
            yield path.name, storage

    @staticmethod
    def _sources() -> dict[str, Any]:
        return {f"{PREFIX}/{BUNDLE}": plotly_bundle.bundle_path, f"{PREFIX}/{GLOBAL_CSS}": global_css_path}


@functools.cache
def global_css_path() -> Path:
    """Return the path of the generated style sheet; written once per bundle, named by the bundle's hash."""
    raw = plotly_bundle.bundle_path().read_bytes()
    folder = _cache_folder() / hashlib.sha256(raw).hexdigest()[:16]
    path = folder / GLOBAL_CSS
    css = plotly_bundle.global_css(raw.decode())
    if not path.is_file() or path.read_text(encoding="utf-8") != css:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(path, css)
    return path


@functools.cache
def map_style_id() -> str | None:
    """Return the id of the element that keeps the bundled map library from injecting styles."""
    return plotly_bundle.map_style_id(plotly_bundle.bundle_path().read_text(encoding="utf-8"))


def _cache_folder() -> Path:
    """Return `var/plotly`, or a fresh private folder where var/ cannot be written (read-only image)."""
    wanted = Path(getattr(settings, "VAR_DIR", "")) / PREFIX if getattr(settings, "VAR_DIR", None) else None
    if wanted is not None:
        try:
            wanted.mkdir(parents=True, exist_ok=True)
        except OSError:
            wanted = None
    if wanted is not None and os.access(wanted, os.W_OK):
        return wanted
    return Path(tempfile.mkdtemp(prefix="dkbm-plotly-"))


def _write_whole(path: Path, text: str) -> None:
    """Write so that a second process never reads half a file."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as part:
        part.write(text)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(path)
