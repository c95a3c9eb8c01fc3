"""Whether the preliminary list hangs as it is now, and what to do next from the plan to the formal list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from candidates.changes import ListChange, list_changes, names_on, sentence
from candidates.models import NominationPlan, NominationSheet, Nominee, NomineeObjection, Purpose, ReviewFile
from candidates.nomination import queries
from candidates.nomination.queries import PostNominees
from election_office.core.gather import read_together, rows_once
from election_office.documents.models import Document
from election_office.documents.queries import subject_label
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.models import Election

DECISION = "candidates.nominee_objection_decision"
SHEET_STEPS = {
    "open": "由两人先后录入计票单",
    "first": "由两人先后录入计票单",
    "differs": "两人各自重录不一致的格子",
    "third": "两人重录后仍不一致，由第三人录入整张计票单",
    "split": "三次都不一致，由选举委员会认定采用哪一次",
}


def preliminary_changes(
    election: Election, notice: Document | None, rows: list[PostNominees] | None = None
) -> list[ListChange]:
    """Who left the preliminary list or moved up since the notice in force was issued."""
    if notice is None:
        return []
    now = {
        post.title: [row.person.name for row in listed]
        for post, listed in queries.preliminary_order(election, rows)
    }
    return list_changes(names_on(notice.facts, "people"), now)


def check_corrected(election: Election, notice: Document | None) -> Decision:
    """People must have read the list that is to become the formal one."""
    return check_changes(preliminary_changes(election, notice))


def check_changes(changes: Sequence[ListChange]) -> Decision:
    return Decision(
        (
            Finding(
                "preliminary_changed",
                not changes,
                f"初步候选人名单在公告以后有变动（{sentence(changes)}），须签发更正公告并重新张贴。",
            ),
        )
    )


@dataclass(frozen=True)
class ObjectionRow:
    """What was said against somebody, with the decision paper in force about it."""

    objection: NomineeObjection
    paper: Document | None


@rows_once
def objection_rows(election: Election) -> QuerySet[NomineeObjection]:
    return NomineeObjection.objects.filter(nominee__election=election).select_related("nominee__person")


@rows_once
def _decisions(election: Election) -> QuerySet[Document]:
    return Document.objects.for_election(election.pk).of_kind(DECISION).in_force()


def objections_of(election: Election) -> list[ObjectionRow]:
    """What was said against the people put forward, in the order it came in. Two statements."""
    rows, decisions = read_together(objection_rows.ask(election), _decisions.ask(election))
    papers = {row.subject: row for row in decisions}
    return [ObjectionRow(row, papers.get(subject_label(row))) for row in rows]


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now. ``for_issuer``: only who signs papers can do it."""

    text: str
    url: str = ""
    action: str = ""
    for_issuer: bool = False


@dataclass(frozen=True)
class Progress:
    """Everything the next step is taken from, as the page has it already."""

    election: Election
    plan: NominationPlan | None
    sheets: Sequence[NominationSheet]
    rows: Sequence[PostNominees]
    untaken: int
    notice: Document | None
    changes: Sequence[ListChange]
    objections: Sequence[ObjectionRow]
    without_review: int
    candidates: int

    @property
    def listed(self) -> bool:
        return any(row.listed for row in self.rows)

    def page(self, name: str, *args: int) -> str:
        return reverse(f"candidates:{name}", args=args or [self.election.pk])


def next_step(now: Progress) -> NextStep:
    """From the plan to the formal list; a village without candidates ends with who stands."""
    if now.plan is None:
        return NextStep(
            "登记提名方式、起止日期和各职位候选人数。", now.page("nomination_plan"), "登记提名安排"
        )
    if now.candidates:
        direct = now.election.mode == Election.Mode.NO_CANDIDATES
        what = "自荐竞职人员" if direct else "正式候选人"
        return NextStep(f"已经确定{what}，核对次序后签发公告。", now.page("list"), what)
    if now.listed:
        return _after_the_list(now)
    return _before_the_list(now, now.plan)


