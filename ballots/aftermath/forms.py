"""What people may type after a result was declared. Shape is checked here, law in rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from ballots.aftermath import rules
from ballots.aftermath.queries import AgainRow
from ballots.models import Departure, Meeting, WinnerDecision
from ballots.rules.recall import RecallPetition, RecallVote
from candidates.models import ReviewFile
from election_office.core.forms import OfficeForm
from election_office.law.electorates import entitled_words
from election_office.law.words import GENERAL
from villages.models import Election


def _text(label: str, most: int = 500, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea, help_text=help_text)


def _households(label: str) -> forms.BooleanField:
    """A 村民会议 may be held by the households' representatives: then the numbers are households."""
    return forms.BooleanField(
        label=label,
        required=False,
        help_text=f"{GENERAL.meeting}由户的代表参加的，应到、实到和同意都填户数。",
    )


def _people(label: str, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=99_999, required=required)


class ReopeningForm(OfficeForm):
    paper_number = forms.CharField(label="申请文书", max_length=80, help_text="书面申请的文号或者日期。")
    reason = _text("理由", help_text="写明哪一张计票单、哪一项有误，以及怎样发现的。")


class DecideForm(OfficeForm):
    approve = forms.ChoiceField(
        label="审批", choices=[("yes", "同意撤销，重新计票"), ("no", "不同意")], widget=forms.RadioSelect
    )
    opinion = _text("审批意见", help_text="不同意的写明理由。")

    def arguments(self) -> dict[str, Any]:
        return {"approve": self.cleaned_data["approve"] == "yes", "opinion": self.cleaned_data["opinion"]}


class WinnerFileForm(OfficeForm):
    rows = (("incumbency", "education", "party"),)
    incumbency = forms.ChoiceField(label="任职情况", choices=ReviewFile.Incumbency, initial="new")
    education = forms.ChoiceField(label="学历", choices=ReviewFile.Education)
    party = forms.CharField(label="政治面貌", max_length=20, initial="群众")


