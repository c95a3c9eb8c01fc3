"""What people may type about a collective and its election."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from ballots.collective import rules
from ballots.models import (
    Charter,
    Collective,
    CollectiveTerm,
    CollectiveWinner,
    FinanceStaff,
    Member,
    MemberDispute,
    Nominee,
)
from ballots.models.collective_terms import PostKind
from election_office.core.attachments import AttachmentField
from election_office.core.forms import OfficeForm, ReasonForm, prepare_widgets
from election_office.core.name_fields import NameField, PeopleField
from election_office.core.pickers import Found, PersonPickerField
from election_office.law.parameters import Parameter
from election_office.law.rulebooks import Rulebook
from villages.lawtexts.values import fields_for, value_from
from villages.models import Cycle, Person, Village

MAX_FILE = 20_000_000


def described(row: Model) -> Found:
    """Beside the name the household, which tells two of one name apart."""
    assert isinstance(row, Member)
    return Found(str(row.pk), row.person.name, f"户号{row.household}")


def _bind_members(form: forms.Form, collective: Collective, *names: str) -> None:
    members = Member.objects.in_force().filter(collective=collective).with_people()
    for name in names:
        field = form.fields[name]
        assert isinstance(field, PersonPickerField)
        field.bind(members, reverse("ballots:collective_member_search", args=[collective.pk]))


# ------------------------------------------------------------------ the organisation


class CollectiveForm(OfficeForm):
    rows: Sequence[tuple[str, ...]] = (("name",), ("credit_code", "legal_representative"))
    finding_fields = {"name": "name"}
    name = forms.CharField(label="名称", max_length=60, help_text="与登记证书一致。")
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    legal_representative = forms.CharField(
        label="登记的法定代表人",
        max_length=40,
        required=False,
        help_text="现任理事长，换届后据此办理变更登记。",
    )


class NewCollectiveForm(CollectiveForm):
    rows = (("village",), *CollectiveForm.rows)
    village = forms.ModelChoiceField(label="所在村", queryset=Village.objects.none())

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["village"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = villages


def open_to_charter(book: Rulebook) -> list[Parameter]:
    """What a charter may say, in the order of the rules."""
    return [parameter for parameter in book.parameters if "charter" in parameter.meaning.set_by]


class CharterForm(OfficeForm):
    """Each matter with its value and its article; without an article the charter is silent on it."""

    rows: Sequence[tuple[str, ...]] = (("title", "paper_number"), ("passed_on", "filed_on"), ("scan",))
    title = forms.CharField(label="章程名称", max_length=80, help_text="不写书名号。")
    paper_number = forms.CharField(label="备案文号", max_length=60)
    passed_on = forms.DateField(label="通过日期")
    filed_on = forms.DateField(label="备案日期")
    scan = AttachmentField(label="章程扫描件", required=False, max_mb=20)

    def __init__(self, *args: Any, book: Rulebook, charter: Charter | None, **kwargs: Any) -> None:
        self.parameters = open_to_charter(book)
        said = {row.key: row.article for row in charter.articles.all()} if charter else {}
        if charter:
            kwargs["initial"] = {
                "title": charter.title,
                "paper_number": charter.paper_number,
                "passed_on": charter.passed_on,
                "filed_on": charter.filed_on,
            } | {f"article-{key}": article for key, article in said.items()}
        super().__init__(*args, **kwargs)
        for parameter in self.parameters:
            own = {f"{parameter.key}-{name}": field for name, field in fields_for(parameter).items()}
            for field in own.values():
                part = str(field.label).partition("：")[2]
                field.label, field.required = f"{parameter.label}{f'（{part}）' if part else ''}", False
            self.fields |= own
            self.fields[f"article-{parameter.key}"] = forms.CharField(
                label="章程条款", max_length=40, required=False, help_text="例如第十二条；章程没有写的留空。"
            )
            self.rows = (*self.rows, (*own, f"article-{parameter.key}"))
        prepare_widgets(self)

    def clean(self) -> dict[str, Any]:
        data, articles = super().clean() or {}, {}
        for parameter in self.parameters:
            article = str(data.pop(f"article-{parameter.key}", "")).strip()
            values = {name: data.pop(f"{parameter.key}-{name}", None) for name in fields_for(parameter)}
            if not article:
                continue
            if any(value in (None, "") for value in values.values()):
                self.add_error(f"article-{parameter.key}", f"写了条款，请填写“{parameter.label}”的规定。")
            else:
                articles[parameter.key] = (value_from(parameter, values), article)
        return data | {"articles": articles}


class StaffForm(OfficeForm):
    person = PersonPickerField(label="姓名")
    duty = forms.ChoiceField(label="岗位", choices=FinanceStaff.Duty, widget=forms.RadioSelect)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, PersonPickerField)
        field.bind(Person.objects.filter(village=collective.village_id))


# ------------------------------------------------------------------ the register


class MemberForm(OfficeForm):
    rows: Sequence[tuple[str, ...]] = (("household", "relation"), ("capacity",), ("in_prison",), ("note",))
    finding_fields = {"earner_too_young": "capacity", "born_in_future": "id_number"}
    household = forms.CharField(label="户号", max_length=20)
    relation = forms.CharField(label="与户主关系", max_length=20, required=False)
    capacity = forms.ChoiceField(
        label="民事行为能力",
        choices=Member.Capacity,
        initial=Member.Capacity.FULL,
        widget=forms.RadioSelect,
        help_text="未成年的成员选第一项即可，成年以后才计入应到人数。",
    )
    in_prison = forms.BooleanField(label="正在服刑（不影响成员身份）", required=False)
    note = forms.CharField(label="备注", max_length=120, required=False)


class NewMemberForm(MemberForm):
    rows = (("name", "id_number"), *MemberForm.rows)
    name = NameField(label="姓名", max_length=40)
    id_number = forms.CharField(label="公民身份号码", max_length=20)


class MemberImportForm(OfficeForm):
    file = forms.FileField(
        label="成员名册表格",
        help_text="Excel、WPS或者CSV，表头有户号（或者户主）、姓名、公民身份号码；可以有与户主关系、民事行为能力、备注。",
    )
    trial = forms.BooleanField(label="只试读，不写入", required=False, initial=True)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError("文件超过20兆字节，请分几个文件导入。")
        return file


class LossForm(ReasonForm):
    """The grounds that take no membership are offered too: choosing one names the article that refuses it."""

    finding_fields = {"membership_kept": "loss", "loss_unknown": "loss"}
    rows = (("loss",),)
    loss = forms.ChoiceField(label="情形")

    def __init__(self, *args: Any, book: Rulebook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["loss"]
        assert isinstance(field, forms.ChoiceField)
        never_lost = list(book.parameter("membership_kept").choices.items())
        field.choices = [("", "请选择"), *Member.Loss.choices, ("不丧失成员身份的情形", never_lost)]


class FixForm(OfficeForm):
    finding_fields = {"register_in_future": "as_of"}
    as_of = forms.DateField(label="截止日期", initial=timezone.localdate)


class FileForm(OfficeForm):
    rows = (("filed_on", "filed_paper"),)
    filed_on = forms.DateField(label="备案日期")
    filed_paper = forms.CharField(label="备案文号", max_length=60)


class DisputeForm(OfficeForm):
    rows = (("raised_by", "raised_on"), ("route",))
    raised_by = PeopleField(label="提出人", max_length=40)
    raised_on = forms.DateField(label="提出日期", initial=timezone.localdate)
    route = forms.ChoiceField(label="处理途径", choices=MemberDispute.Route)
    about = forms.CharField(label="异议事项", max_length=300, widget=forms.Textarea)


class AnswerForm(ReasonForm):
    rows = (("answer", "answered_on"), ("route",))
    answer = forms.ChoiceField(
        label="结果", choices=[(key, word) for key, word in MemberDispute.Answer.choices if key]
    )
    answered_on = forms.DateField(label="答复日期", initial=timezone.localdate)
    route = forms.ChoiceField(label="最后经过的途径", choices=MemberDispute.Route)


# ------------------------------------------------------------------ one 换届


class TermForm(OfficeForm):
    rows = (("cycle", "way"), rules.COUNCIL_POSTS, rules.SUPERVISING_POSTS)
    finding_fields = {
        "charter_keeps_it_with_the_members": "way",
        "chairs": "chair",
        "deputy_by_body": "deputy_chair",
        "supervisory_head": "supervisory_chair",
        "no_supervisor": "supervisor",
        "supervisors_too_many": "supervisor",
    }
    cycle = forms.ModelChoiceField(label="换届方案", queryset=Cycle.objects.none())
    way = forms.ChoiceField(label="由谁选举", choices=CollectiveTerm.Way)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cycle"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = collective.village.township.cycles.all()
        for post in rules.POSTS:
            self.fields[post] = forms.IntegerField(
                label=f"{rules.TITLES[post]}名额", min_value=0, max_value=25, required=False
            )
        prepare_widgets(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["seats"] = {post: data.pop(post, None) or 0 for post in rules.POSTS}
        return data


class StudyForm(OfficeForm):
    rows = (("studied_by", "studied_on"),)
    studied_by = forms.CharField(label="研究讨论的党组织", max_length=60)
    studied_on = forms.DateField(label="研究讨论日期")


class RepresentativeForm(OfficeForm):
    rows: Sequence[tuple[str, ...]] = (("member",), ("households", "chosen_on"))
    member = PersonPickerField(label="姓名", describe=described)
    households = forms.IntegerField(label="代表户数", min_value=1, max_value=500)
    chosen_on = forms.DateField(label="产生日期")

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bind_members(self, collective, "member")


class NomineeForm(OfficeForm):
    rows = (("kind", "source"), ("member",), ("double_post",))
    finding_fields = {
        "not_entitled": "member",
        "finance_supervises": "member",
        "kin_of_finance_supervises": "member",
        "nominator": "source",
    }
    kind = forms.ChoiceField(label="职位")
    source = forms.ChoiceField(label="提名方式", choices=Nominee.Source)
    member = PersonPickerField(label="候选人", describe=described)
    double_post = forms.CharField(
        label="现任村级职务", max_length=60, required=False, help_text="例如村党组织书记；可以交叉任职。"
    )
    accepted = forms.CharField(
        label="对提醒事项的说明",
        max_length=200,
        required=False,
        widget=forms.Textarea,
        help_text="没有提醒的留空。",
    )

    def __init__(self, *args: Any, term: CollectiveTerm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.kind, row.get_kind_display()) for row in term.seats.all()]
        _bind_members(self, term.collective, "member")


class AssemblyForm(OfficeForm):
    rows = (("day", "at"), ("where", "online_by"))
    finding_fields = {"no_time_for_notice": "day", "agenda_missing": "agenda"}
    day = forms.DateField(label="会议日期", help_text="通知要在会议十日前张贴，章程更早的从其规定。")
    at = forms.TimeField(label="时间", initial=dt.time(9, 0))
    where = forms.CharField(label="地点", max_length=80)
    online_by = forms.CharField(
        label="在线参加方式", max_length=80, required=False, help_text="例如微信群视频会议；不安排的留空。"
    )
    agenda = forms.CharField(
        label="审议事项", max_length=300, widget=forms.Textarea, initial="选举理事会成员、监事会成员。"
    )


class ProxyForm(OfficeForm):
    rows = (("member", "trustee"),)
    finding_fields = {
        "member_not_entitled": "member",
        "other_household": "trustee",
        "trustee_not_entitled": "trustee",
        "trustee_gave": "trustee",
        "trustee_full": "trustee",
        "proxy_after_meeting": "written_on",
    }
    member = PersonPickerField(label="委托人", describe=described)
    trustee = PersonPickerField(label="受委托人（同一户）", describe=described)
    written_on = forms.DateField(label="委托书日期", initial=timezone.localdate)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bind_members(self, collective, "member", "trustee")


class HoldForm(OfficeForm):
    rows = (("present", "online"), ("host", "recorder"), ("tellers",), ("secret",))
    finding_fields = {"more_than_entitled": "present", "online_not_planned": "online"}
    present = forms.IntegerField(label="现场参加人数", min_value=0, max_value=100_000)
    online = forms.IntegerField(label="在线参加人数", min_value=0, max_value=100_000, initial=0)
    host = NameField(label="主持人", max_length=40)
    recorder = NameField(label="记录人", max_length=40)
    tellers = PeopleField(label="监票、计票人", max_length=120)
    secret = forms.BooleanField(label="无记名投票", required=False, initial=True)

    def values_of(self, row: Any) -> Mapping[str, Any]:
        """Before the meeting nothing is stored: the fields keep what they start with."""
        return {name: value for name, value in super().values_of(row).items() if value is not None}


class VotesForm(OfficeForm):
    """Three numbers for each person who stands."""

    def __init__(
        self, *args: Any, nominees: Sequence[Nominee], labels: dict[int, str], **kwargs: Any
    ) -> None:
        self.nominees = nominees
        rows = []
        super().__init__(*args, **kwargs)
        for nominee in nominees:
            who = f"{nominee.get_kind_display()}候选人{labels[nominee.member_id]}"
            for part, word in (("yes", "同意"), ("against", "不同意"), ("abstained", "弃权")):
                self.fields[f"{part}-{nominee.pk}"] = forms.IntegerField(
                    label=f"{who}：{word}", min_value=0, max_value=100_000
                )
            rows.append(tuple(f"{part}-{nominee.pk}" for part in ("yes", "against", "abstained")))
        self.rows = rows
        prepare_widgets(self)

    def values_of(self, row: Any) -> dict[str, Any]:
        return {
            f"{part}-{vote.nominee_id}": getattr(vote, part)
            for vote in row.votes.all()
            for part in ("yes", "against", "abstained")
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        votes = {
            nominee.pk: tuple(data.pop(f"{part}-{nominee.pk}") for part in ("yes", "against", "abstained"))
            for nominee in self.nominees
        }
        return data | {"votes": votes}


class MinutesForm(OfficeForm):
    minutes = forms.CharField(
        label="会议记录",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="写明议程、发言和决定；人数和票数系统另行列出，不用抄写。",
    )
    scan = AttachmentField(label="签名的会议记录", required=False, max_mb=20)


class ReadingForm(OfficeForm):
    rows = (("win_rule",), ("paper",))
    win_rule = forms.ChoiceField(
        label="当选票数按哪一种计算",
        choices=[(key, word) for key, word in CollectiveTerm.WinRule.choices if key],
        widget=forms.RadioSelect,
    )
    paper = forms.CharField(label="认定文号", max_length=60)
    note = forms.CharField(label="认定理由", max_length=300, widget=forms.Textarea)


class HeadForm(OfficeForm):
    rows = (("kind", "winner"), ("chosen_on",), ("present", "votes"))
    finding_fields = {
        "not_of_the_body": "winner",
        "body_quorum": "present",
        "body_present": "present",
        "body_majority": "votes",
        "more_votes_than_present": "votes",
    }
    kind = forms.ChoiceField(
        label="职位",
        choices=[
            (post.value, post.label)
            for post in (PostKind.CHAIR, PostKind.DEPUTY_CHAIR, PostKind.SUPERVISORY_CHAIR)
        ],
    )
    winner = forms.ModelChoiceField(label="推选的人", queryset=CollectiveWinner.objects.none())
    chosen_on = forms.DateField(label="推选日期")
    present = forms.IntegerField(label="出席人数", min_value=0, max_value=100)
    votes = forms.IntegerField(label="得票", min_value=0, max_value=100)

    def __init__(self, *args: Any, term: CollectiveTerm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["winner"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = CollectiveWinner.objects.filter(term=term, revoked_at__isnull=True)
        field.queryset = rows.select_related("member__person")


class ApplyForm(OfficeForm):
    applied_on = forms.DateField(label="申请日期", initial=timezone.localdate)


class AcceptForm(OfficeForm):
    rows = (("accepted_on", "certificate"), ("handed_over_on",))
    accepted_on = forms.DateField(label="核准日期", initial=timezone.localdate)
    certificate = forms.CharField(label="登记证书编号", max_length=60)
    handed_over_on = forms.DateField(label="印章、账目移交日期", required=False)
