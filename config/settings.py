"""The one settings file. Everything that differs between places is read from the environment.

Production refuses to start on default secrets, on demo switches or on a foreign payment provider; only a
loopback PUBLIC_URL (a person's own machine) may use the defaults.
"""

import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def switch(name: str, default: bool = False) -> bool:
    value = text(name, "on" if default else "off").lower()
    if value not in {"on", "off", "1", "0", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}")
    return value in {"on", "1", "true", "yes"}


def listing(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def suffixed(prefix: str) -> dict[str, str]:
    """{"vallclara": "sk_…"} from STRIPE_API_KEY__VALLCLARA; entities' codes are lower case."""
    found = {k[len(prefix) :]: v for k, v in os.environ.items() if k.startswith(prefix)}
    return {name.lower().replace("_", "-"): value for name, value in found.items()}


# --- where and who ------------------------------------------------------------------------------
PUBLIC_URL = text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured("PUBLIC_URL must be an address such as https://congress.example.org")
LOOPBACK = _public.hostname in {"127.0.0.1", "localhost", "::1"}
ALLOWED_HOSTS = listing("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if LOOPBACK else _public.hostname)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES = int(text("TRUSTED_PROXIES", "0"))
DEBUG = False
TESTING = "pytest" in sys.modules

# --- secrets ------------------------------------------------------------------------------------
DEFAULT_SECRET = "insecure-default-for-a-loopback-address-only-0123456789"  # noqa: S105
SECRET_KEY = text("SECRET_KEY", DEFAULT_SECRET)
DATA_KEYS = listing("DATA_KEYS", DEFAULT_SECRET)
DEMO = switch("DEMO")
DEMO_NOW = text("DEMO_NOW")
RATE_LIMITS = switch("RATE_LIMITS", default=True)
STRIPE_API_BASE = text("STRIPE_API_BASE", "https://api.stripe.com").rstrip("/")
STRIPE_API_KEYS = suffixed("STRIPE_API_KEY__")
STRIPE_TEST_API_KEYS = suffixed("STRIPE_TEST_API_KEY__")
STRIPE_WEBHOOK_SECRETS = suffixed("STRIPE_WEBHOOK_SECRET__")
STRIPE_TEST_WEBHOOK_SECRETS = suffixed("STRIPE_TEST_WEBHOOK_SECRET__")
STRIPE_SANDBOX_URL = STRIPE_API_BASE if urlsplit(STRIPE_API_BASE).hostname != "api.stripe.com" else ""

if not LOOPBACK:
    if SECRET_KEY == DEFAULT_SECRET or len(SECRET_KEY) < 32:
        raise ImproperlyConfigured("Set SECRET_KEY (32 characters or more) before serving a public address.")
    if DEFAULT_SECRET in DATA_KEYS or min(map(len, DATA_KEYS)) < 32 or SECRET_KEY in DATA_KEYS:
        raise ImproperlyConfigured("Set DATA_KEYS (32 characters or more, apart from SECRET_KEY).")
    if DEMO:
        raise ImproperlyConfigured("DEMO=on is for a loopback PUBLIC_URL only.")
    if not RATE_LIMITS:
        raise ImproperlyConfigured("RATE_LIMITS=off is for a loopback PUBLIC_URL only.")
    if STRIPE_SANDBOX_URL:
        raise ImproperlyConfigured("A foreign STRIPE_API_BASE is for a loopback PUBLIC_URL only.")
    if any(not key.startswith("sk_live_") and not key.startswith("rk_live_") for key in STRIPE_API_KEYS.values()):
        raise ImproperlyConfigured("STRIPE_API_KEY__… must be live keys; test keys are STRIPE_TEST_API_KEY__….")
    if any("_live_" in key for key in STRIPE_TEST_API_KEYS.values()):
        raise ImproperlyConfigured("STRIPE_TEST_API_KEY__… must not be live keys.")
if DEMO_NOW and not DEMO:
    raise ImproperlyConfigured("DEMO_NOW needs DEMO=on.")

# --- applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "common",
    "questions",
    "network",
    "accounts",
    "payments",
    "congress",
    "registration",
    "visits",
    "programme",
    "portal",
    # Behind portal, whose runserver goes on to this one's.
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "common.web.middleware.RequestLog",
    "common.web.middleware.PlainAddresses",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "common.web.middleware.Language",
    "common.web.gate.RestoreGate",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.web.start.StartFirst",
    "accounts.web.middleware.SignInFirst",
    "accounts.web.middleware.SecondFactor",
    "congress.web.middleware.RolePreview",
    "portal.web.baselines.Baselines",
    "common.web.middleware.PrivatePages",
    "common.web.middleware.Refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "common.web.renderer.WordedRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "common.web.templates.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "common.web.context.page",
                "portal.web.navigation.menu",
            ],
            "string_if_invalid": "",
        },
    }
]

