"""The project's settings with what tests need: a server of their own, and nothing slow that is not tested."""

import os

os.environ.setdefault("WEBMINO_HTTPS", "0")

from webmino.settings import *  # noqa: F403 - settings are one namespace
from webmino.settings import DATABASE_URL, STATIC_ROOT, TEMPLATES, WEBMINO_HOME, EmbeddedServer


class Undefined(str):
    """What Django shows for a variable that a template names and nobody gave: here, a failure."""

    def __mod__(self, name: object) -> str:
        raise NameError(f"A template shows {name}, which is not defined")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")

EMBEDDED_SERVER = EmbeddedServer(WEBMINO_HOME / "test-postgres", durable=False)
if not DATABASE_URL:
    DATABASES = {"default": EMBEDDED_SERVER.django_database()}

SECRET_KEY = "known to everybody, for tests"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nothing is collected for tests; the server of static files wants its folder all the same.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
