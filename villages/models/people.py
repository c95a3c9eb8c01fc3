"""One person, one record: voter, candidate, agent, committee member, relative."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Greatest, Least

from election_office.core.models import Placed, PlacedManager, PlacedQuerySet
from election_office.core.names import clean_name
from election_office.core.pinyin import pinyin_initials
from election_office.core.searching import named
from election_office.core.strokes import stroke_key
from election_office.law.words import GENERAL
from villages import numbers


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


def person_named(words: str, prefix: str = "") -> models.Q:
    """Whom these words may mean: part of the name, the letters of one of its readings, the end of the number.

    ``prefix`` leads to the person: ``"person__"``. Every search box of the office asks this.
    """
    found = named(words, prefix)
    if words.isascii() and words.isalnum():
        hashes = numbers.tail_hashes(numbers.seen_villages(), words)
        if hashes:
            found |= models.Q(**{f"{prefix}id_tail_hash__in": hashes})
    return found


class PersonQuerySet(PlacedQuerySet["Person"]):
    def matching(self, words: str) -> PersonQuerySet:
        """By name, by pinyin initials, or by the last four characters of the ID number."""
        words = words.strip()
        if not words:
            return self
        return self.filter(person_named(words))


class Person(Placed):
    """A natural person. ID and phone numbers are held encrypted; lists show their end to whom it concerns.

    ``village`` is the village that keeps the record; a person registered elsewhere is still this row.
    """

    place = "village__code"

    village = models.ForeignKey(
        "villages.Village",
        models.PROTECT,
        related_name="people",
        verbose_name="所在村",
        db_index=False,  # the index by strokes begins with it
    )
    group = models.ForeignKey(
        "villages.Group",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=GENERAL.group,
    )
    name = models.CharField("姓名", max_length=40)  # the index of twins begins with it
    sex = models.CharField("性别", max_length=6, choices=Sex)
    birth_date = models.DateField("出生日期")
    id_cipher = models.CharField("身份证号（加密）", max_length=120, blank=True, editable=False)
    id_hash = models.CharField(
        "身份证号（校验）", max_length=64, null=True, blank=True, unique=True, editable=False
    )
    id_tail_hash = models.CharField("身份证号末四位（校验）", max_length=16, blank=True, editable=False)
    phone_cipher = models.CharField("电话（加密）", max_length=120, blank=True, editable=False)
    household = models.CharField("户号", max_length=20, blank=True)
    address = models.CharField("住址", max_length=120, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    party_member = models.BooleanField("中共党员", default=False)
    stroke_key = models.CharField("笔画序", max_length=255, editable=False)
    initials = models.CharField("拼音首字母", max_length=40, editable=False, db_index=True)
    died_on = models.DateField("死亡日期", null=True, blank=True)
    rights_deprived = models.BooleanField("依法被剥夺政治权利", default=False)

    objects: ClassVar = PlacedManager.from_queryset(PersonQuerySet)()

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ["stroke_key", "pk"]
        indexes = [
            models.Index(fields=["village", "stroke_key"], name="villages_person_by_stroke"),
            models.Index(fields=["name", "birth_date"], name="villages_person_twins"),
        ]

    def __str__(self) -> str:
        return self.name

    def set_name(self, name: str) -> None:
        """The name in its one spelling, with the keys it sorts and is found by."""
        self.name = name = clean_name(name)
        self.stroke_key = stroke_key(name)
        self.initials = pinyin_initials(name)

    def set_id_number(self, number: str) -> None:
        """``number``: 18 characters already checked, or empty. The village must be known by then."""
        self.id_cipher = numbers.encrypt(number)
        self.id_hash = numbers.fingerprint(number) if number else None
        self.id_tail_hash = numbers.tail_hash(self.village_id, number)

    def set_phone(self, number: str) -> None:
        self.phone_cipher = numbers.encrypt(number)

    @property
    def has_number(self) -> str:
        """Beside a full birth date: only whether a number is known."""
        return numbers.PRESENT if self.id_cipher else ""

    @property
    def id_masked(self) -> str:
        """In lists: 尾号1234 for a reader who may know the number; never beside a full birth date."""
        return numbers.shown(self.id_cipher, self.village_id)

    @property
    def has_phone(self) -> str:
        return numbers.PRESENT if self.phone_cipher else ""

    def age_on(self, day: Any) -> int:
        """Full years on that day; the birthday itself counts."""
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return int(day.year - self.birth_date.year - before_birthday)


class Kinship(Placed):
    """A near relation, declared once for a pair (民法典第一千零四十五条: eight kinds).

    Reads: ``relative`` is the ``kind`` of ``person``. Every recusal rule reads it in both directions.
    """

    place = "person__village__code"

    class Kind(models.TextChoices):
        SPOUSE = "spouse", "配偶"
        PARENT = "parent", "父母"
        CHILD = "child", "子女"
        SIBLING = "sibling", "兄弟姐妹"
        GRANDPARENT = "grandparent", "祖父母、外祖父母"
        GRANDCHILD = "grandchild", "孙子女、外孙子女"

    person = models.ForeignKey(Person, models.PROTECT, related_name="kin", verbose_name="本人")
    relative = models.ForeignKey(Person, models.PROTECT, related_name="kin_of", verbose_name="亲属")
    kind = models.CharField("关系", max_length=12, choices=Kind, help_text="亲属是本人的什么人。")
    source = models.CharField("依据", max_length=120, blank=True, help_text="例如户口簿、本人申报。")
    declared_by = models.CharField("登记人", max_length=50, editable=False)
    ended_on = models.DateField("解除日期", null=True, blank=True, help_text="例如离婚日期。")

    class Meta:
        verbose_name = "近亲属关系"
        verbose_name_plural = "近亲属关系"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(person=models.F("relative")),
                name="villages_kinship_not_with_oneself",
                violation_error_message="本人不能是自己的亲属。",
            ),
            models.UniqueConstraint(
                Least("person", "relative"),
                Greatest("person", "relative"),
                condition=models.Q(ended_on__isnull=True),
                name="villages_kinship_one_per_pair",
                violation_error_message="这两人的关系已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relative}是{self.person}的{self.get_kind_display()}"
