"""Forms of nomination. What they ask becomes the arguments of one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from candidates.models import NominationPlan, Nominee, ReviewFile
from candidates.nomination import policy_seats, queries, rules
from candidates.nomination.policy import MARKED
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField
from election_office.core.pickers import PersonPickerField
from election_office.law.words import GENERAL
from villages.models import Election, Person, Post
from villages.readings.forms import names_and_votes
from villages.readings.rules import Reading
from voters.forms import describe
from voters.models import Registration

WAYS = dict(Nominee.Source.choices) | {"ballot": f"{GENERAL.voter_short}投票提名（海选）"}
LINES = 8


class PlanForm(OfficeForm):
    rows: Sequence[tuple[str, ...]] = (("opens_on", "closes_on"), ("objection_days", "decision_days"))
    finding_fields = {
        "no_way": "ways",
        "party_not_here": "ways",
        "voters_not_here": "ways",
        "ballot_not_here": "ways",
        "self_not_here": "ways",
        "no_list_mode": "ways",
        "closes_late": "closes_on",
        "self_nomination_late": "closes_on",
        "no_preselection_here": "preselects",
        "no_consent": "consented_on",
    }
    ways = forms.MultipleChoiceField(
        label="提名方式", choices=list(WAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    opens_on = forms.DateField(label="提名开始日期")
    closes_on = forms.DateField(label="提名截止日期")
    joint_least = forms.IntegerField(
        label="联名最少人数",
        min_value=2,
        max_value=200,
    )
    objection_days = forms.IntegerField(label="名单公布后几日内可提意见", min_value=1, max_value=30)
    decision_days = forms.IntegerField(label="收到意见后几日内答复", min_value=1, max_value=30)
    preselects = forms.BooleanField(label="初步候选人多于应定人数时先预选", required=False)
    consent_body = forms.ChoiceField(
        label="同意不设候选人的会议",
        choices=[("", "请选择"), *NominationPlan.ConsentBody.choices],
        required=False,
    )
    consented_on = forms.DateField(label="会议同意日期", required=False)
    filed_on = forms.DateField(label="报乡镇备案日期", required=False)

    def __init__(self, *args: Any, election: Election, plan: NominationPlan | None, **kwargs: Any) -> None:
        first = NominationPlan(
            election=election,
            preselects=election.rulebook.value("preselect_body") == "representatives",
            version=0,
        )
        self.posts = [] if election.mode == Election.Mode.NO_CANDIDATES else list(election.posts.all())
        super().__init__(*args, row=plan or first, **kwargs)
        self._only_what_applies(election)
        for post in self.posts:
            self.fields[f"places_{post.pk}"] = forms.IntegerField(
                label=f"{post.title}候选人数（应选{post.seats}名）",
                min_value=1,
                max_value=30,
            )

    def values_of(self, row: NominationPlan) -> dict[str, Any]:
        places = row.places() if row.pk else {}
        asked = {f"places_{post.pk}": places.get(post.pk, post.seats + 1) for post in self.posts}
        return {**super().values_of(row), "ways": list(row.ways), **asked}

    def _only_what_applies(self, election: Election) -> None:
        book, direct = election.rulebook, election.mode == Election.Mode.NO_CANDIDATES
        known, ways, least = rules.ways_here(book), self.fields["ways"], self.fields["joint_least"]
        assert isinstance(ways, forms.MultipleChoiceField)
        ways.choices = [(way, label) for way, label in WAYS.items() if way in known]
        if "nomination_signatures" in book.by_key:
            signatures = book.parameter("nomination_signatures")
            least.help_text = f"{signatures.sentence}（依据：{book.cite('nomination_signatures')}）"
        else:
            least.help_text = (
                "已读到的法律和省的办法都没有规定联名人数（未核实），十人是通行做法；"
                f"以{election.words.meeting}通过的选举办法为准。"
            )
        vote = book.parameter("preselect_body")
        if vote.value == "none" or direct:
            del self.fields["preselects"]
        else:
            self.fields["preselects"].help_text = f"{vote.sentence}（依据：{book.cite('preselect_body')}）"
        if direct:
            self.fields["consented_on"].help_text = book.parameter("no_candidates_consent").sentence
            self.rows = (*self.rows, ("consented_on", "filed_on"))
        else:
            for name in ("consent_body", "consented_on", "filed_on"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "ways": data["ways"],
            "places": {post.pk: data[f"places_{post.pk}"] for post in self.posts},
            **{
                name: data[name]
                for name in ("opens_on", "closes_on", "joint_least", "objection_days", "decision_days")
            },
            "preselects": data.get("preselects", False),
            "consent_body": data.get("consent_body", ""),
            "consented_on": data.get("consented_on"),
            "filed_on": data.get("filed_on"),
            "version": data.get("version"),
        }


class SheetForm(OfficeForm):
    station = forms.CharField(
        label="提名会场", max_length=60, help_text=f"例如“村部会场”“第一{GENERAL.group}”。"
    )
    issued = forms.IntegerField(label="发出提名票（张）", min_value=1)


class ReadingForm(OfficeForm):
    """The whole paper of a station: three numbers, then one line per name of each post."""

    recovered = forms.IntegerField(label="收回提名票", min_value=0)
    void = forms.IntegerField(label="无效票", min_value=0)
    blank = forms.IntegerField(label="弃权票", min_value=0)

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = posts
        for post in posts:
            self.fields[f"votes_{post.pk}"] = forms.CharField(
                label=f"{post.title}提名得票",
                required=False,
                widget=forms.Textarea(attrs={"rows": LINES}),
                help_text="每行一人：票面姓名、空格、得票数，例如“演示甲 120”。",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for post in self.posts:
            field = f"votes_{post.pk}"
            data[field] = names_and_votes(self, field, str(data.get(field, "")))
        return data

    def reading(self) -> Reading:
        data = self.cleaned_data
        votes = {str(post.pk): data[f"votes_{post.pk}"] for post in self.posts}
        return Reading(
            data["recovered"], data["void"], data["blank"], {key: row for key, row in votes.items() if row}
        )


class NominateForm(OfficeForm):
    finding_fields = {
        "not_registered": "registration",
        "way_not_planned": "source",
        "outside_window": "received_on",
        "merge_without_reason": "merge_reason",
        "too_few_signers": "signers",
        "not_declared": "declared",
        "woman_seat": "post",
    }
    source = forms.ChoiceField(label="提名方式", choices=Nominee.Source.choices)
    post = forms.ModelChoiceField(label="职位", queryset=Post.objects.none(), empty_label=None)
    registration = PersonPickerField(
        label="被提名人",
        describe=describe,
    )
    received_on = forms.DateField(label="收到日期", help_text="投票提名的填提名会日期。")
    written_as = forms.MultipleChoiceField(
        label="提名票上的姓名",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="投票提名的勾选认定为此人的全部写法，得票合并。",
    )
    merge_reason = forms.CharField(
        label="认定理由", max_length=200, required=False, help_text="票面姓名与登记姓名不同时填写。"
    )
    signers = forms.CharField(
        label=f"联名{GENERAL.voter_short}",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"联名提名的填写{GENERAL.voter_short}姓名，用空格或者顿号隔开。",
    )
    declared = forms.BooleanField(label="自荐人已签署自荐表和承诺", required=False)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, initial={"received_on": timezone.localdate()}, **kwargs)
        self.election = election
        self.voters = Registration.objects.filter(election=election).registered().with_people()
        picker, post, names = self.fields["registration"], self.fields["post"], self.fields["written_as"]
        assert isinstance(picker, PersonPickerField)
        words = election.words
        picker.help_text = f"须为{words.here}{words.voter}。输入姓名、拼音首字母或者身份证号后四位查找。"
        picker.bind(self.voters, reverse("candidates:person_search", args=[election.pk]))
        assert isinstance(post, forms.ModelChoiceField)
        post.queryset = election.posts.all()
        source, known = self.fields["source"], rules.ways_here(election.rulebook)
        assert isinstance(source, forms.ChoiceField)
        source.choices = [(way, label) for way, label in Nominee.Source.choices if way in known]
        if "self" not in known:
            del self.fields["declared"]
        self.written = [row for row in queries.written_names(election) if row.nominee is None]
        assert isinstance(names, forms.MultipleChoiceField)
        names.choices = [
            (f"{row.post.pk}:{row.name}", f"{row.post.title}：{row.name}（{row.votes}票）")
            for row in self.written
        ]
        if not names.choices:
            del self.fields["written_as"]
        if "ballot" not in known:
            self.fields["received_on"].help_text = ""
            del self.fields["merge_reason"]

    def clean_signers(self) -> list[Registration]:
        words = str(self.cleaned_data["signers"]).replace("、", " ").replace("，", " ").split()
        found: list[Registration] = []
        for name in dict.fromkeys(words):
            rows = list(self.voters.filter(person__name=name)[:2])
            if len(rows) != 1:
                fault = (
                    f"不在{self.election.words.roll_short}上"
                    if not rows
                    else "在名单上有同名的人，请用另一人署名或者先更正姓名"
                )
                self.add_error("signers", f"{name}{fault}。")
            else:
                found.append(rows[0])
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        post = data.get("post")
        chosen = [pair.partition(":") for pair in data.get("written_as", [])]
        if post is not None and any(key != str(post.pk) for key, _, _ in chosen):
            self.add_error("written_as", "请只勾选这个职位下的姓名。")
        data["written_as"] = [name for _, _, name in chosen]
        return data


class AnswerForm(OfficeForm):
    accepts = forms.ChoiceField(
        label="本人书面意见",
        choices=[("yes", "同意参选这个职位"), ("no", "不参选这个职位")],
        widget=forms.RadioSelect,
    )
    answered_on = forms.DateField(label="签字日期", initial=timezone.localdate)


class SecondBallotForm(OfficeForm):
    def __init__(self, *args: Any, tied: Sequence[Nominee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tied = tied
        for nominee in tied:
            self.fields[f"votes_{nominee.pk}"] = forms.IntegerField(
                label=f"{nominee.person.name}再次投票得票", min_value=0, max_value=999_999
            )

    def votes(self) -> dict[int, int]:
        return {nominee.pk: self.cleaned_data[f"votes_{nominee.pk}"] for nominee in self.tied}


class ReasonForm(OfficeForm):
    reason = forms.CharField(label="理由", max_length=200)


class ReviewsForm(OfficeForm):
    """What no file of the joint review goes without. ``people``: key → name and post, as the page says it."""

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.rows = [(f"incumbency_{key}", f"education_{key}", f"party_{key}") for key in people]
        for key, name in people.items():
            self.fields[f"incumbency_{key}"] = forms.ChoiceField(
                label=f"{name}任职情况", choices=[("", "请选择"), *ReviewFile.Incumbency.choices]
            )
            self.fields[f"education_{key}"] = forms.ChoiceField(
                label=f"{name}学历", choices=[("", "请选择"), *ReviewFile.Education.choices]
            )
            self.fields[f"party_{key}"] = forms.CharField(label=f"{name}政治面貌", max_length=20)

    def arguments(self) -> dict[str, Any]:
        names = ("incumbency", "education", "party")
        said = self.cleaned_data
        return {"answers": {key: {name: said[f"{name}_{key}"] for name in names} for key in self.people}}


class ObjectionForm(OfficeForm):
    objector_name = NameField(label="提出人", max_length=40)
    received_on = forms.DateField(label="收到日期", initial=timezone.localdate)
    text = forms.CharField(label="意见内容", widget=forms.Textarea(attrs={"rows": 3}))


class ObjectionAnswerForm(OfficeForm):
    outcome = forms.ChoiceField(
        label="处理结果",
        choices=[("rejected", "不成立"), ("upheld", "成立，此人退出名单")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="答复内容", widget=forms.Textarea(attrs={"rows": 3}))
    decided_on = forms.DateField(label="答复日期", initial=timezone.localdate)


class FormalForm(OfficeForm):
    finding_fields = {"review_incomplete": "checked", "barred": "checked"}
    checked = forms.BooleanField(
        label="已逐人核对：名单上的人都没有法律规定不得作为候选人的情形",
        error_messages={"required": "请逐人核对后勾选：没有核对的不能作为正式候选人。"},
    )


class PolicySeatsForm(OfficeForm):
    """How many of each policy kind are wanted, and who is meant for the work that no data tell."""

    def __init__(
        self,
        *args: Any,
        election: Election,
        plan: NominationPlan | None,
        people: Sequence[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, row=plan, **kwargs)
        self.kinds = election.rulebook.value("policy_reserved_seats")
        for kind in self.kinds:
            code = kind["code"]
            self.fields[f"wanted_{code}"] = forms.IntegerField(
                label=f"{kind['label']}要求几人", min_value=0, max_value=7, initial=0
            )
            if code in MARKED:
                self.fields[f"marked_{code}"] = forms.MultipleChoiceField(
                    label=f"拟任{kind['label']}的人选",
                    choices=[(str(person.pk), person.name) for person in people],
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
                if not people:
                    del self.fields[f"marked_{code}"]

    def values_of(self, row: NominationPlan) -> dict[str, Any]:
        wanted, marked = policy_seats.wanted_of(row), policy_seats.marked_of(row)
        codes = [kind["code"] for kind in self.kinds]
        numbers = {f"wanted_{code}": wanted.get(code, 0) for code in codes}
        return numbers | {f"marked_{code}": [str(key) for key in marked.get(code, [])] for code in MARKED}

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "version": data.get("version"),
            "wanted": {kind["code"]: data[f"wanted_{kind['code']}"] for kind in self.kinds},
            "marked": {code: {int(key) for key in data.get(f"marked_{code}", [])} for code in MARKED},
        }
