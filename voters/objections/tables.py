"""The list of objections, each with its clock."""

from __future__ import annotations

import django_tables2 as tables

from election_office.core.tables import DateColumn, NumberColumn, OfficeTable


class ObjectionTable(OfficeTable):
    caption = "名单申诉"
    empty_title = "没有符合条件的申诉"
    empty_help = "请清除条件再查。"

    number = NumberColumn(verbose_name="编号", orderable=False)
    about_name = tables.Column(
        verbose_name="所涉人员", orderable=False, linkify=("voters:objection", [tables.A("pk")])
    )
    claim = tables.Column(accessor="get_claim_display", verbose_name="申诉事项", orderable=False)
    objector_name = tables.Column(verbose_name="申诉人", orderable=False)
    received_on = DateColumn(verbose_name="收到", orderable=False)
    window = tables.TemplateColumn(
        '{% load office %}<div>{% if record.in_time %}{% badge "done" "期内" %}'
        '{% else %}{% badge "overdue" "逾期收到" %}{% endif %} {{ record.window_until|cn_date }}止</div>',
        verbose_name="受理期限",
        orderable=False,
    )
    clock = tables.TemplateColumn(
        '{% load office %}{% if record.state == "withdrawn" %}<span class="none">不再决定</span>'
        '{% else %}{% include "components/deadline.html" with due=record.due_on done_on=record.decided_on '
        "only %}"
        "{% endif %}",
        verbose_name="决定期限",
        orderable=False,
    )
    state = tables.TemplateColumn(
        '{% load office %}<div>{% if record.state == "posted" %}{% badge "done" "已公布" %}'
        '{% elif record.state == "withdrawn" %}{% badge "void" "已撤回" %}'
        '{% elif record.state == "decided" %}{% badge "soon" "待公布" %}'
        '{% else %}{% badge "todo" "待决定" %}{% endif %}'
        "{% if record.outcome %} {{ record.get_outcome_display }}{% endif %}</div>",
        verbose_name="状态",
        orderable=False,
    )
