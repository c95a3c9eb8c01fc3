"""One person on one election's roll (登记参加选举的村民)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.fields import FileNameField
from election_office.core.models import TimestampedModel
from election_office.law.words import GENERAL, words_for
from villages.models.people import person_named

COMMUNITY = words_for("", "community")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: User) -> RegistrationQuerySet:
        return within(self, user, Permission.VILLAGE_VIEW, "election__village__code")

    def registered(self) -> RegistrationQuerySet:
        """Those who may take part: what every count of the roll counts."""
        return self.filter(status=Registration.Status.REGISTERED)

    def matching(self, words: str) -> RegistrationQuerySet:
        """By name, by pinyin initials, by the last four of the ID number, or by the number on the roll."""
        words = words.strip()
        if not words:
            return self
        found = person_named(words, "person__")
        if words.isdecimal() and len(words) < 6:
            found |= Q(serial=int(words))
        return self.filter(found).select_related("person", "group")

    def standing(self) -> RegistrationQuerySet:
        """On the roll, or waiting for a decision."""
        return self.filter(status__in=[Registration.Status.REGISTERED, Registration.Status.PENDING])

    def vanished(self) -> RegistrationQuerySet:
        """Not named by the last file, and nobody has decided yet."""
        return self.standing().filter(vanished_at__isnull=False)

    def with_people(self) -> RegistrationQuerySet:
        return self.select_related("person", "group")

    def in_roll_order(self) -> RegistrationQuerySet:
        """Group by group, names by strokes: the order of the notice and of the serial numbers."""
        return self.order_by(
            models.F("group__number").asc(nulls_last=True), "person__stroke_key", "person__birth_date", "pk"
        )


def registration_paper_path(registration: Registration, filename: str) -> str:
    return f"registrations/{registration.election_id}/{filename}"


class Registration(TimestampedModel):
    """A person before one election: registered, waiting for a decision, left off or struck off.

    Written only by ``voters.actions``. Never deleted: a person who leaves the roll keeps the row, its
    serial number and the reason. ``cycle`` repeats the election's, so that the database itself
    refuses one person on two rolls.
    """

    class Status(models.TextChoices):
        REGISTERED = "registered", "已登记"
        PENDING = "pending", "待定"
        LEFT_OFF = "left_off", "不列入"
        CANCELLED = "cancelled", "已取消"

    class RollClass(models.TextChoices):
        A = "A", f"户籍在{GENERAL.here}且在{GENERAL.here}居住"
        B = "B", f"户籍在{GENERAL.here}、不在{GENERAL.here}居住"
        C = "C", f"户籍不在{GENERAL.here}"
        EXTRA = "extra", "地方规定的其他人员"
        # The three of a community.
        HUKOU = "hukou", f"户籍在{COMMUNITY.here}"
        LIVES = "lives", f"户籍不在{COMMUNITY.here}、在{COMMUNITY.here}常住"
        WORKS = "works", f"在{COMMUNITY.here}工作的社区工作者"
        UNKNOWN = "", "类别待定"

    election = models.ForeignKey(
        "villages.Election",
        models.PROTECT,
        related_name="registrations",
        verbose_name="选举",
        db_index=False,  # see Meta.indexes
    )
    cycle = models.ForeignKey(
        "villages.Cycle",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="换届方案",
        db_index=False,  # see Meta.indexes
    )
    person = models.ForeignKey(
        "villages.Person", models.PROTECT, related_name="registrations", verbose_name="本人"
    )
    group = models.ForeignKey(
        "villages.Group",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=GENERAL.group,
    )
    serial = models.PositiveIntegerField("名单序号", null=True, blank=True, editable=False)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.REGISTERED)
    roll_class = models.CharField(
        "登记类别", max_length=6, choices=RollClass, default=RollClass.UNKNOWN, blank=True
    )
    extra_class = models.CharField("地方类别代码", max_length=40, blank=True)
    hukou_here = models.BooleanField(f"户籍在{GENERAL.here}", null=True, blank=True)
    lives_here = models.BooleanField(f"在{GENERAL.here}居住", null=True, blank=True)
    # What class B, C and the provincial classes ask for (voters.rules.RegistrationFacts): dates as text.
    conditions = models.JSONField("登记条件", default=dict, blank=True)

    ground = models.CharField("情形", max_length=40, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    decided_by = models.CharField("决定人", max_length=60, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    paper_number = models.CharField("文号", max_length=60, blank=True)
    paper_file = models.FileField("附件", upload_to=registration_paper_path, blank=True)
    paper_name = FileNameField("附件名称", blank=True)

    is_candidate = models.BooleanField("是候选人", default=False, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)
    pending_reason = models.CharField("待定原因", max_length=200, blank=True, editable=False)
    from_import = models.ForeignKey(
        "voters.RollImport",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="registrations",
        verbose_name="导入",
        db_index=False,  # see Meta.indexes
    )
    # A later file no longer names the person: stays on the roll until somebody decides.
    vanished_at = models.DateTimeField("名册中没有的时间", null=True, blank=True, editable=False)
    vanished_import = models.ForeignKey(
        "voters.RollImport",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="没有此人的名册",
        db_index=False,  # see Meta.indexes
    )
    # The version that first held the person, and the one that told of the removal.
    added_in = models.ForeignKey(
        "voters.RollVersion",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="additions",
        verbose_name="列入版本",
        db_index=False,  # see Meta.indexes
    )
    removed_in = models.ForeignKey(
        "voters.RollVersion",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="removals",
        verbose_name="移出版本",
        db_index=False,  # see Meta.indexes
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="录入人",
        db_index=False,  # see Meta.indexes
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = f"{GENERAL.voter_short}登记"
        verbose_name_plural = f"{GENERAL.voter_short}登记"
        ordering = ["serial", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person"],
                name="voters_registration_one_per_person",
                violation_error_message=f"此人在{GENERAL.here}名单上已有登记。",
            ),
            models.UniqueConstraint(
                fields=["cycle", "person"],
                # Communities only warn of a second roll: their classes are left out.
                condition=Q(status="registered") & ~Q(roll_class__in=["hukou", "lives", "works"]),
                name="voters_registration_one_roll_per_cycle",
                violation_error_message="此人已在本届其他村登记参加选举，须先在该村取消登记。",
            ),
            models.UniqueConstraint(
                fields=["election", "serial"],
                condition=Q(serial__isnull=False),
                name="voters_registration_one_per_serial",
                violation_error_message="名单序号不能重复。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="", decided_on__isnull=True)
                | (~Q(decided_by="") & Q(decided_on__isnull=False)),
                name="voters_registration_decided_by_and_on_together",
                violation_error_message="决定人和决定日期要一起填写。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["left_off", "cancelled"])
                | (~Q(decided_by="") & Q(decided_on__isnull=False) & ~Q(reason="")),
                name="voters_registration_removal_is_decided",
                violation_error_message="不列入或者取消登记须写明理由、决定人和决定日期。",
            ),
            models.CheckConstraint(
                condition=Q(vanished_at__isnull=True, vanished_import__isnull=True)
                | Q(vanished_at__isnull=False, vanished_import__isnull=False),
                name="voters_registration_vanished_with_file",
                violation_error_message="名册中没有此人的标记须写明是哪一份名册。",
            ),
        ]
        indexes = [
            # By group serves the election too. An import writes 50,000 rows into each index: what is empty
            # in nearly every row is indexed where it is not, and what nobody looks for by itself not at all.
            models.Index(fields=["election", "status", "group"], name="voters_registration_by_group"),
            models.Index(
                fields=["vanished_import"],
                condition=Q(vanished_import__isnull=False),
                name="voters_registration_vanished",
            ),
            models.Index(
                fields=["added_in"], condition=Q(added_in__isnull=False), name="voters_registration_added"
            ),
            models.Index(
                fields=["removed_in"],
                condition=Q(removed_in__isnull=False),
                name="voters_registration_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @classmethod
    def classes_of(cls, kind: str) -> list[tuple[str, str]]:
        """Codes and words of the classes an election of this kind knows."""
        own = [cls.RollClass.HUKOU, cls.RollClass.LIVES, cls.RollClass.WORKS]
        mine = [
            item
            for item in cls.RollClass
            if item is not cls.RollClass.UNKNOWN and (item in own) == (kind == "community")
        ]
        return [(row.value, str(row.label)) for row in mine]

    @property
    def area_code(self) -> str:
        return self.election.area_code

    @property
    def id_masked(self) -> str:
        return self.person.id_masked

    @property
    def place(self) -> str:
        """The group's title, or what people say when none is known."""
        return self.group.title if self.group else "未分组"

    @property
    def class_label(self) -> str:
        """The words of the class; the letter alone says nothing to people."""
        return str(self.RollClass(self.roll_class).label)
