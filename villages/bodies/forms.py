"""What people may type about village bodies. Shape is checked here, law in rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from election_office.core.forms import OfficeForm
from election_office.core.pickers import PersonPickerField
from election_office.law.meetings import NOTICE_DAYS
from election_office.law.words import GENERAL, in_words_of
from villages.bodies import rules
from villages.models import Body, Election, Group, Holder, Person

WITH_GROUP = (
    Body.Kind.REPRESENTATIVES,
    Body.Kind.GROUP_LEADERS,
    Body.Kind.COUNCIL,
    Body.Kind.PARTY_GROUPS,
    Body.Kind.GRIDS,
)
WITH_MEETING = (Body.Kind.REPRESENTATIVES, Body.Kind.SUPERVISION)


DRAWN_FROM = [("", "请选择"), *Holder.Drawn.choices]


class BodyForm(OfficeForm):
    """How one body came about; what its kind does not have is not asked for."""

    finding_fields = {"origin": "chosen_by", "called_after_held": "called_on", "called_late": "note"}
    name = forms.CharField(label="名称", max_length=40, help_text="例如“人民调解委员会”。")
    chosen_by = forms.ChoiceField(label="产生方式")
    called_on = forms.DateField(
        label="会议通知日期",
        required=False,
        help_text=f"{GENERAL.meeting}、{GENERAL.representatives}推选的填写。",
    )
    chosen_on = forms.DateField(label="产生日期", initial=timezone.localdate)
    eligible = forms.IntegerField(label="应到", min_value=1, max_value=100000, required=False)
    present = forms.IntegerField(label="实到", min_value=0, max_value=100000, required=False)
    by_households = forms.BooleanField(label="按户的代表计算", required=False)
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="临时通知的，写明特殊情况；其他可以不填。"
    )

    def __init__(
        self, *args: Any, election: Election, kind: str, body: Body | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, row=body, **kwargs)
        if kind != Body.Kind.SUBORDINATE or body is not None:
            del self.fields["name"]
        if not NOTICE_DAYS.keys() & set(rules.CHOSEN_BY[kind]):
            del self.fields["called_on"]
        if kind not in WITH_MEETING:
            for name in ("eligible", "present", "by_households"):
                del self.fields[name]
        ways = self.fields["chosen_by"]
        assert isinstance(ways, forms.ChoiceField)
        ways.choices = [
            (way, in_words_of(election.kind, str(Body.ChosenBy(way).label))) for way in rules.CHOSEN_BY[kind]
        ]
        self.rows = tuple(
            row
            for row in (("chosen_by",), ("called_on", "chosen_on"), ("eligible", "present"))
            if all(name in self.fields for name in row)
        )


class HolderForm(OfficeForm):
    person = PersonPickerField(label="姓名")
    post = forms.ChoiceField(label="职务")
    group = forms.ModelChoiceField(label=GENERAL.group, queryset=Group.objects.none(), empty_label="请选择")
    votes = forms.IntegerField(label="得票", min_value=0, max_value=100000, required=False)
    finance = forms.BooleanField(label="具备财会、管理知识", required=False)
    drawn_from = forms.ChoiceField(label="从哪里推选", choices=DRAWN_FROM)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        election: Election = body.election
        picker, post = self.fields["person"], self.fields["post"]
        assert isinstance(picker, PersonPickerField)
        assert isinstance(post, forms.ChoiceField)
        picker.bind(
            Person.objects.filter(village=election.village),
            reverse("villages:person_search", args=[election.pk]),
        )
        posts = rules.POSTS[body.kind]
        post.choices = list(posts.items())
        if len(posts) == 1:
            post.initial, post.widget = next(iter(posts)), forms.HiddenInput()
        narrow(self, body)


class HolderEditForm(OfficeForm):
    group = forms.ModelChoiceField(label=GENERAL.group, queryset=Group.objects.none(), empty_label="请选择")
    votes = forms.IntegerField(label="得票", min_value=0, max_value=100000, required=False)
    finance = forms.BooleanField(label="具备财会、管理知识", required=False)
    drawn_from = forms.ChoiceField(label="从哪里推选", choices=DRAWN_FROM)

    def __init__(self, *args: Any, holder: Holder, **kwargs: Any) -> None:
        super().__init__(*args, row=holder, **kwargs)
        narrow(self, holder.body)

    def values(self) -> dict[str, Any]:
        return {"group": None, "votes": None, "finance": False, "drawn_from": ""} | self.cleaned_data


def asks_finance(body: Body) -> bool:
    """Whether somebody of this body has to know finance."""
    return body.kind == Body.Kind.SUPERVISION and body.election.rulebook.value("supervision_finance_member")


def asks_source(body: Body) -> bool:
    """Whether it matters among whom its members are chosen."""
    return body.kind == Body.Kind.SUPERVISION and "supervision_from_staff" in body.election.rulebook.by_key


def narrow(form: OfficeForm, body: Body) -> None:
    """Leave only the fields that this kind of body has."""
    if body.kind in WITH_GROUP:
        field = form.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.label = body.election.words.group
        field.queryset = body.election.village.groups.all()
        field.required = body.kind == Body.Kind.GROUP_LEADERS
        field.empty_label = "请选择" if field.required else "不分组"
    else:
        del form.fields["group"]
    if not asks_finance(body):
        del form.fields["finance"]
    if asks_source(body):
        source = form.fields["drawn_from"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = [(value, in_words_of(body.election.kind, str(label))) for value, label in DRAWN_FROM]
    else:
        del form.fields["drawn_from"]
    if body.kind == Body.Kind.OFFICERS:
        del form.fields["votes"]


class EndForm(OfficeForm):
    ended_on = forms.DateField(label="终止日期", initial=timezone.localdate)
    reason = forms.CharField(label="终止原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
