"""Settings. DATABASE_URL and REDIS_URL alone move the office from the embedded default
(SQLite, a queue of files) to PostgreSQL and Redis; everything else has a sound default."""

import os
from pathlib import Path

import dj_database_url

from election_office.keys import load_keys
from election_office.practice import apart

BASE_DIR = Path(__file__).resolve().parent.parent
# A practice office: invented people, all of it in a folder of its own that is thrown away whole.
PRACTICE = apart.is_practice(os.environ)
DATA_DIR = apart.data_folder(os.environ, Path(os.environ.get("OFFICE_DATA_DIR", BASE_DIR / ".data")))
# Whatever any process of the office writes is its owner's alone: database, files, logs.
os.umask(0o077)
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

KEYS = load_keys(DATA_DIR)
SECRET_KEY = KEYS.secret
PERSON_CIPHER_KEY = KEYS.cipher
PERSON_HASH_KEY = KEYS.hash
# Keys being taken out of use: they still open and find, and seal nothing.
PERSON_CIPHER_KEYS_OLD = KEYS.old_ciphers
PERSON_HASH_KEYS_OLD = KEYS.old_hashes
AUDIT_KEY = KEYS.audit

DEBUG = os.environ.get("OFFICE_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("OFFICE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("OFFICE_ORIGINS", "").split(",") if origin]
# Served over TLS behind the office's own proxy: OFFICE_TLS=1 makes cookies and redirects strict.
TLS = os.environ.get("OFFICE_TLS") == "1"
DEMO = os.environ.get("OFFICE_DEMO") == "1"

INSTALLED_APPS = [
    "election_office.core",
    "election_office.accounts",
    "election_office.audit",
    "election_office.jobs",
    "election_office.documents",
    "villages",
    "voters",
    "candidates",
    "ballots",
    "election_office.archive",
    "election_office.bulk",
    "election_office.figures",
    "election_office.dashboard",
    "election_office.demonstration",
    "election_office.practice",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_celery_results",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "template_partials",
]

MIDDLEWARE = [
    "election_office.core.logs.NumberedRequests",
    "election_office.core.middleware.PlainAddresses",
    "django.middleware.security.SecurityMiddleware",
    "election_office.core.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "election_office.core.middleware.CompressedPages",
    "election_office.dashboard.begin.middleware.Founding",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "election_office.accounts.backend.OfficeAuthentication",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "election_office.accounts.middleware.OfficeSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "election_office.accounts.middleware.KeepTyped",
    "election_office.audit.downloads.NotedDownloads",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "election_office.core.middleware.GatheredReads",
]
if PRACTICE:
    # Inside the compression, outside everything that answers.
    MIDDLEWARE.insert(5, "election_office.practice.middleware.PracticeMark")

ROOT_URLCONF = "election_office.urls"
WSGI_APPLICATION = "election_office.wsgi.application"
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
                "election_office.accounts.context.office",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# ------------------------------------------------------------------ database

