"""What people may type about places, plans and steps. Shape is checked here, law in rules."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django import forms
from django.utils import timezone

from election_office.core.attachments import ANYTHING, AttachmentField
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField
from election_office.law.words import GENERAL
from villages import rules
from villages.models import Cycle, Election, Group, Kinship, Person, Post, Village
from villages.models.people import Sex


class PersonForm(OfficeForm):
    rows = (("name", "sex", "birth_date"), ("id_number", "phone"), ("group", "household"))
    name = NameField()
    sex = forms.ChoiceField(label="性别", choices=Sex)
    birth_date = forms.DateField(label="出生日期")
    id_number = forms.CharField(
        label="公民身份号码",
        max_length=24,
        required=False,
        help_text="加密保存，页面上只显示部分；修改人员时留空表示不改。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    group = forms.ModelChoiceField(label=GENERAL.group, queryset=Group.objects.none(), required=False)
    household = forms.CharField(label="户号", max_length=20, required=False)
    address = forms.CharField(label="住址", max_length=120, required=False)

    def __init__(self, *args: Any, village: Village, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=person, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.label = village.words.group
        field.queryset = village.groups.all()
        if person is not None:
            self.fields["rights_deprived"] = forms.BooleanField(label="依法被剥夺政治权利", required=False)
            self.fields["died_on"] = forms.DateField(label="死亡日期", required=False)
            self.fields["reason"] = forms.CharField(label="更正理由", max_length=200)

    def changes(self) -> dict[str, Any]:
        """What is to be changed: an empty number means it stays."""
        data = dict(self.cleaned_data)
        for name in ("id_number", "phone"):
            if not data.get(name):
                data.pop(name, None)
        return data


class RevealForm(OfficeForm):
    what = forms.ChoiceField(label="查看内容", choices=[("id", "公民身份号码"), ("phone", "联系电话")])
    purpose = forms.CharField(
        label="查看用途", max_length=200, help_text="每次查看都会留痕，例如“核对户口簿”。"
    )


class KinshipForm(OfficeForm):
    rows = (("relative", "kind"),)
    relative = forms.ModelChoiceField(label="亲属", queryset=Person.objects.none())
    kind = forms.ChoiceField(label="亲属是本人的", choices=Kinship.Kind)
    source = forms.CharField(label="依据", max_length=120, required=False, help_text="例如户口簿、本人申报。")

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["relative"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])


BANDS = 6
SEATS = {"director": "主任", "deputy": "副主任", "member": "委员", "woman": "妇女委员"}


class CycleForm(OfficeForm):
    rows: tuple[tuple[str, ...], ...] = (("ordinal", "default_day"), ("paper_number", "term_ends_on"))
    ordinal = forms.IntegerField(
        label="届次", min_value=1, max_value=99, help_text=f"第几届{GENERAL.body}，例如12。"
    )
    default_day = forms.DateField(label="统一选举日", help_text="各村以后可以另定。")
    paper_number = forms.CharField(label="方案文号", max_length=60, required=False)
    term_ends_on = forms.DateField(
        label="上一届任期届满日期",
        required=False,
        help_text="按上一届选举日推算；填写后核对选举日是否提前或者延期过久。",
    )

    def __init__(self, *args: Any, cycle: Cycle | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=cycle, **kwargs)
        if cycle is None:
            return
        del self.fields["ordinal"]
        self.rows = (("default_day", "paper_number"), ("term_ends_on",))
        for index in range(BANDS):
            self._add_band(index)

    def values_of(self, row: Any) -> Mapping[str, Any]:
        bands = {
            f"band{index}_{name}": band.get(name)
            for index, band in enumerate(row.seat_table)
            for name in ("up_to", *SEATS)
        }
        return dict(super().values_of(row)) | bands

    def _add_band(self, index: int) -> None:
        """A line of the township's own table; a line without seats is not used."""
        self.fields[f"band{index}_up_to"] = forms.IntegerField(
            label=f"第{index + 1}档人口至", min_value=1, required=False
        )
        for name, label in SEATS.items():
            self.fields[f"band{index}_{name}"] = forms.IntegerField(
                label=label, min_value=0, max_value=9, required=False
            )
        self.rows = (*self.rows, tuple(f"band{index}_{name}" for name in ("up_to", *SEATS)))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "band0_up_to" not in self.fields:
            return data
        tops = [(index, band["up_to"]) for index, band in self._bands()]
        if not tops:
            self.add_error("band0_director", "请至少填写一档职数。")
        for (_, lower), (index, upper) in pairwise(tops):
            if lower is None or (upper is not None and upper <= lower):
                self.add_error(f"band{index}_up_to", "人口应逐档增加，只有最后一档可以留空。")
        if tops and tops[-1][1] is not None:
            self.add_error(f"band{tops[-1][0]}_up_to", "最后一档请留空，否则人口更多的村没有职数。")
        return data

    def _bands(self) -> list[tuple[int, dict[str, Any]]]:
        """The lines with seats, by their number on the page. ``up_to`` may be left out by an older page."""
        found = []
        for index in range(BANDS):
            seats = {name: self.cleaned_data.get(f"band{index}_{name}") or 0 for name in SEATS}
            if any(seats.values()):
                found.append((index, {"up_to": self.cleaned_data.get(f"band{index}_up_to"), **seats}))
        return found

    def seat_table(self, cycle: Cycle) -> list[dict[str, Any]]:
        return [band for _, band in self._bands()]


