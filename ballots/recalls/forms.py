"""What people may type about a recall. Shape is checked here, law in rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from ballots.models import Recall
from ballots.rules.recall import RecallPetition, RecallVote
from election_office.core.forms import OfficeForm
from election_office.law.electorates import entitled_words
from election_office.law.words import GENERAL
from villages.models import Election


def _people(label: str, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=99_999, required=required)


class RecallDemandForm(OfficeForm):
    rows = (
        ("basis", "received_on"),
        ("voters", "signed", "representatives", "signed_representatives"),
        ("households", "signed_households"),
    )
    finding_fields = {
        "received_later": "received_on",
        "received_before_term": "received_on",
        "recall_without_reasons": "reason",
        "township_may_not_suggest": "basis",
        "recall_petition_too_small": "signed",
        "recall_petition_impossible": "signed",
        "repeated_within_a_year": "same_reasons",
        "repeated_within_the_term": "taken_anyway",
    }
    basis = forms.ChoiceField(label="怎样提出", choices=Recall.Basis)
    received_on = forms.DateField(label="收到日期", initial=timezone.localdate)
    voters = _people(f"有选举权的{GENERAL.people}")
    signed = _people(f"联名{GENERAL.people}")
    representatives = _people(GENERAL.representative)
    signed_representatives = _people("联名代表")
    households = _people("户的代表")
    signed_households = _people("联名的户的代表")
    reason = forms.CharField(
        label="罢免理由",
        max_length=500,
        widget=forms.Textarea,
        help_text="照罢免要求书写，不要写身份证号；公告不印理由。",
    )
    same_reasons = forms.BooleanField(label="与前次没有通过的罢免事实和理由相同", required=False)
    taken_anyway = forms.BooleanField(label=f"{GENERAL.body}决定仍然受理", required=False)

    def __init__(self, *args: Any, election: Election, repeated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = election.rulebook
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ChoiceField)
        if not book.value("recall_by_township"):
            basis.choices = [choice for choice in Recall.Basis.choices if choice[0] == Recall.Basis.PETITION]
        if "recall_petition_households" not in book.by_key:
            del self.fields["households"], self.fields["signed_households"]
        if not repeated:
            del self.fields["same_reasons"]
        if not repeated or book.value("recall_repeat_bar") != "term":
            del self.fields["taken_anyway"]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "basis": data["basis"],
            "received_on": data["received_on"],
            "reason": data["reason"],
            "same_reasons": data.get("same_reasons", False),
            "taken_anyway": data.get("taken_anyway", False),
            "petition": RecallPetition(
                voters=data["voters"] or 0,
                signed_by_voters=data["signed"] or 0,
                representatives=data["representatives"] or 0,
                signed_by_representatives=data["signed_representatives"] or 0,
                households=data.get("households") or 0,
                signed_by_households=data.get("signed_households") or 0,
            ),
        }


class RecallFailedForm(OfficeForm):
    rows = (("voted_on", "paper_number"), ("registered", "cast"), ("in_favour", "against"))
    finding_fields = {
        "voted_later": "voted_on",
        "voted_before_demand": "voted_on",
        "recall_votes_impossible": "cast",
        "recall_passed": "in_favour",
    }
    voted_on = forms.DateField(label="表决日期", initial=timezone.localdate)
    paper_number = forms.CharField(label="表决结果报告单的编号", max_length=80, required=False)
    registered = _people("登记参加选举", required=True)
    cast = _people("投票", required=True)
    in_favour = _people("同意罢免", required=True)
    against = _people("不同意罢免", required=True)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if election.kind == Election.Kind.COMMUNITY:  # the vote is held in the way the member was elected
            self.fields[
                "registered"
            ].label = f"应投票的{entitled_words(election.electing_way, election.rulebook)}"

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "voted_on": data["voted_on"],
            "paper_number": data["paper_number"],
            "vote": RecallVote(data["registered"], data["cast"], data["in_favour"]),
            "against": data["against"],
        }