SQLITE_OPTIONS = {
    # Writers queue instead of failing: with DEFERRED transactions more than half of concurrent
    # read-then-write requests ended in "database is locked".
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
    # What is deleted or changed is overwritten: the file is copied, and nothing hidden may stay in it.
    "PRAGMA secure_delete=ON;",
}
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'office.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
# A streaming copy of the database that boards are read from; empty: there is none (core/replica.py).
DATABASE_ROUTERS: list[str] = []
if _replica := os.environ.get("OFFICE_REPLICA_URL", ""):
    DATABASES["replica"] = dj_database_url.parse(_replica, conn_max_age=60, conn_health_checks=True)
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    if DATABASES["replica"]["ENGINE"].endswith("postgresql"):
        # A machine that is gone must not hold a board for two minutes.
        DATABASES["replica"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
    DATABASE_ROUTERS.append("election_office.core.replica.CopyRouter")
    MIDDLEWARE.append("election_office.core.replica.RememberSending")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------ people

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["election_office.accounts.backend.OfficeBackend"]
SESSION_ENGINE = "election_office.accounts.session_store"
# The level of 等级保护 (GB/T 22239) the office is run at. Level 3 makes stricter what a setting may loosen.
OFFICE_LEVEL = int(os.environ.get("OFFICE_LEVEL", "2"))
# What a password must be: "nist" asks for length and nothing known; "dengbao" also for classes of signs, for
# others than the last five, and for a new one every ninety days. Level 3 asks for the second.
OFFICE_PASSWORDS = "dengbao" if OFFICE_LEVEL >= 3 else os.environ.get("OFFICE_PASSWORDS", "nist")
OFFICE_PASSWORD_LENGTH = max(8, int(os.environ.get("OFFICE_PASSWORD_LENGTH", "10")))
OFFICE_PASSWORD_DAYS = int(
    os.environ.get("OFFICE_PASSWORD_DAYS", "90" if OFFICE_PASSWORDS == "dengbao" else "0")
)
# The roles that log in with a one-time password from a phone beside the password, with commas between them
# (accounts/permissions.py names the roles); everybody else may. Level 3 asks all of them.
_ROLES = "county_supervisor,township_officer,guidance_member,department_reviewer,village_clerk"
_ROLES += ",count_clerk,observer"
OFFICE_SECOND_FACTOR = frozenset(
    name.strip()
    for name in os.environ.get("OFFICE_SECOND_FACTOR", _ROLES if OFFICE_LEVEL >= 3 else "").split(",")
    if name.strip()
)
# Whether looking after the system, giving accounts and reading the trail are three people's: level 3 asks it.
OFFICE_DUTIES_APART = OFFICE_LEVEL >= 3 or os.environ.get("OFFICE_DUTIES_APART") == "1"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": OFFICE_PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "election_office.accounts.validators.Varied"},
    {"NAME": "election_office.accounts.validators.NotUsedBefore"},
]
if OFFICE_PASSWORDS == "dengbao":
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "election_office.accounts.validators.Classes"})
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "dashboard:home"
LOGOUT_REDIRECT_URL = "accounts:login"
# How many failures within how many minutes (accounts/limits.py): of an account from one place,
# from all strange browsers together, of one address; of one's old password; of codes of papers.
OFFICE_LIMITS = {
    "login": (5, 30),
    "login_account": (20, 30),
    "login_address": (50, 30),
    "password": (5, 30),
    "second": (5, 30),
    "verify": (60, 10),
}
# The office's own proxies, as addresses or networks: only what they say about who asks is believed.
OFFICE_PROXIES = [item for item in os.environ.get("OFFICE_PROXIES", "").split(",") if item]
# However busy a session is, it ends after a working day.
OFFICE_SESSION_LONGEST = 12 * 60 * 60
# An office computer left alone for twenty minutes must not stay logged in.
SESSION_COOKIE_AGE = 20 * 60
# Cookies know no ports: whoever practises beside the real office stays logged in to both.
SESSION_COOKIE_NAME = "practice_session" if PRACTICE else "sessionid"
CSRF_COOKIE_NAME = "practice_csrf" if PRACTICE else "csrftoken"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SECURE = TLS
CSRF_FAILURE_VIEW = "election_office.core.views.csrf_failure"
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_HSTS_PRELOAD = TLS
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# W019 asks for DENY: a paper's preview is shown in a frame of our own page.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# ------------------------------------------------------------------ language, files

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "election_office.core.formats"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = ""  # files are served by views that know who may see them
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "election_office.core.uploads.SealedUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
STORAGES = {
    "default": {"BACKEND": "election_office.core.storage.SealedStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if os.environ.get("OFFICE_PLAIN_STATIC") == "1"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = os.environ.get("OFFICE_PLAIN_STATIC") == "1"
# Where the QR codes of papers lead; empty: they hold the verification code alone.
OFFICE_ADDRESS = os.environ.get("OFFICE_ADDRESS", "")
# 1: the date under a signature in Chinese numerals (二〇二六年…); GB/T 9704—2012 7.3.5.4 wants Arabic ones.
OFFICE_CHINESE_DATES = os.environ.get("OFFICE_CHINESE_DATES") == "1"
FONT_DIR = BASE_DIR / ".cache" / "fonts"
# The Statistics Bureau's villages, cut by .ci/divisions.py; an office without them types its own.
DIVISIONS_DIR = BASE_DIR / ".cache" / "divisions"

# ------------------------------------------------------------------ background work

REDIS_URL = os.environ.get("REDIS_URL", "")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | float | bool]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_RESULT_BACKEND = None
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 7200}
else:
    _queue = DATA_DIR / "queue"
    CELERY_BROKER_URL = "filesystem://localhost/"  # kombu warns without a host; it is not used
    CELERY_RESULT_BACKEND = "django-db"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "done"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
    for _name in ("messages", "done", "control"):
        (_queue / _name).mkdir(parents=True, exist_ok=True)
