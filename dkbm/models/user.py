"""People and what they are where. Rows of membership change only through `dkbm.services`."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from dkbm import clock
from dkbm.access.roles import Permission, Role, may_anywhere
from dkbm.models.municipality import Agency, Municipality
from dkbm.personal import PersonalFields


class UserManager(BaseUserManager):
    """Makes accounts; e-mail addresses are compared in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person who can log in; without password only by invitation link, passkey or OIDC."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """The platform operator; made by command only, never in the demo."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """A person with an account. What they may do stands in memberships, never on the account."""

    email = models.EmailField(_("E-Mail"), unique=True)
    name = models.CharField(_("Name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_superuser = models.BooleanField(_("Betrieb"), default=False)
    is_demo = models.BooleanField(_("Demo-Zugang"), default=False)
    date_joined = models.DateTimeField(_("angelegt am"), auto_now_add=True)

    objects = UserManager()
    history = HistoricalRecords(app="dkbm", excluded_fields=["password", "last_login"])

    personal = PersonalFields(
        fields=("email", "name"),
        persons=_("Beschäftigte mit Zugang"),
        purpose=_("Anmeldung, Rechte, Nachweis von Änderungen"),
        basis=_("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 NDSG"),
        recipients=_("Verwaltung des Portals der eigenen Kommune, Betrieb"),
        retention=_("bis der Zugang gelöscht wird"),
    )

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("Person mit Zugang")
        verbose_name_plural = _("Personen mit Zugang")
        ordering = ("email",)

    def __str__(self) -> str:
        return self.name or self.email

    def current_memberships(self) -> list["Membership"]:
        """Memberships valid today, read once per request (the user object lives one request)."""
        if not hasattr(self, "_memberships"):
            self._memberships = list(
                self.memberships.valid_on(clock.today()).select_related("municipality__region")
            )
        return self._memberships

    def current_agencies(self) -> list["AgencyMembership"]:
        """Agencies the person works for today, read once per request."""
        if not hasattr(self, "_agencies"):
            self._agencies = list(self.agency_memberships.valid_on(clock.today()).select_related("agency"))
        return self._agencies

    @property
    def is_staff(self) -> bool:
        """Whether Django admin opens at all: what is in there is scoped and permitted row by row."""
        return self.is_active and (self.is_superuser or may_anywhere(self, Permission.USE_ADMIN))

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used; the admin classes ask `dkbm.access.roles`."""
        return self.is_active and self.is_superuser

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class DatedQuerySet(models.QuerySet):
    """Rows with `since` and `until` (both inclusive, open when empty)."""

    def valid_on(self, day: object) -> "DatedQuerySet":
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day)
        )


class Membership(models.Model):
    """A person's role in one municipality, from a day to a day."""

    user = models.ForeignKey(
        User, verbose_name=_("Person"), on_delete=models.CASCADE, related_name="memberships"
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Kommune"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    since = models.DateField(_("seit"), null=True, blank=True)
    until = models.DateField(_("bis"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords(app="dkbm")

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        ordering = ("municipality", "user", "role", "pk")
        constraints = (
            models.UniqueConstraint(fields=("user", "municipality", "role"), name="membership_once"),
            models.CheckConstraint(
                name="membership_until_after_since",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.municipality})"


class AgencyMembership(models.Model):
    """A transfer manager's work for an agency, from a day to a day."""

    user = models.ForeignKey(
        User, verbose_name=_("Person"), on_delete=models.CASCADE, related_name="agency_memberships"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("Transferagentur"), on_delete=models.CASCADE, related_name="memberships"
    )
    since = models.DateField(_("seit"), null=True, blank=True)
    until = models.DateField(_("bis"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords(app="dkbm")

    class Meta:
        verbose_name = _("Mitarbeit in einer Agentur")
        verbose_name_plural = _("Mitarbeit in Agenturen")
        ordering = ("agency", "user", "pk")
        constraints = (models.UniqueConstraint(fields=("user", "agency"), name="agency_membership_once"),)

    def __str__(self) -> str:
        return f"{self.user} ({self.agency})"


class Invitation(models.Model):
    """An invitation to a municipality: one link, once, until it expires. Only the token's hash is kept."""

    email = models.EmailField(_("E-Mail"))
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Kommune"), on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("eingeladen am"))
    expires_at = models.DateTimeField(_("gültig bis"))
    accepted_at = models.DateTimeField(_("angenommen am"), null=True, blank=True)

    personal = PersonalFields(
        fields=("email",),
        persons=_("Eingeladene"),
        purpose=_("Zugang nur auf Einladung"),
        basis=_("Art. 6 Abs. 1 Buchst. e DSGVO, § 3 NDSG"),
        recipients=_("Betrieb"),
        retention=_("bis zur Löschung durch den Betrieb; der Link gilt sieben Tage"),
    )

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return f"{self.email} ({self.municipality})"