class WinnerDecisionForm(OfficeForm):
    rows = (("kind", "basis"), ("bar",), ("decided_on", "paper_number"))
    finding_fields = {
        "policy_is_no_basis": "basis",
        "no_clause": "basis",
        "bar_unnamed": "bar",
        "paper_missing": "paper_number",
    }
    kind = forms.ChoiceField(label="决定", choices=[("", "请选择"), *WinnerDecision.Kind.choices])
    basis = forms.ChoiceField(
        label="依据",
        choices=[
            choice for choice in WinnerDecision.Basis.choices if choice[0] != WinnerDecision.Basis.PROXIES
        ],
    )
    bar = forms.ChoiceField(
        label="法定情形",
        required=False,
        help_text="依据是法律规定的情形时选定一项。正在接受调查、尚未判决的不是法定情形。",
    )
    decided_on = forms.DateField(label="决定日期", initial=timezone.localdate)
    paper_number = forms.CharField(
        label="认定文书", max_length=80, required=False, help_text="判决书、处分决定、上级答复等的文号。"
    )
    reason = _text("理由", help_text="写明查实的情形。公告里只写这里的内容，不要写身份证号。")

    def __init__(self, *args: Any, bars: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bar = self.fields["bar"]
        assert isinstance(bar, forms.ChoiceField)
        bar.choices = [("", "不适用"), *bars.items()]


class CallForm(OfficeForm):
    """What every order to vote again names; ``rows`` of posts follow."""

    rows = (("day", "ordered_on"), ("ordered_by", "paper_number"))
    finding_fields = {"day_in_the_past": "day", "too_late": "day", "ordered_later": "ordered_on"}
    day = forms.DateField(label="投票日")
    ordered_on = forms.DateField(label="决定日期", initial=timezone.localdate)
    ordered_by = forms.CharField(label="决定机关", max_length=80)
    paper_number = forms.CharField(label="决定文号", max_length=80)
    reason = _text("事由")

    def __init__(self, *args: Any, plan: Sequence[AgainRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in plan:
            self.fields[f"post_{row.post.pk}"] = self.names_field(row)

    def names_field(self, row: AgainRow) -> forms.Field:
        raise NotImplementedError

    def chosen(self, value: Any) -> list[str]:
        return list(value)

    def arguments(self) -> dict[str, Any]:
        plain = {name: value for name, value in self.cleaned_data.items() if not name.startswith("post_")}
        chosen = {
            int(name.removeprefix("post_")): self.chosen(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("post_")
        }
        return {**plain, "chosen": chosen}


class RepeatForm(CallForm):
    def names_field(self, row: AgainRow) -> forms.Field:
        return forms.MultipleChoiceField(
            label=f"{row.post.title}候选人（重新选举{row.seats}名）",
            choices=[(name, name) for name in row.names],
            initial=list(row.names),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="沿用上一次选票上的姓名；不愿参加或者依法不得参加的，去掉勾选。",
        )


class ByElectionForm(CallForm):
    def names_field(self, row: AgainRow) -> forms.Field:
        return forms.CharField(
            label=f"{row.post.title}候选人（缺{row.seats}名）",
            required=False,
            max_length=200,
            help_text=f"{GENERAL.voter}姓名，用顿号隔开；候选人应当多于名额。这次不补选的留空。",
        )

    def chosen(self, value: Any) -> list[str]:
        return [name for name in re.split(r"[、，,\s]+", str(value)) if name]


CALL_FIELDS = {"called_after_held": "called_on", "called_late": "call_note"}


def _called(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, help_text="发出会议通知的日期。")


def _call_note(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, required=False, help_text="临时通知的，写明特殊情况；其他不填。"
    )


class _MeetingMixin(OfficeForm):
    def meeting_vote(self) -> rules.MeetingVote:
        data = self.cleaned_data
        return rules.MeetingVote(
            data["meeting"],
            data["eligible"],
            data["present"],
            data["in_favour"],
            by_households=data["by_households"] and data["meeting"] == Meeting.VILLAGERS,
        )


class VacancyForm(_MeetingMixin):
    rows = (
        ("meeting", "by_households"),
        ("called_on", "decided_on"),
        ("eligible", "present", "in_favour"),
    )
    finding_fields = {"decided_later": "decided_on", "meeting_numbers": "eligible"} | CALL_FIELDS
    meeting = forms.ChoiceField(label="决定的会议", choices=Meeting, initial=Meeting.REPRESENTATIVES)
    by_households = _households("按户的代表计算")
    called_on = _called("会议通知日期")
    decided_on = forms.DateField(label="决定日期", initial=timezone.localdate)
    eligible = _people("应到")
    present = _people("实到")
    in_favour = _people("同意")
    call_note = _call_note("临时通知的原因")
    paper_number = forms.CharField(label="决议文号", max_length=80, required=False)

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "meeting": self.meeting_vote(),
            "decided_on": data["decided_on"],
            "paper_number": data["paper_number"],
            "called_on": data["called_on"],
            "call_note": data["call_note"],
        }


class DepartureForm(_MeetingMixin):
    rows = (
        ("cause", "ended_on", "paper_number"),
        ("meeting", "by_households"),
        ("called_on", "call_note"),
        ("eligible", "present", "in_favour"),
        ("voters", "signed", "representatives", "signed_representatives"),
        ("households", "signed_households"),
        ("registered", "cast", "recall_in_favour"),
    )
    finding_fields = {
        "ended_later": "ended_on",
        "ended_before_term": "ended_on",
        "meeting_numbers": "eligible",
        "recall_numbers": "registered",
        "recall_demand_missing": "cause",
        "recall_petition_too_small": "signed",
        "recall_petition_impossible": "signed",
        "recall_turnout_not_over_half": "cast",
        "recall_not_passed": "recall_in_favour",
        "recall_votes_impossible": "cast",
    } | CALL_FIELDS
    cause = forms.ChoiceField(label="原因", choices=Departure.Cause)
    ended_on = forms.DateField(label="终止日期", initial=timezone.localdate)
    paper_number = forms.CharField(label="依据文书", max_length=80, help_text="决议、判决书、证明的文号。")
    meeting = forms.ChoiceField(
        label="辞职：审议的会议", choices=Meeting, required=False, initial=Meeting.REPRESENTATIVES
    )
    by_households = _households("辞职：按户的代表计算")
    called_on = _called("辞职：会议通知日期")
    call_note = _call_note("辞职：临时通知的原因")
    eligible = _people("辞职：应到")
    present = _people("辞职：实到")
    in_favour = _people("辞职：同意")
    voters = _people(f"罢免：有选举权的{GENERAL.people}")
    signed = _people(f"罢免：联名{GENERAL.people}")
    representatives = _people(f"罢免：{GENERAL.representative}")
    signed_representatives = _people("罢免：联名代表")
    households = _people("罢免：户的代表")
    signed_households = _people("罢免：联名的户的代表")
    registered = _people("罢免：登记参加选举")
    cast = _people("罢免：投票")
    recall_in_favour = _people("罢免：同意")
    reason = _text("说明")

    def __init__(self, *args: Any, election: Election, demanded: bool, **kwargs: Any) -> None:
        """``demanded``: a demand for the recall was registered, with the names under it."""
        super().__init__(*args, **kwargs)
        book, way = election.rulebook, election.electing_way
        if demanded:
            for name in ("voters", "signed", "representatives", "signed_representatives"):
                del self.fields[name]
        if demanded or "recall_petition_households" not in book.by_key:
            del self.fields["households"], self.fields["signed_households"]
        if book.kind == "community":  # the vote is held in the way the member was elected
            self.fields["registered"].label = f"罢免：应投票的{entitled_words(way, book)}"

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in ("cause", "ended_on", "paper_number", "reason")}
        if data["cause"] == Departure.Cause.RESIGNED:
            values["meeting"] = self.meeting_vote()
            values |= {"called_on": data["called_on"], "call_note": data["call_note"]}
        complete = None not in (data["registered"], data["cast"], data["recall_in_favour"])
        if data["cause"] == Departure.Cause.RECALLED and complete:
            values["petition"] = RecallPetition(
                voters=data.get("voters") or 0,
                signed_by_voters=data.get("signed") or 0,
                representatives=data.get("representatives") or 0,
                signed_by_representatives=data.get("signed_representatives") or 0,
                households=data.get("households") or 0,
                signed_by_households=data.get("signed_households") or 0,
            )
            values["vote"] = RecallVote(data["registered"], data["cast"], data["recall_in_favour"])
        return values
