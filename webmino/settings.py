"""Settings of the project. What changes from one installation to another comes from the environment.

A variable with a wrong value stops the start with a sentence that names it.
"""

from importlib import import_module
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, validate
from whitenoise.compress import Compressor

from webmino import environment
from webmino.postgres.server import EmbeddedServer
from webmino.secret_key import kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
WEBMINO_HOME = env.path("WEBMINO_HOME", BASE_DIR / ".webmino", validate=environment.usable_folder)
DEBUG = env.bool("DEBUG", False)
# Off only where the browser speaks to this machine without encryption, as in the demo.
HTTPS = env.bool("WEBMINO_HTTPS", not DEBUG)
# True where a proxy in front sets X-Forwarded-Proto, removes the one that a visitor sends, and adds the
# visitor's address to X-Forwarded-For.
BEHIND_PROXY = env.bool("WEBMINO_BEHIND_PROXY", False)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"], validate=environment.host_names
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [], validate=environment.origins)
# The company's day begins and ends there, as long as no other zone is chosen under Réglages (R27).
TIME_ZONE = env.str("WEBMINO_TIME_ZONE", "America/Toronto", validate=environment.time_zone)
LOG_LEVEL = env.str(
    "WEBMINO_LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
)
DATABASE_URL = env.str("DATABASE_URL", "", validate=environment.postgresql_address)
# The demo's sign-in page shows its accounts.
DEMO = env.bool("WEBMINO_DEMO", False)
SECRET_KEY = env.str("SECRET_KEY", "", validate=environment.strong_key)
environment.seal(env)

try:
    SECRET_KEY = SECRET_KEY or kept_secret_key(WEBMINO_HOME)
except OSError as error:
    raise ImproperlyConfigured(
        f"{WEBMINO_HOME} cannot hold Webmino's data ({error.strerror}). "
        "Set the environment variable WEBMINO_HOME to a folder that can."
    ) from None

# Applications, from the lowest to the highest: each imports only those above it in this list.
INSTALLED_APPS = [
    "webmino.apps.WebminoConfig",
    "customers",
    "followups",
    "par",
    "analytics",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "webmino.apps.StaticFiles",
    "django.contrib.humanize",
    "django.forms",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "webmino.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "webmino.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "webmino.middleware.AudienceMiddleware",
    "webmino.middleware.CompanyMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "webmino.urls"
WSGI_APPLICATION = "webmino.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "webmino.context_processors.csrf",
                "webmino.context_processors.company",
            ],
        },
    }
]
FORM_RENDERER = "webmino.forms.FormRenderer"

# One PostgreSQL: the one that DATABASE_URL names, else the private one of this folder.
EMBEDDED_SERVER = EmbeddedServer(WEBMINO_HOME / "postgres")
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    if DATABASE_URL
    else EMBEDDED_SERVER.django_database()
}
if DATABASE_URL:
    # Seconds until a server that is there but does not answer counts as down; the address may say another.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "webmino.User"
SESSION_ENGINE = "webmino.sessions"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "webmino.backends.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "webmino.attempts.name_tried"
AXES_CLIENT_IP_CALLABLE = "webmino.attempts.visitor_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "webmino.views.too_many_attempts"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Words, dates and numbers
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "webmino" / "locale"]
FORMAT_MODULE_PATH = ["webmino.formats"]
USE_TZ = True

# Static files: ours, and those that come in wheels
STATIC_URL = "/static/"
STATIC_ROOT = WEBMINO_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", next(iter(import_module("bootstrap").__path__)))]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "webmino.storage.StaticStorage"
    },
}
# Only developers ask for them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# What the browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The stops of a route are one form with a field for each customer, so that it works without script too: more
# than Django's 1,000, and few enough to be read in a blink.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
CSRF_FAILURE_VIEW = "webmino.views.page_expired"

# Who is behind a change is kept by the middleware's context; the address of the page too.
PGHISTORY_DEFAULT_TRACKERS = ()
# Who asks is told to PostgreSQL with each statement: not with those of pages that are read only.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

DJANGO_TABLES2_TEMPLATE = "includes/table.html"

# What each application adds to commands of the whole project, in the order in which they run.
IMPORTS = ["customers.imports", "followups.imports", "par.imports", "analytics.imports"]
DEMO_DATA = ["customers.demo", "followups.demo", "par.demo", "analytics.demo"]
FIRST_RUN = ["followups.first_run"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"outages": {"()": "webmino.outages.OutagesInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Says at each sign-in what it cleaned up; its warnings are the failed ones.
        "axes": {"level": "WARNING"},
        "django.request": {"filters": ["outages"]},
    },
}
