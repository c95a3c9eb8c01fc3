"""What the models of every app share: the version of a row, who did it, where it lies, how it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import Any, ClassVar, Protocol, Self, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Viewer(Protocol):
    """Anybody who may look at some divisions."""

    def areas_in_view(self) -> list[str]: ...


class Outdated(Exception):
    """Somebody saved the row after the page was opened. Carries the row as it is stored."""

    def __init__(self, row: Versioned) -> None:
        super().__init__(f"{row._meta.label}:{row.pk} has version {row.version} by now.")
        self.row = row


class Versioned(models.Model):
    """A row that knows which of its versions this is.

    ``keep`` is the way an act saves it. ``save``, ``update`` and bulk writes leave the version as it is.
    """

    # The database has the default too: rows are also written past the model, by COPY.
    version = models.PositiveIntegerField("版本", default=1, db_default=1, editable=False)

    class Meta:
        abstract = True

    def lock(self, version: int | None = None) -> Self:
        """The row as it is stored, locked until the transaction ends.

        Raises Outdated when the caller names a version and another is stored.
        """
        return type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk).expect(version)

    def expect(self, version: int | None) -> Self:
        """This stored row, when it has the version the caller saw. Raises Outdated when not."""
        if version is not None and self.version != version:
            raise Outdated(self)
        return self

    def keep(self, *changed: str) -> Self:
        """Check the row and save it: a new row whole, a stored row in the fields named.

        Raises ValidationError. Every change of a stored row raises its version by one; with no
        field named only the version moves, for a row whose parts in other tables have changed.
        """
        self.full_clean()
        if self._state.adding:
            self.save()
        else:
            self.version += 1
            times = ["updated_at"] if isinstance(self, TimestampedModel) else []
            self.save(update_fields=[*changed, "version", *times])
        return self


class TimestampedModel(Versioned):
    """A versioned row that knows when it was made and last changed."""

    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True


VILLAGE_DIGITS = 12


def lies_in(codes: Iterable[str], path: str) -> Q:
    """What lies in one of these divisions; ``path`` leads from the row to its division code."""
    fence = Q(pk__in=[])
    for code in codes:
        # A village has the longest code: no other begins with it, and an index finds the whole at once.
        fence |= Q(**{path if len(code) == VILLAGE_DIGITS else f"{path}__startswith": code})
    return fence


Row = TypeVar("Row", bound="Placed")


def _fetch_way(row: models.Model, step: str, further: list[str]) -> None:
    """Fetch what this column points at with all that lies further on, if it was not: one statement."""
    column = row._meta.get_field(step)
    if not further or not isinstance(column, models.ForeignKey) or column.is_cached(row):
        return
    pointed = getattr(row, column.attname)
    if pointed is not None:
        to = column.target_field.attname
        rows = column.related_model._base_manager.using(row._state.db).select_related("__".join(further))
        column.set_cached_value(row, rows.get(**{to: pointed}))


class PlacedQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: Viewer) -> Self:
        """The fence of every page: only the rows in the divisions this user serves."""
        return self.filter(lies_in(user.areas_in_view(), self.model.place))


class PlacedManager(models.Manager[Row]):
    """Written out, not made by ``as_manager``: so the type checker knows the rows of each model.

    A model with a query set of its own takes ``objects: ClassVar = PlacedManager.from_queryset(Own)()``.
    """

    _queryset_class = PlacedQuerySet

    def visible_to(self, user: Viewer) -> PlacedQuerySet[Row]:
        return cast("PlacedQuerySet[Row]", self.get_queryset()).visible_to(user)


class Placed(TimestampedModel):
    """A row in one administrative division.

    ``place`` is the lookup from the row to the division code, for example
    ``round__election__village__code``. Where it passes through an election, ``election`` and
    ``election_id`` are found along it; a row that has the election as its own column keeps that.
    """

    place: ClassVar[str]

    objects: ClassVar[PlacedManager[Self]] = PlacedManager()

    class Meta:
        abstract = True

    @classmethod
    def way_to_the_place(cls) -> list[str]:
        """What ``select_related`` takes, so that the division is known without asking again."""
        way, _, _ = cls.place.rpartition("__")
        return [way] if way else []

    @property
    def area_code(self) -> str:
        steps = self.place.split("__")
        row: models.Model = self
        for number, step in enumerate(steps[:-1], start=1):
            _fetch_way(row, step, steps[number:-1])
            row = getattr(row, step)
        return str(getattr(row, steps[-1]))

    @property
    def election(self) -> Any:
        """The election along the way. AttributeError where the way passes through none."""
        return attrgetter(self._way_to_the_election())(self)

    @property
    def election_id(self) -> Any:
        return attrgetter(f"{self._way_to_the_election()}_id")(self)

    def _way_to_the_election(self) -> str:
        steps = self.place.split("__")
        if "election" not in steps:
            raise AttributeError(f"{self._meta.label} lies in no election.")
        return ".".join(steps[: steps.index("election") + 1])


def who(label: str, *, optional: bool = False) -> models.ForeignKey[Any, Any]:
    """The member of staff who did it. Optional where it may not have happened yet."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        related_name="+",
        null=optional,
        blank=optional,
        editable=False,
    )


