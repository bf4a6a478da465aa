"""Settings of the portal's side of `bench serve`: the portal as it is, with one empty page more."""

from dkbm.settings import *  # noqa: F403 - the portal's own settings

ROOT_URLCONF = "bench._serve_urls"