class WayForm(OfficeForm):
    """Who votes in a community, and the meeting that decided it."""

    way = forms.ChoiceField(label="由谁投票", choices=Election.Way, widget=forms.RadioSelect)
    way_decided_on = forms.DateField(label="决定选举方式的会议日期", required=False)
    way_note = forms.CharField(
        label="会议决定情况", max_length=200, required=False, help_text="写明是哪个会议、应到实到、怎样决定。"
    )


class PostsForm(OfficeForm):
    rows = (("director", "deputy", "member", "woman"),)
    director = forms.IntegerField(label="主任", min_value=0, max_value=9)
    deputy = forms.IntegerField(label="副主任", min_value=0, max_value=9)
    member = forms.IntegerField(label="委员", min_value=0, max_value=9)
    woman = forms.IntegerField(
        label="妇女委员（专选）",
        min_value=0,
        max_value=9,
        help_text="选票单列妇女委员职位的填写名额，否则填0。",
    )

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, row=election, **kwargs)

    def values_of(self, row: Any) -> Mapping[str, Any]:
        held = {(post.kind, post.reserved): post.seats for post in row.posts.all()}
        return {
            "director": held.get(("director", ""), 0),
            "deputy": held.get(("deputy", ""), 0),
            "member": held.get(("member", ""), 0),
            "woman": held.get(("member", "woman"), 0),
        }

    def seat_rows(self) -> list[rules.SeatRow]:
        data = self.cleaned_data
        rows = [
            rules.SeatRow(Post.Kind.DIRECTOR, data["director"]),
            rules.SeatRow(Post.Kind.DEPUTY, data["deputy"]),
            rules.SeatRow(Post.Kind.MEMBER, data["member"]),
            rules.SeatRow(Post.Kind.MEMBER, data["woman"], Post.Reserved.WOMAN),
        ]
        return [row for row in rows if row.seats]


class StepRecordForm(OfficeForm):
    rows = (("done_on", "paper_number"),)
    finding_fields = {"future": "done_on", "waits_for": "finishes", "closed_by_paper": "finishes"}
    done_on = forms.DateField(label="办理日期", help_text="实际办理的日期；登记时间由系统另记，不能倒填。")
    paper_number = forms.CharField(label="文号", max_length=60, required=False)
    what = forms.CharField(label="办理情况", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    file = AttachmentField(label="附件或照片", required=False, kinds=ANYTHING)
    finishes = forms.BooleanField(label="本事项已全部办结", required=False, initial=True)

    def __init__(self, *args: Any, by_hand: bool = True, **kwargs: Any) -> None:
        """``by_hand``: an entry may close the step; otherwise it is a note about its course."""
        kwargs.setdefault("initial", {"done_on": timezone.localdate(), "finishes": True})
        super().__init__(*args, **kwargs)
        if not by_hand:
            del self.fields["finishes"]


class ExplainForm(OfficeForm):
    explanation = forms.CharField(label="超期原因", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    paper_number = forms.CharField(label="说明文号", max_length=60, required=False)


class MoveDayForm(OfficeForm):
    finding_fields = {"day_passed": "day", "roll_posted_late": "day"}
    day = forms.DateField(label="新的选举日")
    reason = forms.CharField(label="理由", max_length=200)

    def values_of(self, row: Any) -> Mapping[str, Any]:
        return {"day": row.election_day}


class DeferralDecisionForm(OfficeForm):
    approve = forms.TypedChoiceField(
        label="决定",
        choices=[("1", "批准暂缓"), ("0", "不批准")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    paper_number = forms.CharField(label="批准文号", max_length=60, required=False)
    opinion = forms.CharField(
        label="意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PollingForm(OfficeForm):
    rows = (("opens_at", "closes_at"),)
    polling_place = forms.CharField(label="选举大会会场", max_length=80)
    opens_at = forms.TimeField(
        label="投票开始", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes_at = forms.TimeField(
        label="投票结束", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = forms.CharField(
        label="改变的理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选举日以前改的不用填；当天改的，写明由谁决定、什么原因、怎样通知。",
    )
    finding_fields = {"polling_changed_on_the_day": "reason"}