def _before_the_list(now: Progress, plan: NominationPlan) -> NextStep:
    waiting = [
        nominee for row in now.rows for nominee in row.nominees if nominee.state == Nominee.State.NOMINATED
    ]
    tied = next((row for row in now.rows if row.tied), None)
    if plan.has("ballot") and not now.sheets:
        return NextStep(
            "召开提名会议以后，登记会场和发出的提名票。", now.page("nomination_sheet_add"), "登记会场"
        )
    for sheet in now.sheets:
        if not sheet.agreed:
            text = SHEET_STEPS[sheet.state]
            return NextStep(
                f"{sheet.station}：{text}。", now.page("nomination_sheet", sheet.pk), "录入计票单"
            )
    if now.untaken:
        return NextStep(
            f"提名票上还有{now.untaken}个姓名没有认定到人。", now.page("nominate"), "登记被提名人"
        )
    if not any(row.nominees for row in now.rows):
        return NextStep("把被提名的人逐一登记下来。", now.page("nominate"), "登记被提名人")
    if waiting:
        names = "、".join(dict.fromkeys(row.person.name for row in waiting))
        return NextStep(
            f"取得{names}的书面意见。", now.page("nominee_answer", waiting[0].pk), f"登记{waiting[0]}的意见"
        )
    if now.election.mode == Election.Mode.NO_CANDIDATES:
        who = now.election.words.voter_short
        text = f"报名截止以后，确定自荐竞职人员名单并公布。没有人自荐的，选票只印空格，由{who}填写。"
        return NextStep(text, now.page("sign_up_make"), "确定自荐人名单")
    if tied is not None:
        names = "、".join(row.person.name for row in tied.tied)
        url = now.page("nomination_again", now.election.pk, tied.post.pk)
        return NextStep(f"{names}得票相等，在他们中再次投票。", url, "登记再次投票得票")
    return NextStep("核对各职位人选，产生初步候选人名单。", now.page("preliminary_make"), "产生初步名单")


def _after_the_list(now: Progress) -> NextStep:
    if now.notice is None:
        url = reverse("documents:paper", args=[queries.PRELIMINARY_NOTICE, now.election.pk])
        return NextStep(
            f"签发初步候选人名单公告，在{now.election.words.place}和各{now.election.words.group}张贴。",
            url,
            "签发名单公告",
            for_issuer=True,
        )
    paper = reverse("documents:detail", args=[now.notice.pk])
    if now.changes:
        return NextStep(
            f"名单在公告以后有变动：{sentence(now.changes)}。签发更正公告，重新张贴。",
            reverse("documents:paper", args=[queries.PRELIMINARY_NOTICE, now.election.pk]),
            "签发更正公告",
            for_issuer=True,
        )
    if now.notice.fully_posted_on is None:
        return NextStep("名单公告已经签发，请在各处张贴并登记。", paper, "登记张贴")
    for row in now.objections:
        about = row.objection.nominee.person.name
        if not row.objection.outcome:
            url = now.page("nominee_objection_answer", row.objection.pk)
            return NextStep(f"答复对{about}的意见，最迟{cn_date(row.objection.due_on)}。", url, "答复意见")
        if row.paper is None:
            url = reverse("documents:paper", args=[DECISION, row.objection.pk])
            return NextStep(f"对{about}的意见已经答复，签发处理决定书。", url, "签发决定书", for_issuer=True)
        if row.paper.fully_posted_on is None:
            url = reverse("documents:detail", args=[row.paper.pk])
            return NextStep(f"张贴对{about}的意见的处理决定书，登记张贴。", url, "登记张贴")
    if unvoted := [row.post.title for row in now.rows if row.preselects and not row.voted]:
        text = f"{'、'.join(unvoted)}的初步候选人多于应定人数，先预选。"
        return NextStep(text, now.page("preselection"), "预选")
    tied = next((row for row in now.rows if row.tied), None)
    if tied is not None:
        names = "、".join(entry.person.name for entry in tied.tied)
        url = now.page("nomination_again", now.election.pk, tied.post.pk)
        return NextStep(f"{names}得票相等，在他们中再次投票决定递补。", url, "登记再次投票得票")
    return _review(now)


def _review(now: Progress) -> NextStep:
    """Nobody becomes a candidate without having passed, where this election reviews."""
    if now.without_review:
        return NextStep(
            f"初步候选人中有{now.without_review}人还没有报资格联审。",
            now.page("nomination_reviews"),
            "报资格联审",
        )
    listed = {entry.person_id: entry for row in now.rows for entry in row.going_on}
    files = ReviewFile.objects.filter(
        election=now.election, purpose=Purpose.COMMITTEE, person_id__in=listed
    ).values_list("person_id", "state")
    failed = [listed[person] for person, state in files if state == ReviewFile.State.REJECTED]
    if failed:
        return NextStep(
            f"{failed[0]}没有通过资格联审，办理退出，由得票多的下一名递补。",
            now.page("nominee_leave", failed[0].pk),
            "办理退出",
        )
    passed = sum(state == ReviewFile.State.PASSED for _, state in files)
    if passed < len(listed):
        return NextStep(
            f"资格联审：{len(listed)}人中{passed}人已通过，全部通过以后确定正式候选人。",
            now.page("review_list"),
            "查看联审进度",
        )
    return NextStep("初步候选人全部通过资格联审，确定正式候选人。", now.page("formal_make"), "确定正式候选人")