# --- data ---------------------------------------------------------------------------------------
VAR_DIR = Path(text("VAR_DIR", str(BASE_DIR / "var")))
FILES_DIR = Path(text("FILES_DIR", str(VAR_DIR / "files")))
ERASURES_FILE = Path(text("ERASURES_FILE", str(VAR_DIR / "erasures.jsonl")))
DATABASE_URL = text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'plenaria.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    # A file in tests too: threads that shared one connection in memory would tread on each other's savepoints.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
elif not TESTING:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": int(text("DATABASE_POOL", "8"))}}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = text("CACHE_URL")
if CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "plenaria"}}

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "accounts.permissions.NetworkBackend",
    "registration.permissions.BookBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts-sign-in"
LOGIN_REDIRECT_URL = "portal-me"
ACCOUNT_ADAPTER = "accounts.web.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"} if RATE_LIMITS else False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK
MFA_TOTP_ISSUER = "Plenaria"
MFA_ADAPTER = "accounts.web.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.web.forms.AuthenticateForm",
    "reauthenticate": "accounts.web.forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.web.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.web.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.web.forms.EditPasskeyForm",
}
ACCOUNT_FORMS = {"reauthenticate": "accounts.web.forms.ReauthenticatePasswordForm"}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _public.scheme == "https"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "common.web.refusals.csrf_failure"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- words --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("fr", _("French")), ("pt", _("Portuguese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- files and static ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(text("STATIC_ROOT", str(VAR_DIR / "static")))
_static = "django.contrib.staticfiles.storage.StaticFilesStorage" if TESTING else "common.web.storage.StaticStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {"BACKEND": _static},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING
WHITENOISE_MAX_AGE = 600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024

# --- security -----------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _public.scheme == "https" else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FRAMING_SITES = listing("FRAMING_SITES")
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
        "media-src": [SELF],
        # Chrome applies form-action to the redirect after the post, so the payment page's host is named.
        "form-action": [SELF, "https://checkout.stripe.com", *([STRIPE_SANDBOX_URL] if STRIPE_SANDBOX_URL else [])],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}

# --- mail and background work ---------------------------------------------------------------------
DEFAULT_FROM_EMAIL = text("MAIL_FROM", "Plenaria <congress@plenaria.example>")
EMAIL_URL = text("EMAIL_URL", "outbox:" if LOOPBACK else "")
_mail = urlsplit(EMAIL_URL)
if _mail.scheme in {"smtp", "smtps"}:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or (465 if _mail.scheme == "smtps" else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls", ["0"])[0] == "1"
    EMAIL_TIMEOUT = 20
elif _mail.scheme == "console":
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
elif _mail.scheme == "outbox" and LOOPBACK:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
else:
    raise ImproperlyConfigured("Set EMAIL_URL, for example smtp://user:password@mail.example.org:587?tls=1")
CELERY_BROKER_URL = text("CELERY_BROKER_URL")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsers.Json"],
    "DEFAULT_PAGINATION_CLASS": "common.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.problems.handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Plenaria",
    "DESCRIPTION": "Congresses of city networks: registration, visits, programme, badges and the door.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DEFAULT_GENERATOR_CLASS": "common.api.generator.Generator",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "OAS_VERSION": "3.0.3",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {"GenderEnum": "congress.enums.Gender"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "common.api.schema.describe_refusals",
    ],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "registration": {"type": "http", "scheme": "bearer", "description": "plr_…: one registration"}
        }
    },
}
LIMITS = {
    # scope: (how many, in how many seconds) for one client
    "sign_in": (10, 600),
    "sign_in_address": (5, 600),
    "code": (30, 600),
    "register": (20, 600),
    "register_address": (10, 3600),
    "link": (60, 600),
    "api": (600, 60),
    "device": (1200, 60),
    "upload": (30, 600),
    "liaison": (10, 3600),  # each writes to the secretariat
}

# --- logs -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "common.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
METRICS = switch("METRICS")
