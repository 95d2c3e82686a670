"""All settings, in one file, read from the environment (see docs/operate.md for each name)."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from qunce.config import environment

PACKAGE = Path(__file__).resolve().parent.parent

DATA = environment.folder("QUNCE_DATA", Path("data"))
"""The folder with the database, the keys and the uploads of one installation."""
KEYS = DATA / "keys"

DEMO = environment.flag("QUNCE_DEMO", default=False)
"""One-click log-ins exist only when this is on; never on a machine others can reach."""
DEBUG = False
SECRET_KEY = environment.secret("QUNCE_SECRET_KEY", KEYS / "secret.key")
ALLOWED_HOSTS = environment.words("QUNCE_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("QUNCE_ORIGINS")
HTTPS = environment.flag("QUNCE_HTTPS", default=False)

# --- what is installed: the domain in its descending order is read from pyproject.toml's contract
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "qunce.domain.record",
    "qunce.domain.jobs",
    "qunce.domain.limits",
    "qunce.domain.searching",
    "qunce.domain.organisations",
    "qunce.domain.accounts",
    "qunce.domain.notices",
    "qunce.domain.identities",
    "qunce.domain.budgets",
    "qunce.domain.matters",
    "qunce.domain.partners",
    "qunce.domain.gates",
    "qunce.domain.campaigns",
    "qunce.domain.complaints",
    "qunce.domain.voices",
    "qunce.domain.problems",
    "qunce.domain.consultations",
    "qunce.domain.ballots",
    "qunce.domain.checks",
    "qunce.domain.imports",
    "qunce.domain.practice",
    "qunce.domain.study",
    "qunce.domain.supervision",
    "qunce.domain.duties",
    "qunce.domain.warning",
    "qunce.domain.reorganisations",
    "qunce.domain.publicity",
    "qunce.web.shell",
    "qunce.web.office",
    "qunce.web.resident",
    "qunce.web.open311",
    "qunce.web.public",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qunce.web.shell.middleware.ActingPostMiddleware",
    "qunce.web.shell.middleware.SecondFactorMiddleware",
    "qunce.web.shell.measuring.MeasuringMiddleware",
]

ROOT_URLCONF = "qunce.config.urls"
WSGI_APPLICATION = "qunce.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qunce.web.shell.context.shell",
            ],
        },
    },
]

# --- database: SQLite that survives power loss, or PostgreSQL by DATABASE_URL
_SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;"
        "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
        "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;"
    ),
}


def _database() -> dict[str, Any]:
    url = environment.text("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "qunce.sqlite3",
            "OPTIONS": _SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
        }
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError) as problem:
        raise environment.BadSetting(
            "DATABASE_URL cannot be read; write it as postgres://USER:PASSWORD@HOST:PORT/NAME."
        ) from problem
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = _SQLITE_OPTIONS
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # allauth counts who signs in here; a cache per process would multiply them by the workers.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
    }
}

# --- work that is done later, kept in the same database as what it is about
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- mail: none is sent, and nothing set aside for it, unless a server is named
EMAIL_HOST = environment.text("QUNCE_MAIL_HOST")
EMAIL_PORT = environment.number("QUNCE_MAIL_PORT", 25)
EMAIL_HOST_USER = environment.text("QUNCE_MAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("QUNCE_MAIL_PASSWORD")
_MAIL_TLS = environment.flag("QUNCE_MAIL_TLS", default=False)
EMAIL_USE_SSL = _MAIL_TLS and EMAIL_PORT == 465  # encrypted from the first byte
EMAIL_USE_TLS = _MAIL_TLS and EMAIL_PORT != 465  # encrypted after STARTTLS
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = environment.text("QUNCE_MAIL_FROM", "qunce@localhost")

# --- languages: Chinese first, English complete
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = environment.text("QUNCE_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# --- signing in: password and second factor (django-allauth); residents need no account
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "qunce.web.shell.adapters.StaffAccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
# How many proxies stand in front: without it all visitors share one login limit.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("QUNCE_PROXIES", 0)
MFA_ADAPTER = "qunce.web.shell.adapters.SealedSecondFactorAdapter"
SECOND_FACTOR_SECRET = environment.secret("QUNCE_SECOND_FACTOR_KEY", KEYS / "second-factor.key")
"""Seals the keys of code apps and spare codes; lost, everybody sets up a second factor anew."""
IDENTITY_KEY = environment.text("QUNCE_IDENTITY_KEY")
"""Seals who spoke; without it ``keys/identities.key``, made with the first identity."""
VOICE_CODE_KEY = environment.secret("QUNCE_CODE_KEY", KEYS / "voices.key")
"""Makes the codes on residents' receipts; lost, the codes handed out open nothing any more."""
CLOCKS = environment.words("QUNCE_CLOCKS")
"""Files with clocks of the county's own, beside those of the Regulation on Petition Work."""
CLOCKS_FIRST_DAY_COUNTED = environment.flag("QUNCE_FIRST_DAY_COUNTED", default=False)
CLOCKS_MOVE_OFF_HOLIDAYS = environment.flag("QUNCE_MOVE_OFF_HOLIDAYS", default=True)
DUTY_PHONE = environment.text("QUNCE_DUTY_PHONE")
"""The town's or county's duty telephone, shown to residents beside 119, 110 and 120."""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers allow passkeys on plain http only at localhost, and only the demo is served so.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "Qunce"
SECOND_FACTOR_REQUIRED = environment.flag("QUNCE_SECOND_FACTOR", default=not DEMO)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/office/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# --- what browsers are told
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "qunce.web.shell.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CSRF_FAILURE_VIEW = "qunce.web.shell.errors.csrf_failure"

MEDIA_ROOT = DATA / "uploads"
"""Pictures as we made them anew, and ledgers while they are read; served only through pages."""
MEDIA_URL = "uploads/"
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# --- uploads: held in memory, never on disk; the reader's own limits answer in words
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        # A foreign host name is answered with 400; a traceback each time would fill the log.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        # At DEBUG it writes out what a photo says of itself: where and when it was taken.
        "PIL": {"level": "INFO"},
    },
    "root": {"handlers": ["stderr"], "level": environment.text("QUNCE_LOG", "WARNING").upper()},
}
