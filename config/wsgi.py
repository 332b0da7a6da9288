"""WSGI entry point: gunicorn config.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from portal.queries.demo import refuse_foreign_rows  # noqa: E402 - the apps must be loaded first

refuse_foreign_rows()
