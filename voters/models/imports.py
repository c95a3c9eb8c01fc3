"""A file of voters on its way in: kept, tried, imported."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.fields import FileNameField
from election_office.core.models import (
    Placed,
    PlacedManager,
    PlacedQuerySet,
    Viewer,
    together,
    who,
)
from election_office.law.words import GENERAL
from villages import numbers
from voters.imports.apart import KINDS


class RollImportQuerySet(PlacedQuerySet["RollImport"]):
    def visible_to(self, user: Viewer) -> Self:
        """A file of identity numbers is for those who keep the roll, not for every reader."""
        assert isinstance(user, User)
        return within(self, user, Permission.ROLL_EDIT, self.model.place)


def faults_file_path(roll_import: RollImport, filename: str) -> str:
    return f"rolls/{roll_import.election_id}/{roll_import.sha256}-faults.xlsx"


def judged_file_path(roll_import: RollImport, filename: str) -> str:
    return f"rolls/{roll_import.election_id}/{roll_import.sha256}-judged.bin"


def roll_file_path(roll_import: RollImport, filename: str) -> str:
    """Named by its content: the name a person gave it may hold anything."""
    return f"rolls/{roll_import.election_id}/{roll_import.sha256}{PurePath(filename).suffix.lower()[:5]}"


LEVELS = ("error", "pending", "excluded", "warning")
DONE = ("created", "pending", "new_people", "changed_people", "vanished", "excluded", "unchanged")
COUNTS = ("people", "accepted", "unlisted", *DONE)
TRIAL_COLUMNS = ("trial", *COUNTS, *(f"level_{level}" for level in LEVELS))
"""What a trial and an import write of themselves."""


def _count(label: str) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True, editable=False)


class RollImport(Placed):
    """One uploaded file. The same content is one row, however often it is brought.

    The counts of the last trial are columns; from ``created`` on they are those of the import. The findings
    are rows of their own; ``unlisted`` of them are counted but not kept one by one. ``trial`` holds how the
    file was read: codes {code: n}, sheets, skipped, uses, apart, and comparison (what
    ``voters.imports.changes.Comparison.summary`` says). ``partial``: the file tells of some people only, so
    nobody vanishes by it.
    """

    place = "election__village__code"

    class State(models.TextChoices):
        UPLOADED = "uploaded", "等待试读"
        TRIED = "tried", "已试读"
        UNREADABLE = "unreadable", "无法读取"
        AWAITING = "awaiting", "等待第二人核准"
        APPLIED = "applied", "已导入"

    election = models.ForeignKey(
        "villages.Election", models.PROTECT, related_name="roll_imports", verbose_name="选举"
    )
    file = models.FileField("文件", upload_to=roll_file_path, max_length=200)
    filename = FileNameField("文件名")
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("文件校验值", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State, default=State.UPLOADED)
    partial = models.BooleanField(f"只是部分{GENERAL.people}的名册", default=False)
    # What people said of the file: sheet → column → field (empty: not used); kind set apart → decision.
    mapping = models.JSONField("各列读作", default=dict, blank=True, editable=False)
    decisions = models.JSONField("对文件另行标出的人的决定", default=dict, blank=True, editable=False)
    problem = models.CharField("无法读取的原因", max_length=300, blank=True)
    trial = models.JSONField("试读结果", default=dict, blank=True)
    people = _count("读到的人数")
    accepted = _count("可以登记的人数")
    pending = _count("待定的人数")
    unlisted = _count("没有逐条列出的问题数")
    level_error = _count("必须改正的问题数")
    level_pending = _count("待补的问题数")
    level_excluded = _count("不列入的问题数")
    level_warning = _count("请核对的问题数")
    created = _count("新登记的人数")
    new_people = _count("新建人员记录数")
    changed_people = _count("变更的人数")
    vanished = _count("名册中没有的人数")
    excluded = _count("名册写明不列入的人数")
    unchanged = _count("原已在名单、未动的人数")
    # The same workbook with a column 「问题」, made with the trial.
    faults = models.FileField("问题表", upload_to=faults_file_path, max_length=200, blank=True)
    # The judged rows of the trial, for the import alone (``voters.imports.kept``).
    judged = models.FileField("试读结果文件", upload_to=judged_file_path, max_length=200, blank=True)
    tried_at = models.DateTimeField("试读时间", null=True, blank=True)
    job = models.ForeignKey(
        "jobs.Job",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="后台任务",
    )
    uploaded_by = who("上传人")
    # When much of a roll changes: who asked for the import, and the other person who agreed to it.
    asked_at = models.DateTimeField("提请时间", null=True, blank=True)
    asked_by = who("提请人", optional=True)
    approved_at = models.DateTimeField("核准时间", null=True, blank=True)
    approved_by = who("核准人", optional=True)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    applied_by = who("导入人", optional=True)

    objects: ClassVar = PlacedManager.from_queryset(RollImportQuerySet)()

    class Meta:
        verbose_name = "名册文件"
        verbose_name_plural = "名册文件"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "sha256"],
                name="voters_roll_import_one_per_file",
                violation_error_message="这份文件已经上传过。",
            ),
            together(
                "applied_at",
                "applied_by",
                name="voters_roll_import_applied_at_and_by_together",
                message="导入时间和导入人要一起记录。",
            ),
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_at__isnull=True)),
                name="voters_roll_import_applied_with_time",
                violation_error_message="已导入的文件须有导入时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="awaiting") | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="voters_roll_import_awaiting_was_asked",
                violation_error_message="等待核准的文件须记录提请人和提请时间。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False, asked_by__isnull=False)
                    & ~Q(approved_by=F("asked_by"))
                ),
                name="voters_roll_import_second_is_another",
                violation_error_message="核准人须是提请人以外的另一名经办人。",
            ),
        ]

    def __str__(self) -> str:
        name: str = self.filename
        return name

    def count(self, level: str) -> int:
        """How many findings of that level the last trial had."""
        return int(getattr(self, f"level_{level}") or 0)

    def take_trial(self, said: Mapping[str, Any]) -> None:
        """Keep what a trial says, in place of what the one before said; nothing: none was made."""
        counts = {name: said.get(name) for name in COUNTS}
        levels: Mapping[str, int] = said.get("levels", {})
        counts |= {f"level_{level}": levels.get(level, 0) if said else None for level in LEVELS}
        for name, number in counts.items():
            setattr(self, name, number)
        self.trial = {name: value for name, value in said.items() if name not in (*COUNTS, "levels")}

    @property
    def undecided(self) -> list[str]:
        """Titles of the kinds of people the file sets apart that nobody has decided about."""
        apart = self.trial.get("apart", {})
        return [kind.title for kind in KINDS if apart.get(kind.key) and kind.key not in self.decisions]

    @property
    def ready(self) -> bool:
        """Tried, without an error, nobody left undecided, and with somebody in it to import."""
        somebody = bool(self.accepted or self.pending)
        return self.state == self.State.TRIED and not (self.has_errors or self.undecided) and somebody

    @property
    def has_errors(self) -> bool:
        return self.count("error") > 0

    @property
    def comparison(self) -> dict[str, Any]:
        """How the file differs from the roll there was; empty before a trial."""
        return dict(self.trial.get("comparison", {}))

    @property
    def needs_second(self) -> bool:
        return bool(self.comparison.get("needs_second"))


class ColumnMeaning(Placed):
    """What a title means in this village, as a person has said. ``field``: empty for not used."""

    place = "village__code"

    village = models.ForeignKey(
        "villages.Village", models.CASCADE, related_name="column_meanings", verbose_name="村"
    )
    title = models.CharField("列名", max_length=60)
    field = models.CharField("读作", max_length=20, blank=True)

    class Meta:
        verbose_name = "列名的读法"
        verbose_name_plural = "列名的读法"
        ordering = ["village", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "title"],
                name="voters_column_meaning_one_per_title",
                violation_error_message=f"这个列名在{GENERAL.here}已有读法。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}读作{self.field or '没有使用'}"


class RollFinding(models.Model):
    """One finding of the last trial; thrown away when the file is tried again. Holds no numbers."""

    class Level(models.TextChoices):
        ERROR = "error", "必须改正"
        PENDING = "pending", "待定"
        EXCLUDED = "excluded", "不列入"
        WARNING = "warning", "请核对"

    roll_import = models.ForeignKey(
        RollImport, models.CASCADE, related_name="findings", verbose_name="名册文件"
    )
    order = models.PositiveIntegerField("次序")
    sheet = models.CharField("工作表", max_length=60)
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=3, blank=True)
    level = models.CharField("处理", max_length=10, choices=Level)
    code = models.CharField("问题代码", max_length=40)
    message = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = "试读问题"
        verbose_name_plural = "试读问题"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["roll_import", "order"], name="voters_roll_finding_in_order"),
        ]
        indexes = [models.Index(fields=["roll_import", "level", "code"], name="voters_roll_finding_by_code")]

    def __str__(self) -> str:
        return f"{self.sheet} 第{self.row}行：{self.message}"


class RollChange(models.Model):
    """One person whom a file would add, change or no longer names; made anew with every trial.

    Only for a file brought to a roll that has people already. Numbers are sealed.
    """

    class Kind(models.TextChoices):
        ADDED = "added", "新增"
        CHANGED = "changed", "变更"
        VANISHED = "vanished", "本次名册中没有"
        EXCLUDED = "excluded", "本次名册写明不列入"

    roll_import = models.ForeignKey(
        RollImport, models.CASCADE, related_name="changes", verbose_name="名册文件"
    )
    order = models.PositiveIntegerField("次序")
    kind = models.CharField("变动", max_length=8, choices=Kind)
    registration = models.ForeignKey(
        "voters.Registration",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记",
    )
    name = models.CharField("姓名", max_length=40)
    id_cipher = models.CharField("身份证号（加密）", max_length=120, blank=True)
    id_tail_hash = models.CharField("身份证号末四位（校验）", max_length=16, blank=True)
    place = models.CharField(GENERAL.group, max_length=60, blank=True)
    detail = models.CharField("内容", max_length=500, blank=True)

    class Meta:
        verbose_name = "名册变动"
        verbose_name_plural = "名册变动"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["roll_import", "order"], name="voters_roll_change_in_order"),
        ]
        indexes = [models.Index(fields=["roll_import", "kind", "order"], name="voters_roll_change_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name}"

    @property
    def id_masked(self) -> str:
        return numbers.shown(self.id_cipher, self.roll_import.election.village_id)
