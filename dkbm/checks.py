"""Checks at every start: models that declare no scope, and production settings that are not safe."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from dkbm.access.scope import AgencyOwned, ScopedModel

Rule = tuple[bool, str, str]
LONGEST_SESSION = 24 * 3600
OUR_APPS = ("dkbm", "governance", "projects", "monitoring")
# Shared by all, with the reason why no municipality owns the rows.
SHARED = {
    "dkbm.Region": "official register, public",
    "dkbm.Agency": "names of transfer agencies, public",
    "dkbm.Municipality": "that a municipality exists is public; what it holds is scoped",
    "dkbm.User": "read through dkbm.services and an admin narrowed to own members",
    "dkbm.Membership": "read by the scope itself; admin narrowed to own municipality",
    "dkbm.AgencyMembership": "read by the scope itself; not in the admin of municipalities",
    "dkbm.Invitation": "read by token hash only",
    "dkbm.DigestChoice": "of one person, found by that person or a signed link only",
    "dkbm.DigestMail": "outbox, read by the job that sends",
    "governance.CalendarFeed": "of one person, found by that person or by token hash only",
    "monitoring.Source": "official sources, public",
    "monitoring.Series": "names of official series, public",
    "projects.Programme": "funding programmes, public",
    "projects.ProgrammeFact": "facts about funding programmes, public",
    "monitoring.Boundary": "outlines of the register, public",
}


@register(Tags.models)
def every_model_declares_its_scope(app_configs, **kwargs):  # noqa: ANN001, ANN003, ANN201
    """E001: each of our models is scoped or listed as shared with a reason."""
    errors = []
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label not in OUR_APPS or label in SHARED:
            continue
        if label.split(".")[1].startswith("Historical") and history_is_covered(model):
            continue
        if model._meta.auto_created and model._meta.auto_created._meta.label in SHARED:
            continue
        if not issubclass(model, ScopedModel):
            errors.append(Error(f"{label} declares no scope", id="dkbm.E001", obj=model))
        elif not _path_ends_at_owner(model):
            errors.append(
                Error(
                    f"{label}.tenant_path does not end at Municipality (or Agency)", id="dkbm.E002", obj=model
                )
            )
    return errors


def history_is_covered(model) -> bool:  # noqa: ANN001
    """The history of a scoped model is scoped itself; that of a shared model is shared like it."""
    return issubclass(model, ScopedModel) or model.instance_type._meta.label in SHARED


def _path_ends_at_owner(model) -> bool:  # noqa: ANN001
    end = "dkbm.Agency" if issubclass(model, AgencyOwned) else "dkbm.Municipality"
    for step in filter(None, model.tenant_path.split("__")):
        model = model._meta.get_field(step).related_model
    return model._meta.label == end


class UnsafeStart(ImproperlyConfigured):
    """Production settings that are not safe, in German, one a line."""


@register(Tags.security)
def production_is_safe(app_configs=None, **kwargs):  # noqa: ANN001, ANN003, ANN201
    """E1xx: in production the start is refused while one of these is open."""
    if settings.MODE != "production":
        return []
    rules = (*_secrets(), *_services(), *_people(), *_transport())
    return [Error(text, id=f"dkbm.{code}") for broken, code, text in rules if broken]


def refuse_unsafe_start() -> None:
    """Raise UnsafeStart with everything that is open; for processes that run no checks of their own."""
    found = production_is_safe()
    if found:
        lines = "\n".join(f"  {error.id.removeprefix('dkbm.')}: {error.msg}" for error in found)
        raise UnsafeStart(f"Das Portal startet nicht, weil Einstellungen nicht sicher sind:\n{lines}")


def _secrets() -> tuple[Rule, ...]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's answer to an empty one
        key = ""
    return (
        (
            len(key) < 50 or len(set(key)) < 10 or key.startswith("django-insecure"),
            "E101",
            "DKBM_SECRET_KEY fehlt, ist kürzer als 50 Zeichen oder nicht zufällig.",
        ),
        (settings.DEBUG, "E102", "DKBM_DEBUG ist eingeschaltet."),
    )


def _services() -> tuple[Rule, ...]:
    sqlite = "sqlite" in settings.DATABASES["default"]["ENGINE"]
    unsent = settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2] != "smtp"
    return (
        (sqlite, "E105", "DATABASE_URL muss auf PostgreSQL zeigen."),
        (
            not settings.CELERY_BROKER_URL,
            "E106",
            "REDIS_URL fehlt: Ohne Redis erfährt kein Rechenprozess von neuen Aufträgen.",
        ),
        (not _importable("defusedxml"), "E108", "Das Paket defusedxml fehlt."),
        (
            unsent,
            "E109",
            "EMAIL_URL fehlt: Links zum Zurücksetzen von Passwörtern landeten im Protokoll statt in der Post.",
        ),
    )


def _people() -> tuple[Rule, ...]:
    return (
        (settings.DEMO, "E104", "DKBM_DEMO ist eingeschaltet: Demo-Zugänge gehören nicht in den Betrieb."),
        (not settings.MFA_OBLIGATORY, "E107", "DKBM_MFA_OBLIGATORY ist ausgeschaltet."),
        (
            not 0 < settings.SESSION_IDLE_SECONDS <= settings.SESSION_ABSOLUTE_SECONDS <= LONGEST_SESSION,
            "E111",
            "DKBM_SESSION_IDLE und DKBM_SESSION_ABSOLUTE: höchstens 24 Stunden, die erste nicht länger.",
        ),
    )


def _transport() -> tuple[Rule, ...]:
    providers = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {"APPS": []})["APPS"]
    return (
        (
            not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS,
            "E103",
            "DKBM_ALLOWED_HOSTS fehlt oder erlaubt alles.",
        ),
        (
            any(
                not origin.startswith("https://") or "*" in origin for origin in settings.CSRF_TRUSTED_ORIGINS
            ),
            "E110",
            "DKBM_TRUSTED_ORIGINS darf nur ganze Adressen mit https:// nennen.",
        ),
        (
            any(
                not settings.OIDC_SERVER.startswith("https://") or not app["client_id"] or not app["secret"]
                for app in providers
            ),
            "E112",
            "DKBM_OIDC_SERVER braucht https:// und DKBM_OIDC_CLIENT_ID und DKBM_OIDC_CLIENT_SECRET.",
        ),
    )


def _importable(name: str) -> bool:
    from importlib.util import find_spec  # noqa: PLC0415 - only here

    return find_spec(name) is not None
