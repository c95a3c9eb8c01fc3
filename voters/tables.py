"""The lists of the roll."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from election_office.core.tables import ActionsColumn, DateColumn, NumberColumn, OfficeTable, StatusColumn
from election_office.law.words import GENERAL


class RollTable(OfficeTable):
    caption = GENERAL.roll_short
    phone = "slim"
    empty_title = "没有符合条件的人"
    empty_help = "请清除条件，或者换一个字、用拼音首字母再查。"

    serial = NumberColumn(verbose_name="序号")
    name = tables.Column(
        accessor="person__name", verbose_name="姓名", linkify=("voters:registration", [tables.A("pk")])
    )
    sex = tables.Column(accessor="person__get_sex_display", verbose_name="性别", orderable=False)
    number = tables.TemplateColumn(
        '<span class="number">{{ record.person.id_masked|default:"未登记" }}</span>',
        verbose_name="身份证号",
        orderable=False,
    )
    place = tables.Column(accessor="place", verbose_name=GENERAL.group, orderable=False)
    roll_class = tables.Column(accessor="class_label", verbose_name="类别", orderable=False)
    status = StatusColumn(verbose_name="状态", orderable=False)

    class Meta:
        order_by = ()


class FindingTable(OfficeTable):
    caption = "试读问题"
    empty_title = "没有这一类问题"

    sheet = tables.Column(verbose_name="工作表", orderable=False)
    row = NumberColumn(verbose_name="行", orderable=False)
    column = tables.Column(verbose_name="列", orderable=False)
    level = tables.Column(accessor="get_level_display", verbose_name="处理", orderable=False)
    message = tables.Column(verbose_name="说明", orderable=False)


class ChangeTable(OfficeTable):
    caption = "名册变动"
    empty_title = "没有这一类人员"

    name = tables.Column(verbose_name="姓名", orderable=False)
    id_masked = tables.TemplateColumn(
        '<span class="number">{{ record.id_masked|default:"未登记" }}</span>',
        verbose_name="身份证号",
        orderable=False,
    )
    place = tables.Column(verbose_name=GENERAL.group, orderable=False)
    detail = tables.Column(verbose_name="变动前→变动后", orderable=False)
    actions = ActionsColumn(
        "{% if record.registration_id %}"
        '<a href="{% url "voters:registration" record.registration_id %}">查看登记</a>{% endif %}'
    )


class UnchangedTable(OfficeTable):
    caption = "未变动人员"
    empty_title = "没有符合条件的人"

    name = tables.Column(
        accessor="person__name",
        verbose_name="姓名",
        orderable=False,
        linkify=("voters:registration", [tables.A("pk")]),
    )
    number = tables.TemplateColumn(
        '<span class="number">{{ record.person.id_masked|default:"未登记" }}</span>',
        verbose_name="身份证号",
        orderable=False,
    )
    place = tables.Column(accessor="place", verbose_name=GENERAL.group, orderable=False)
    status = StatusColumn(verbose_name="状态", orderable=False)


class ProxyTable(OfficeTable):
    caption = "委托投票"
    empty_title = "没有符合条件的委托"

    number = NumberColumn(verbose_name="编号", orderable=False)
    principal = tables.Column(
        verbose_name="委托人", orderable=False, linkify=("voters:proxy", [tables.A("pk")])
    )
    principal_place = tables.Column(accessor="principal__place", verbose_name="小组", orderable=False)
    agent = tables.Column(verbose_name="受委托人", orderable=False)
    relation = tables.Column(accessor="relation_label", verbose_name="关系", orderable=False)
    requested_on = DateColumn(verbose_name="办理日期", orderable=False)
    state = tables.TemplateColumn(
        '{% load office %}{% if record.revoked_at %}{% badge "void" "已撤销" %}'
        '{% elif record.number in table.announced %}{% badge "done" "已列入公告" %}'
        '{% else %}{% badge "doing" "待公告" %}{% endif %}',
        verbose_name="状态",
        orderable=False,
    )
    actions = ActionsColumn(
        '{% if not record.revoked_at and "proxy_edit" in perms_held %}'
        '<a href="{% url "voters:proxy_revoke" record.pk %}">撤销</a>{% endif %}'
    )

    def __init__(self, *args: Any, announced: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.announced = announced
