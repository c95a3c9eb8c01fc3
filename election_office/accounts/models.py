from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string

from election_office.accounts.permissions import DUTY_GRANTS, Duty, Permission, Role, granted
from election_office.core.fields import EncryptedTextField
from election_office.core.models import TimestampedModel, Versioned
from election_office.core.pinyin import pinyin_initials


class User(Versioned, AbstractUser):
    """A member of staff. What they may do comes from their assignments alone.

    ``is_superuser`` and ``is_staff`` are never read: there is no admin site.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=50)
    # Made from the name whenever that is saved: staff are looked for as people are.
    initials = models.CharField("拼音首字母", max_length=40, editable=False, blank=True)
    phone = models.CharField("办公电话", max_length=20, blank=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_set_at = models.DateTimeField("密码设定时间", null=True, blank=True, editable=False)
    # Who gave a password last and when: for a day the two are not two people (``access.require_two``).
    password_given_at = models.DateTimeField("密码给出时间", null=True, blank=True, editable=False)
    password_given_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="密码给出人",
    )
    # Since when a second factor is asked for at log-in (SecondFactor): read with the person, every request.
    second_since = models.DateTimeField("启用动态口令时间", null=True, blank=True, editable=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if update_fields is None or "name" in update_fields:
            self.initials = pinyin_initials(self.name)
            update_fields = None if update_fields is None else {*update_fields, "initials"}
        super().save(*args, update_fields=update_fields, **options)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def ask_for_a_new_password_when_old(self) -> None:
        """Where a setting limits how long a password lasts, an older one leads to the password page."""
        days = settings.OFFICE_PASSWORD_DAYS
        if days and self.password_set_at and self.password_set_at < timezone.now() - timedelta(days=days):
            self.must_change_password = True

    @cached_property
    def current_assignments(self) -> list[Assignment]:
        """Read once a request; an assignment ended meanwhile counts from the next request on."""
        return list(self.assignments.filter(ended_at__isnull=True).order_by("area_code", "role"))

    def areas(self, permission: Permission) -> list[str]:
        """The division codes under which this user holds the permission."""
        return [held.area_code for held in self.current_assignments if permission in held.grants]

    def areas_in_view(self) -> list[str]:
        """The division codes under which this user may look; none once the account is closed."""
        return self.areas(Permission.VILLAGE_VIEW) if self.is_active else []

    @cached_property
    def permission_names(self) -> set[str]:
        """Every permission held anywhere: what the navigation offers."""
        return {permission.value for held in self.current_assignments for permission in held.grants}

    @property
    def needs_second(self) -> bool:
        """Whether a setting asks one of this person's roles for a second factor."""
        wanted = settings.OFFICE_SECOND_FACTOR
        return bool(wanted) and any(held.role in wanted for held in self.current_assignments)

    def has_role(self, *roles: Role) -> bool:
        return any(held.role in roles for held in self.current_assignments)

    @property
    def role_title(self) -> str:
        """What the page head shows: the titles held, each once."""
        return "、".join(dict.fromkeys(held.title for held in self.current_assignments))


class Assignment(TimestampedModel):
    """One role, held by one person, over one division and everything below it.

    Division codes are hierarchical (6 digits a county, 9 a township, 12 a village), so a
    township's code is a prefix of each of its villages' codes. Ended, never deleted.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name="人员"
    )
    role = models.CharField("职责", max_length=30, choices=Role)
    area_code = models.CharField(
        "区划代码",
        max_length=12,
        validators=[RegexValidator(r"^\d{6}(\d{3}){0,2}$", "请填写6位、9位或12位区划代码。")],
    )
    unit = models.CharField("单位", max_length=40, blank=True, help_text="联审单位填写部门名称。")
    duty = models.CharField("分管", max_length=10, choices=Duty, blank=True, default="")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area_code", "unit"],
                condition=models.Q(ended_at__isnull=True),
                name="accounts_assignment_unique",
                violation_error_message="该人员在此区划已有同样的职责。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.title} {self.area_code}"

    @property
    def title(self) -> str:
        label = self.unit or Role(self.role).label
        return f"{label}（{Duty(self.duty).label}）" if self.duty in DUTY_GRANTS else label

    @property
    def grants(self) -> frozenset[Permission]:
        return granted(self.role, self.duty, apart=settings.OFFICE_DUTIES_APART)


class TypedWork(models.Model):
    """What a person typed at a page and could not save: sealed, theirs alone, for a day (``typed``)."""

    # Nothing rests on it: it goes with the account, and with the day.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员")
    path = models.CharField("页面", max_length=400)
    content = EncryptedTextField("填写的内容")
    kept_at = models.DateTimeField("保存时间", db_index=True)

    class Meta:
        verbose_name = "未保存的填写"
        verbose_name_plural = "未保存的填写"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path"],
                name="accounts_typed_work_one_a_page",
                violation_error_message="这个页面的填写已经保存。",
            )
        ]

    def __str__(self) -> str:
        return self.path


class Attempt(models.Model):
    """One failed try, under a keyed hash of what it counts against (``limits``). Gone after a day."""

    kind = models.CharField("种类", max_length=20)
    key = models.CharField("对象", max_length=64)
    about = models.CharField("账号", max_length=64, blank=True, db_index=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "未成功的尝试"
        verbose_name_plural = "未成功的尝试"
        indexes = [models.Index(fields=["kind", "key", "at"], name="accounts_attempt_key")]

    def __str__(self) -> str:
        return self.kind


class UsedPassword(models.Model):
    """The hash of a password somebody has had, so that it does not come back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    password = models.CharField("密码散列", max_length=128)

    class Meta:
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"

    def __str__(self) -> str:
        return str(self.pk)


class StaffSession(AbstractBaseSession):
    """Django's session with the person it belongs to, so that both are read in one statement."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name="人员"
    )

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "会话"
        verbose_name_plural = "会话"

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        store: type[Any] = import_string("election_office.accounts.session_store.SessionStore")
        return store


class OpenSession(models.Model):
    """One log-in of a person that lasts: since when, last used when, with what kind of browser."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_sessions", verbose_name="人员"
    )
    session_key = models.CharField("会话", max_length=40, unique=True)
    browser = models.CharField("浏览器", max_length=60, blank=True)
    address = EncryptedTextField("地址", blank=True)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近操作", db_index=True)

    class Meta:
        verbose_name = "登录会话"
        verbose_name_plural = "登录会话"
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.browser


class SecondFactor(Versioned):
    """The secret that a person's phone shares with the office, sealed; asked for once it was confirmed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="second_factor", verbose_name="人员"
    )
    secret = EncryptedTextField("密钥", blank=True)
    confirmed_at = models.DateTimeField("启用时间", null=True, blank=True)
    # The step of the last code that passed: no code passes twice.
    last_step = models.BigIntegerField("最近一次口令的序号", default=0)
    # Who took it away last and when: for a day the two are not two people (``access.require_apart``).
    reset_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="重置人",
    )  # fmt: skip
    reset_at = models.DateTimeField("重置时间", null=True, blank=True)

    class Meta:
        verbose_name = "动态口令"
        verbose_name_plural = "动态口令"

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """One of ten codes that stand in for a lost phone, once; only its keyed hash is here."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="codes", verbose_name="动态口令")
    code_hash = models.CharField("恢复码散列", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"
        constraints = [
            models.UniqueConstraint(
                fields=["factor", "code_hash"],
                name="accounts_recovery_code_once",
                violation_error_message="恢复码重复。",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
