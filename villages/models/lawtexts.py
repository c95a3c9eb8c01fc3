"""Texts of provinces and counties entered here, and the rules as they stood when a list hung."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from election_office.core.fields import FileNameField
from election_office.core.gather import rows_once
from election_office.core.models import Placed, TimestampedModel, together, who
from election_office.law.layers import Entry, Layer
from election_office.law.words import KINDS


def law_text_path(text: LawText, filename: str) -> str:
    return f"rules/texts/{text.area_code}/{filename}"


class LawTextQuerySet(models.QuerySet["LawText"]):
    def confirmed(self) -> Self:
        return self.filter(state=LawText.State.CONFIRMED)

    def covering(self, codes: Iterable[str]) -> Self:
        """The texts that speak for any of these divisions: their province, prefecture or county."""
        return self.filter(area_code__in={code[:size] for code in codes for size in (2, 4, 6)})

    def as_layers(self) -> list[Layer]:
        """The confirmed texts as the rulebook lays them. One statement."""
        return layers_of(_rows_of(self))


def _rows_of(texts: LawTextQuerySet) -> models.QuerySet[LawTextRow]:
    rows = LawTextRow.objects.filter(text__in=texts.confirmed())
    return rows.select_related("text").order_by("pk")


@rows_once
def rows_of_texts(code: str) -> models.QuerySet[LawTextRow]:
    """What the confirmed texts of this division's province, prefecture and county say."""
    return _rows_of(LawText.objects.covering([code]))


@rows_once
def frozen_rules_of(election_id: int) -> models.QuerySet[FrozenRules]:
    return FrozenRules.objects.filter(election_id=election_id)


def layers_of(rows: Iterable[LawTextRow]) -> list[Layer]:
    """Each text with its rows as the rulebook lays it."""
    by_text: dict[LawText, list[LawTextRow]] = defaultdict(list)
    for row in rows:
        by_text[row.text].append(row)
    return [text.as_layer(entries) for text, entries in by_text.items()]


class LawText(TimestampedModel):
    """A provincial act, an autonomous regulation or a county's own text: typed in by one person from a
    workbook, confirmed by another against the scan. A later version does not touch the earlier one."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级法规"
        AUTONOMY = "autonomy", "自治条例、单行条例（变通）"
        COUNTY = "county", "县级规定"

    class State(models.TextChoices):
        ENTERED = "entered", "待核对"
        CONFIRMED = "confirmed", "已核对启用"
        REFUSED = "refused", "核对未通过"
        ENDED = "ended", "已停用"

    level = models.CharField("文本级别", max_length=10, choices=Level)
    area_code = models.CharField(
        "适用区划", max_length=6, db_index=True, validators=[RegexValidator(r"^\d{2}(\d{2}(\d{2})?)?$")]
    )
    kind = models.CharField("适用的选举", max_length=10, choices=list(KINDS.items()), default="village")
    title = models.CharField("法规或者文件名称", max_length=80)
    paper_number = models.CharField("公告号或者文号", max_length=60, blank=True)
    passed_on = models.DateField("通过日期")
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("停止施行日期", null=True, blank=True)
    scan = models.FileField("全文扫描件或者文本", upload_to=law_text_path)
    filename = FileNameField("文件名")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ENTERED, editable=False)
    entered_by = who("录入人")
    decided_by = who("核对人", optional=True)
    decided_at = models.DateTimeField("核对时间", null=True, blank=True, editable=False)
    reason = models.CharField("核对意见", max_length=200, blank=True, editable=False)

    objects = LawTextQuerySet.as_manager()

    class Meta:
        verbose_name = "地方文本"
        verbose_name_plural = "地方文本"
        ordering = ["area_code", "-valid_from", "-pk"]
        constraints = [
            together("decided_at", "decided_by", name="villages_law_text_decided_together"),
            models.CheckConstraint(
                condition=Q(valid_from__gte=models.F("passed_on")),
                name="villages_law_text_in_force_after_passed",
                violation_error_message="施行日期不能早于通过日期。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("entered_by")),
                name="villages_law_text_second_person",
                violation_error_message="录入人不能核对自己录入的文本，请由另一人核对。",
            ),
            models.UniqueConstraint(
                fields=["area_code", "level", "kind", "title", "valid_from"],
                condition=Q(state__in=["entered", "confirmed"]),
                name="villages_law_text_one_per_version",
                violation_error_message="这一文本的同一版本已经录入。",
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》（{self.passed_on.year}年{self.passed_on.month}月{self.passed_on.day}日）"

    def as_layer(self, rows: Iterable[LawTextRow]) -> Layer:
        entries = tuple((row.key, json.dumps(row.value), row.article, row.sentence) for row in rows)
        verified = self.state == self.State.CONFIRMED
        head = (self.level, f"entered-{self.pk}", self.title, self.area_code, self.kind)
        return _layer(head, (self.passed_on, self.valid_from, self.valid_to), entries, verified)


class LawTextRow(models.Model):
    """One value of an entered text, with its article and its sentence."""

    text = models.ForeignKey(LawText, models.CASCADE, related_name="rows", verbose_name="文本")
    key = models.CharField("参数", max_length=60)
    value: models.JSONField[Any, Any] = models.JSONField("取值")
    article = models.CharField("条款", max_length=60)
    sentence = models.CharField("说明", max_length=200)

    class Meta:
        verbose_name = "文本取值"
        verbose_name_plural = "文本取值"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "key"],
                name="villages_law_text_row_one_per_key",
                violation_error_message="同一参数只能写一行。",
            )
        ]

    def __str__(self) -> str:
        return self.key


class FrozenRules(Placed):
    """规则定格: the rules of an election as they stood on the day its formal list hung, every value with its
    source. What is entered later does not reach a vote that is already called."""

    place = "election__village__code"

    election = models.OneToOneField(
        "villages.Election", models.PROTECT, related_name="frozen_rules", verbose_name="选举"
    )
    frozen_on = models.DateField("定格日期")
    parameters: models.JSONField[Any, Any] = models.JSONField("全部取值")
    frozen_by = who("经办人")

    class Meta:
        verbose_name = "规则定格"
        verbose_name_plural = "规则定格"

    def __str__(self) -> str:
        return f"{self.election}规则定格"


@lru_cache(maxsize=64)
def _layer(
    head: tuple[str, str, str, str, str], days: tuple[Any, Any, Any], rows: tuple[Any, ...], verified: bool
) -> Layer:
    """The same object for the same text, so that the rulebook made from it is made once."""
    level, version, title, area, kind = head
    passed, valid_from, valid_to = days
    return Layer(
        name=level,
        version=version,
        law=title,
        delegation="",
        measures="",
        passed=passed,
        valid_from=valid_from,
        valid_to=valid_to,
        area=area,
        title=title,
        election=kind,
        entries={
            key: Entry(json.loads(value), title, article, verified, sentence, "法定", "", "")
            for key, value, article, sentence in rows
        },
    )
