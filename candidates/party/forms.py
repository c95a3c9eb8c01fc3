"""Forms of the branch's election. What they ask becomes the arguments of one action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from candidates.models import PartyNominee, PartyPlan, PartyReply, PartySeat
from candidates.party.queries import Recommended, Standing
from candidates.party.rules import BRANCH
from election_office.core.forms import OfficeForm, prepare_widgets
from election_office.core.name_fields import NameField
from election_office.core.pickers import PersonPickerField
from election_office.law.rulebooks import Rulebook
from election_office.law.words import GENERAL
from villages.models import Election, Person
from villages.readings.forms import VotesForm

LINES = 10
POSTS = [("secretary", "书记"), ("deputy_secretary", "副书记"), ("branch_member", "委员")]


class PlanForm(OfficeForm):
    rows = (
        ("body", "seats", "deputies"),
        ("recommended", "prepared", "publicity_days"),
        ("prepared_reason",),
    )
    finding_fields = {
        "recommended_too_few": "recommended",
        "party_candidates_too_few": "prepared",
        "prepared_not_as_planned": "prepared_reason",
        "prepared_more_than_recommended": "prepared",
    }
    body = forms.ChoiceField(label="班子", choices=PartyPlan.Body.choices)
    seats = forms.IntegerField(label="委员应选人数", min_value=1, max_value=9)
    deputies = forms.IntegerField(label="副书记职数", min_value=0, max_value=3)
    recommended = forms.IntegerField(
        label="初步人选人数", min_value=1, max_value=30, help_text="不少于委员应选人数的一点五倍。"
    )
    prepared = forms.IntegerField(
        label="预备人选人数", min_value=1, max_value=20, help_text="差额不少于应选人数的百分之二十。"
    )
    publicity_days = forms.IntegerField(label="预备人选公示天数", min_value=1, max_value=30)
    prepared_reason = forms.CharField(
        label="预备人选与方案不一致的，乡镇党委的意见",
        required=False,
        max_length=120,
        help_text="写明文号或者会议日期和理由，例如应选七名、多一名不到百分之二十，确定为九名。一致的不填。",
    )

    def __init__(self, *args: Any, plan: PartyPlan | None, book: Rulebook, **kwargs: Any) -> None:
        first = PartyPlan(seats=3, recommended=5, prepared=4, version=0)
        super().__init__(*args, row=plan or first, **kwargs)
        rounding = "进一" if book.value("party_recommended_rounding") == "ceil" else "舍去"
        self.fields[
            "recommended"
        ].help_text = (
            f"不少于委员应选人数的一点五倍，出现小数时{rounding}（在{book.words.here}规则中按方案选定）。"
        )
        self.fields["prepared"].help_text = (
            f"方案：比应选人数多{book.value('party_candidates_extra')}人；选举条例：差额不少于百分之二十。"
            "应选六名以上时只多一人不够。"
        )


class RecommendationForm(OfficeForm):
    rows = (("kind", "held_on"), ("due", "present", "issued"))
    kind = forms.ChoiceField(
        label="会议",
        choices=[
            ("members", "党员推荐（党员大会）"),
            ("villagers", f"群众推荐（{GENERAL.meeting}或者代表会议）"),
        ],
    )
    held_on = forms.DateField(label="日期")
    due = forms.IntegerField(label="应到人数", min_value=1)
    present = forms.IntegerField(label="实到人数", min_value=1)
    issued = forms.IntegerField(label="发出推荐票（张）", min_value=1)


class MeetingForm(OfficeForm):
    rows = (("held_on", "members"), ("present", "issued"))
    finding_fields = {"party_quorum_missed": "present", "nobody_due": "members"}
    held_on = forms.DateField(label="党员大会日期")
    members = forms.IntegerField(
        label="有选举权的党员", min_value=1, help_text="正式党员；不含预备党员和受留党察看处分的。"
    )
    present = forms.IntegerField(
        label="实到人数", min_value=1, help_text="不能委托他人投票，只算本人到会的。"
    )
    issued = forms.IntegerField(label="发出选票（张）", min_value=1)


class ReadingForm(VotesForm):
    """The whole paper of a meeting of the branch."""

    column = BRANCH


class ProposeForm(OfficeForm):
    person = PersonPickerField(label="人员")
    intended = forms.ChoiceField(label="拟任职务", choices=POSTS, initial="branch_member")
    written_as = forms.MultipleChoiceField(
        label="推荐票上属于此人的姓名",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="同一人写法不同的，一并勾选。",
    )
    township = forms.BooleanField(label="由乡镇党委直接提名", required=False)
    reason = forms.CharField(label="直接提名的理由或者文号", required=False, max_length=200)

    def __init__(
        self, *args: Any, election: Election, names: Sequence[Recommended], may_name: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(village=election.village)
        picker = self.fields["person"]
        assert isinstance(picker, PersonPickerField)
        picker.bind(people, reverse("candidates:party_search", args=[election.pk]))
        choice = self.fields["written_as"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [
            (row.name, f"{row.name}（党员{row.members}票，群众{row.villagers}票）")
            for row in names
            if row.nominee is None
        ]
        if not may_name:
            del self.fields["township"], self.fields["reason"]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        source = PartyNominee.Source
        return {
            "person": data["person"],
            "intended": data["intended"],
            "written_as": data["written_as"],
            "source": source.TOWNSHIP if data.get("township") else source.RECOMMENDED,
            "reason": data.get("reason", ""),
        }


class PrepareForm(OfficeForm):
    chosen = forms.MultipleChoiceField(label="预备人选", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, standings: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(row.nominee.pk): row.nominee for row in standings if row.nominee.left_on is None}
        choice = self.fields["chosen"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [
            (str(row.nominee.pk), f"{row.nominee.person.name}（{_where(row)}）")
            for row in standings
            if row.nominee.left_on is None
        ]

    def nominees(self) -> list[PartyNominee]:
        return [self.people[key] for key in self.cleaned_data["chosen"]]


def _where(row: Standing) -> str:
    review = row.file.get_state_display() if row.file else "未报联审"
    return f"党员{row.members}票、群众{row.villagers}票，{review}，{'已考察' if row.inspected else '未考察'}"


class ExemptionForm(OfficeForm):
    rows = (("name", "ground"), ("consented_by", "consented_on"), ("approval", "approved_on"))
    finding_fields = {"ground_unknown": "ground", "approved_before_consent": "approved_on"}
    name = NameField(label="党员姓名")
    ground = forms.ChoiceField(label="情形")
    consented_by = forms.CharField(
        label="征求意见的对象", max_length=40, help_text="本人，或者家属姓名和关系。"
    )
    consented_on = forms.DateField(label="征求意见日期")
    approval = forms.CharField(label="乡镇党委同意的文号", max_length=80)
    approved_on = forms.DateField(label="同意日期")

    def __init__(self, *args: Any, book: Rulebook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["ground"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(item["code"], item["label"]) for item in book.value("party_not_due_grounds")]


class PassForm(OfficeForm):
    passed_on = forms.DateField(label="党员大会通过日期")


class ReplyForm(OfficeForm):
    rows = (("approved", "number", "replied_on"),)
    finding_fields = {"publicity_not_over": "replied_on"}
    approved = forms.ChoiceField(label="批复", choices=[("yes", "同意"), ("no", "不同意")])
    number = forms.CharField(label="批复文号", max_length=80)
    replied_on = forms.DateField(label="批复日期")
    note = forms.CharField(label="批复意见", max_length=200, required=False, help_text="不同意的写明意见。")

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"approved": self.cleaned_data["approved"] == "yes"}


class DeclareForm(OfficeForm):
    """Nothing to fill in where only candidates won; a picker for each written-in name that did."""

    def __init__(self, *args: Any, election: Election, strangers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strangers = list(strangers)
        for number, name in enumerate(self.strangers):
            field = PersonPickerField(label=f"另选的“{name}”是{election.words.here}哪一位")
            self.fields[f"person_{number}"] = field
            field.bind(
                Person.objects.filter(village=election.village),
                reverse("candidates:party_search", args=[election.pk]),
            )
        prepare_widgets(self)

    def people(self) -> dict[str, Person]:
        return {name: self.cleaned_data[f"person_{number}"] for number, name in enumerate(self.strangers)}


class ReduceForm(OfficeForm):
    finding_fields = {"reduction_without_majority": "in_favour"}
    held_on = forms.DateField(label="表决日期")
    due = forms.IntegerField(label="应到会人数", min_value=1)
    in_favour = forms.IntegerField(label="同意减少名额的人数", min_value=0)


class OfficeElectionForm(OfficeForm):
    rows = (("seat", "role"), ("held_on", "present", "votes"))
    finding_fields = {
        "office_taken": "role",
        "present_more_than_committee": "present",
        "votes_more_than_present": "votes",
        "office_without_majority": "votes",
    }
    seat = forms.ChoiceField(label="委员")
    role = forms.ChoiceField(label="职务", choices=[("secretary", "书记"), ("deputy_secretary", "副书记")])
    held_on = forms.DateField(label="委员会会议日期", initial=timezone.localdate)
    present = forms.IntegerField(label="委员实到", min_value=1)
    votes = forms.IntegerField(label="得票", min_value=0)

    def __init__(self, *args: Any, seats: Sequence[PartySeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats if seat.role == PartySeat.Role.MEMBER}
        choice = self.fields["seat"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, row.person.name) for key, row in self.seats.items()]

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"seat": self.seats[self.cleaned_data["seat"]]}


REPLY_TITLES = {
    PartyReply.Subject.CANDIDATES: "登记预备人选的批复",
    PartyReply.Subject.RESULT: "登记选举结果的批复",
}
