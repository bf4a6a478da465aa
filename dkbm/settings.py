"""Settings of the portal, read from the environment (and `.env` beside manage.py).

Three modes by DKBM_MODE: `embedded` (start.py: SQLite, no broker, one machine), `production`
(PostgreSQL, Redis, several hosts; unsafe values are refused by `dkbm.checks`) and `test`.
docs/betrieb.md lists every variable.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

MODE = env("DKBM_MODE", default="embedded")
PRODUCTION = MODE == "production"
TESTING = MODE == "test"
DEMO = env.bool("DKBM_DEMO", default=MODE != "production")
DEBUG = env.bool("DKBM_DEBUG", default=False)
SECRET_KEY = env("DKBM_SECRET_KEY", default="nur-fuer-tests-und-pruefungen" if TESTING else "")
ALLOWED_HOSTS = env.list(
    "DKBM_ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("DKBM_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "dkbm.apps.DkbmConfig",
    "governance.apps.GovernanceConfig",
    "projects.apps.ProjectsConfig",
    "monitoring.apps.MonitoringConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "js_lib_bootstrap5",
    "simple_history",
]

MIDDLEWARE = [
    # what every answer carries comes first: redirects to https and refused host names carry it too
    "dkbm.middleware.RequestId",
    "csp.middleware.CSPMiddleware",
    "dkbm.middleware.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dkbm.middleware.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dkbm.middleware.Refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dkbm.middleware.German",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dkbm.access.sessions.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dkbm.access.sessions.NotedSessions",
    "simple_history.middleware.HistoryRequestMiddleware",
    "dkbm.access.middleware.OpenScope",
    "dkbm.access.middleware.RequireMfa",
    "dkbm.access.preview.PreviewAs",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "dkbm.urls"
WSGI_APPLICATION = "dkbm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dkbm.context.portal",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- data -------------------------------------------------------------------------------------
DATABASES = {
    "default": env.db_url_config(env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'dkbm.sqlite3'}")
}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # WAL and IMMEDIATE let the server and the worker share one file without "database is locked".
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-32000;"
        "PRAGMA secure_delete=ON;",
    }
else:
    _database["CONN_MAX_AGE"] = env.int("DKBM_CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
    # behind a pooler that lends connections by transaction: nothing may be kept on one of them
    _database["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("DKBM_POOLED_CONNECTIONS", default=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    # Counters of the login limits live here: they must survive a restart, count across processes and
    # work while the broker is down, so they are kept in the database.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "dkbm_cache"}
}

CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3700,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "dkbm.jobs.sweep", "schedule": env.float("DKBM_SWEEP_SECONDS", default=30.0)},
    # Monday at seven; asked more often so that a missed hour is made up for
    "digest": {"task": "dkbm.digest.ring", "schedule": 300.0},
    # the end of a quarter; asked as often for the same reason
    "bells": {"task": "dkbm.bells.ring", "schedule": 300.0},
}

# How long a worker that fell silent keeps its job before another one takes over.
JOB_LEASE_SECONDS = env.int("DKBM_JOB_LEASE", default=60)

# --- who ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "dkbm.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "dkbm.access.accounts.GuessableValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dkbm:start"
ACCOUNT_ADAPTER = "dkbm.access.accounts.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "dkbm.access.accounts.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# A new address counts only after its owner confirmed it: roles are given and OIDC finds people by address.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Before a change of the address or of a second factor the person shows once more who they are.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/15m/ip,5/15m/key",
    "login": "60/m/ip",
    "feedback": "5/m/ip",
    "invitation": "10/m/ip",
    "survey": "120/m/ip",  # a whole town hall has one address
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "DKBM-Portal"
MFA_OBLIGATORY = env.bool("DKBM_MFA_OBLIGATORY", default=PRODUCTION)
CSRF_FAILURE_VIEW = "dkbm.errors.csrf_failure"
USERSESSIONS_TRACK_ACTIVITY = True
OIDC_SERVER = env("DKBM_OIDC_SERVER", default="")
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_SERVER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env("DKBM_OIDC_NAME", default="Anmeldung der Verwaltung"),
                "client_id": env("DKBM_OIDC_CLIENT_ID", default=""),
                "secret": env("DKBM_OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER, "oauth_pkce_enabled": True},
            }
        ]
    }

SESSION_IDLE_SECONDS = env.int("DKBM_SESSION_IDLE", default=30 * 60 if PRODUCTION else 8 * 3600)
SESSION_ABSOLUTE_SECONDS = env.int("DKBM_SESSION_ABSOLUTE", default=12 * 3600)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-dkbm", "__Host-csrf"
    SECURE_SSL_REDIRECT = env.bool("DKBM_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    if env.bool("DKBM_BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("DKBM_TRUSTED_PROXIES", default=0)

# --- the browser --------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
_form_targets = [SELF] + (["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER))] if OIDC_SERVER else [])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": _form_targets,
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "dkbm.ui.finders.PlotlyFinder",
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = TESTING  # else every test client lists all files anew, which takes most of its time
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_LIMIT_BYTES = env.int("DKBM_UPLOAD_LIMIT", default=60_000_000)

# --- language -----------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- mail, logs ---------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# where links in mails lead
PORTAL_URL = env("DKBM_URL", default="http://localhost:8000")
DEFAULT_FROM_EMAIL = env("DKBM_MAIL_FROM", default="dkbm-portal@example.org")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "dkbm.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "dkbm.logs.JsonFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": env("DKBM_LOG_LEVEL", default="WARNING")},
    "loggers": {"dkbm": {"level": env("DKBM_LOG_LEVEL", default="INFO")}},
}
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ACCOUNT_RATE_LIMITS = env.json("DKBM_TEST_RATE_LIMITS", default=ACCOUNT_RATE_LIMITS)
    LOGGING["root"]["level"] = "ERROR"
