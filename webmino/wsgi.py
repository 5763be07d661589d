"""The application as a web server calls it."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from gunicorn.errors import AppImportError

from webmino.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webmino.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # gunicorn stops and shows its sentence alone; anything else would be a traceback of gunicorn's.
    raise AppImportError(str(error)) from error

settle()
