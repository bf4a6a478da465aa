"""Where gunicorn enters. A production that is not safe does not start."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from dkbm.callstack import with_roomy_stack

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
application = with_roomy_stack(get_wsgi_application())

from django.urls import get_resolver  # noqa: E402 - needs the app registry

from dkbm.checks import refuse_unsafe_start  # noqa: E402 - needs the app registry

refuse_unsafe_start()
_every_view = get_resolver().url_patterns  # loaded now, or the first reader would wait for it
# What is loaded stays: looking through all of it for garbage would hold up one request in ten by 0.2 seconds.
gc.collect()
gc.freeze()