# How far a running job is lives in a cache that every process reaching the queue can reach too
# (see election_office/jobs/pulse.py): the work itself may hold one long transaction.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "jobs": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "jobs",
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache" / "jobs",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
CELERY_TASK_ALWAYS_EAGER = os.environ.get("OFFICE_EAGER") == "1"
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50  # printing keeps font data in memory
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Called by run_office before the worker starts, with these arguments: the row of a job is the
# truth, so what a dead machine left unfinished is queued again.
OFFICE_START_TASKS = {
    # Files of the time before they were sealed.
    "election_office.dashboard.rotation.seal_files": {},
    "election_office.jobs.actions.requeue_stale": {"at_start": True},
    "election_office.accounts.typed.purge": {},
    "election_office.documents.actions.requeue_unprinted": {},
}
# Each answers with lines for the terminal once the office answers.
# Looked after by run_office while it runs: what it is called, and every how many seconds. One that answers
# True has the worker started anew.
OFFICE_CHORES = {
    "election_office.jobs.watch.worker_is_stuck": ("查看后台任务", 5),
    "election_office.documents.waiting.requeue_waiting": ("查看待生成的公文", 5),
    "election_office.dashboard.backups.schedule.begin_when_due": ("每日备份", 300),
    "election_office.audit.nightly.begin_when_due": ("每夜校验操作留痕", 300),
    "election_office.dashboard.retention.schedule.begin_when_due": ("清理超过保存期限的资料", 300),
    "election_office.figures.recount.continue_recount": ("升级后重新统计", 20),
}
# Where the daily backups are put (better on another disk), and how many of them are kept.
OFFICE_BACKUP_DIR = Path(os.environ.get("OFFICE_BACKUP_DIR", DATA_DIR / "backups"))
OFFICE_BACKUPS_KEPT = 14
# The witness of this machine, better on a disk that the county's office holds: never in the database.
OFFICE_WITNESS_DIR = Path(os.environ.get("OFFICE_WITNESS_DIR", DATA_DIR / "witness"))
# Where the real office looks for its practice office, and what its own proxy calls it.
PRACTICE_DIR = DATA_DIR / apart.FOLDER
OFFICE_PRACTICE_ADDRESS = os.environ.get("OFFICE_PRACTICE_ADDRESS", "")
if PRACTICE:
    for _chore in (
        "election_office.dashboard.backups.schedule.begin_when_due",
        "election_office.audit.nightly.begin_when_due",
        "election_office.dashboard.retention.schedule.begin_when_due",
    ):
        del OFFICE_CHORES[_chore]
    OFFICE_CHORES["election_office.practice.watch.end_with_parent"] = ("查看正式平台", 5)
else:
    OFFICE_CHORES["election_office.practice.watch.look_after"] = ("照看演练平台", 2)
OFFICE_WELCOME = ("election_office.dashboard.begin.codes.welcome_lines",)

# Who bears this token (20 characters or more) reads /metrics; empty: there is no such page.
OFFICE_METRICS_TOKEN = os.environ.get("OFFICE_METRICS_TOKEN", "")

# ------------------------------------------------------------------ logs: never personal data

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "election_office.core.logs.Plain"},
        "json": {"()": "election_office.core.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            # OFFICE_LOGS=json: a JSON object a line, for a collector.
            "formatter": "json" if os.environ.get("OFFICE_LOGS") == "json" else "plain",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "election_office": {"level": "INFO"},
        "pypdf": {"level": "ERROR"},  # what is odd in a scan is answered on the form
        # The text of an exception may hold what somebody typed: the log names kind, place and number.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