def together(
    *fields: str,
    texts: tuple[str, ...] = (),
    name: str = "",
    message: str = "经办人、时间和理由须同时填写或者同时留空。",
) -> models.CheckConstraint:
    """All of these are filled in, or none. ``texts`` are text columns, where empty means "".

    ``name`` keeps the name of a constraint that stands in the database already.
    """
    empty, filled = Q(), Q()
    for field in fields:
        empty &= Q(**{f"{field}__isnull": True})
        filled &= Q(**{f"{field}__isnull": False})
    for text in texts:
        empty &= Q(**{text: ""})
        filled &= ~Q(**{text: ""})
    return models.CheckConstraint(
        condition=empty | filled,
        name=name or f"%(app_label)s_%(class)s_{(*fields, *texts)[0]}_together",
        violation_error_message=message,
    )


class Revocable(models.Model):
    """A row that may be taken back, with its reason; it is never deleted.

    The one base for what is withdrawn, struck, superseded or made void. A model with constraints
    of its own lists ``*Revocable.Meta.constraints`` among them; the words people read (撤回、划去、
    作废) stand on the page and in the trail.
    """

    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)
    revoked_by = who("撤销人", optional=True)
    revoked_reason = models.CharField("撤销理由", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [together("revoked_at", "revoked_by", texts=("revoked_reason",))]

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def revoke(self, *, by: models.Model, reason: str) -> tuple[str, str, str]:
        """Mark it as taken back now. Answers the names of the fields for ``keep``."""
        self.revoked_at, self.revoked_by, self.revoked_reason = timezone.now(), by, reason
        return "revoked_at", "revoked_by", "revoked_reason"

    def take_back(self, *, by: models.Model, reason: str, again: str) -> Self:
        """The stored row, locked, taken back and kept: once. ``again`` is said to whoever comes second."""
        row = self.lock()  # type: ignore[attr-defined]
        if row.is_revoked:
            raise ValidationError(again)
        taken: Self = row.keep(*row.revoke(by=by, reason=reason))
        return taken


class Objection(Placed):
    """What somebody said against a published list, and the answer: to the roll, to those put forward, to the
    electoral committee, to the people of the party branch.

    The table that takes this base says which list or person it is about and when it came in. It is answered
    once, with a text and a day, and never deleted.
    """

    class Outcome(models.TextChoices):
        OPEN = "", "待答复"
        UPHELD = "upheld", "意见成立"
        REJECTED = "rejected", "意见不成立"

    objector_name = models.CharField("提出人", max_length=60)
    text = models.TextField("意见内容", max_length=2000)
    in_time = models.BooleanField("在期限内提出", default=True, editable=False)
    outcome = models.CharField("处理结果", max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)
    answer = models.TextField("答复内容", max_length=2000, blank=True)
    decided_on = models.DateField("答复日期", null=True, blank=True)
    entered_by = who("登记人")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True, answer="")
                | (Q(outcome__in=["upheld", "rejected"], decided_on__isnull=False) & ~Q(answer="")),
                name="%(app_label)s_%(class)s_answer_whole",
                violation_error_message="处理结果、答复内容和日期要一起填写。",
            )
        ]

    @property
    def is_answered(self) -> bool:
        return self.outcome != ""

    @property
    def is_upheld(self) -> bool:
        return self.outcome == "upheld"

    def take_answer(self, *, upheld: bool, answer: str, decided_on: date) -> tuple[str, str, str]:
        """The answer, once. Answers the names of the fields for ``keep``. Raises ValidationError where it was
        answered before, or on a day before it came in or after today."""
        received_on: date = self.received_on  # type: ignore[attr-defined]
        if self.is_answered:
            raise ValidationError("这件意见已经答复。")
        if not received_on <= decided_on <= timezone.localdate():
            raise ValidationError({"decided_on": "答复日期应在收到以后，且不能晚于今天。"})
        self.outcome = "upheld" if upheld else "rejected"
        self.answer, self.decided_on = answer.strip(), decided_on
        return "outcome", "answer", "decided_on"


class KeyCheck(models.Model):
    """One row: by it the office knows whether the keys at hand are those of this database."""

    sealed = models.CharField("加密密钥校验值", max_length=200)
    hashed = models.CharField("查找密钥校验值", max_length=64)
    trail = models.CharField("留痕密钥校验值", max_length=64)

    class Meta:
        verbose_name = "密钥校验值"
        verbose_name_plural = "密钥校验值"

    def __str__(self) -> str:
        return "密钥校验值"
