"""What the components page shows: every look once, with plainly fictitious data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_tables2 as tables
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from election_office.core.attachments import AttachmentField
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.paging import Stretch
from election_office.core.tables import ActionsColumn, DateColumn, NumberColumn, OfficeTable
from election_office.core.templatetags.office import TONES, Crumb, Tab, badge
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.words import GENERAL


class SampleForm(OfficeForm):
    name = forms.CharField(label="姓名", max_length=20, help_text="与身份证一致。")
    born = forms.DateField(label="出生日期")
    votes = forms.IntegerField(label="得票数", min_value=0, help_text="只填数字，单位：票。")
    village = forms.ChoiceField(label="所在村", choices=[("1", "甲子村"), ("2", "乙丑村")])
    sex = forms.ChoiceField(
        label="性别", choices=[("male", "男"), ("female", "女")], widget=forms.RadioSelect
    )
    posts = forms.MultipleChoiceField(
        label="职位",
        choices=[("director", "主任"), ("deputy", "副主任"), ("member", "委员")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    paper = AttachmentField(label="申请书照片", required=False)
    reason = forms.CharField(label="不能到场的原因", widget=forms.Textarea)
    sure = forms.BooleanField(label="本人已当面核对身份证")

    rows = [("name", "born"), ("village", "votes")]


class SampleTable(OfficeTable):
    caption = "各村进度"

    village = tables.Column(verbose_name="村")
    day = DateColumn(verbose_name="选举日")
    registered = NumberColumn(verbose_name="登记人数")
    state = tables.Column(verbose_name="状态", accessor="tone")
    actions = ActionsColumn('<a href="#table">查看</a>')

    def render_state(self, value: str) -> str:
        return badge(value)


def everything(request: HttpRequest) -> dict[str, Any]:
    """The context of core/components.html."""
    today = timezone.localdate()
    rows = [
        {"village": name, "day": today + timedelta(days=days), "registered": count, "tone": tone}
        for name, days, count, tone in (
            ("甲子村", -3, 1204, "overdue"),
            ("乙丑村", 2, 986, "soon"),
            ("丙寅村", 18, 2310, "doing"),
            ("丁卯村", 18, 753, "done"),
        )
    ]
    table = SampleTable(rows)
    tables.RequestConfig(request, paginate={"per_page": 3}).configure(table)
    refused = SampleForm(
        {"name": "甲某某", "votes": "十", "village": "1", "reason": "外出务工", "born": today.isoformat()}
    )
    refused.add_error("name", "甲某某是候选人，不能接受委托。（依据：《示例法》第九条第四款）")
    refused.add_error(None, "委托投票已于2026年12月18日截止，不能再办理。（依据：《示例法》第九条）")
    return {
        "tones": list(TONES),
        "table": table,
        "no_rows": SampleTable([]),
        "form": SampleForm(),
        "refused": refused,
        "reason_form": ReasonForm(),
        "page_obj": Paginator(range(95), 10).get_page(4),
        "stretch": Stretch([], "20261130T080000.000000Z_7", is_first=False),
        "crumbs": [
            Crumb("示例县", ""),
            Crumb("示例镇", "#"),
            Crumb("甲子村", "#"),
            Crumb("2026年换届选举", "#"),
        ],
        "tabs": [
            Tab("进程", "#tabs", False),
            Tab(GENERAL.roll_short, "#tabs", True),
            Tab("委托投票", "#tabs", False),
        ],
        "facts": [("村名", "甲子村"), ("户籍人口", 1530), ("联系电话", "")],
        "days": [today - timedelta(days=2), today, today + timedelta(days=3), today + timedelta(days=20)],
        "today": today,
        "now": timezone.now(),
        "before": {"姓名": "甲某某", "组别": f"第一{GENERAL.group}", "原因": ""},
        "after": {"姓名": "甲某某", "组别": f"第二{GENERAL.group}", "原因": "户口迁移"},
        "decision": Decision(
            (
                Finding(
                    "sample_full",
                    False,
                    "受委托人已接受三人委托，不能再接受。",
                    Citation("示例法", "第九条第三款"),
                ),
                Finding(
                    "sample_close",
                    False,
                    "距选举日只有2天，请尽快张榜。",
                    Citation("示例办法", "第三十条", verified=False),
                    "warning",
                ),
            )
        ),
    }
