"""A person's sign-in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.enums import NetworkRoleKind
from common.actors import Actor


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Who may sign in: an address proven by a code, and at will a password, TOTP or a passkey."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField("accounts.Person", on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # made by `manage.py demo`; only these are signed in by /demo/
    persona = models.SlugField(max_length=20, blank=True)  # the persona that /demo/ signs in as this user
    created_at = models.DateTimeField()

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def is_staff(self) -> bool:
        return False

    def as_actor(self) -> Actor:
        return Actor("user", str(self.pk), f"user {self.pk}")


class NetworkRole(models.Model):
    """A role above congresses."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="network_roles")
    role = models.CharField(max_length=12, choices=NetworkRoleKind.choices)
    territorial_network = models.ForeignKey(
        "network.TerritorialNetwork", on_delete=models.CASCADE, null=True, blank=True, related_name="coordinators"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "territorial_network"],
                condition=Q(territorial_network__isnull=False),
                name="network_role_once_a_territory",
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(territorial_network__isnull=True), name="network_role_once"
            ),
        ]
