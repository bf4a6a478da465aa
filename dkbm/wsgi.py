"""Where gunicorn enters. A production that is not safe does not start."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dkbm.settings")
application = get_wsgi_application()

from dkbm.checks import refuse_unsafe_start  # noqa: E402 - needs the app registry

refuse_unsafe_start()
