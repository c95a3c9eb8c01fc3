"""What must be on record before a step of the preparation is done. Plain values in, a Decision out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook
from election_office.law.terms import audit_due

NEED_MEASURES = ("difficult", "weak")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a step is by its records: what is missing, the day of the last record, what proves it."""

    decision: Decision
    done_on: date | None = None
    evidence: str = ""

    @property
    def complete(self) -> bool:
        return self.decision.allowed and self.done_on is not None


def names_of(people: Sequence[str], most: int = 12) -> str:
    """The names, the first of many with how many there are."""
    return "、".join(people[:most]) + (f"等{len(people)}人" if len(people) > most else "")


def is_head(post: str) -> bool:
    """正职: the secretary of the branch and the head of the committee, not their deputies."""
    return "副" not in post and ("书记" in post or "主任" in post)


LEARNED_AT = (
    ("bachelor", ("本科", "学士", "硕士", "博士", "研究生")),
    ("college", ("大专", "专科", "高职")),
    ("senior", ("高中", "中专", "中技", "技校", "职高")),
    ("junior", ("初中",)),
)


def education_of(words: str) -> str:
    """The level a person's own words mean; the lowest where they say nothing known."""
    return next((code for code, known in LEARNED_AT if any(row in words for row in known)), "primary")


def check_day(day: date, today: date, what: str, code: str = "future") -> Decision:
    return Decision(
        (Finding(code, day <= today, f"{what}{cn_date(day)}在今天之后，只能登记已经办理的事项。"),)
    )


# ------------------------------------------------------------------ what closes a step


def check_organized(*, heads: int, office: int, founded: bool, liaison: bool) -> Decision:
    return Decision(
        (
            Finding("no_head", heads > 0, "换届工作领导（指导）小组还没有登记组长。"),
            Finding("no_office", office > 0, "换届办还没有登记成员。"),
            Finding("not_founded", founded, "还没有登记成立工作机构的文件，或者文件没有包括这个村。"),
            Finding("no_liaison", liaison, "还没有确定包村领导。"),
        )
    )


RISK_PLANS = ("干扰风险", "信访矛盾风险", "舆论炒作风险", "疫情风险")


def check_surveyed(
    *, surveyed: bool, plans: Sequence[bool], young: int, women: int, waiting: int
) -> Decision:
    """``plans``: whether each of RISK_PLANS is written. ``waiting``: people the office has not decided on."""
    missing = [name for name, there in zip(RISK_PLANS, plans, strict=False) if not there]
    return Decision(
        (
            Finding("no_survey", surveyed, "还没有填写摸底表。"),
            Finding("no_plans", not (surveyed and missing), f"还没有制定预案：{'、'.join(missing)}。"),
            Finding("undecided", not waiting, f"有{waiting}名合适人选还没有经换届办审定。"),
            Finding(
                "no_young",
                young > 0,
                "还没有35周岁以下、大专以上的合适人选，请定向寻找。",
                severity="warning",
            ),
            Finding("no_women", women > 0, "还没有女性合适人选，请定向寻找。", severity="warning"),
        )
    )


def check_analysed(*, category: str, met: bool) -> Decision:
    return Decision(
        (
            Finding("no_category", bool(category), "还没有登记选情分类和理由。"),
            Finding("no_meeting", met, "还没有登记研究这个村选情的会议和报告文号。"),
        )
    )


def check_rectified(*, category: str, measures: int, open_problems: Sequence[str]) -> Decision:
    needed = category in NEED_MEASURES
    return Decision(
        (
            Finding("no_category", bool(category), "还没有登记选情分类，不能判断是否需要整顿。"),
            Finding(
                "no_measures", not needed or measures > 0, "难点村和软弱涣散村须先整顿，整顿台账还没有事项。"
            ),
            Finding(
                "open_measures",
                not open_problems,
                f"整顿台账还有{len(open_problems)}项没有完成：{'；'.join(open_problems[:5])}。",
            ),
        )
    )


def check_audited(
    *, incumbents: int, missing: Sequence[str], branch_missing: Sequence[str], by: Citation | None
) -> Decision:
    """May the results be published? ``missing``: members of the committee without a result."""
    return Decision(
        (
            Finding("no_incumbents", incumbents > 0, "还没有登记现任班子成员，无从知道应当审计谁。", by),
            Finding(
                "not_audited",
                not missing,
                f"还有{len(missing)}人没有登记离任审计结果：{names_of(missing)}。",
                by,
            ),
            Finding(
                "branch_not_audited",
                not branch_missing,
                f"按换届方案，现任村党组织成员也要审计，还没有登记：{names_of(branch_missing)}。",
                severity="warning",
            ),
        )
    )


def check_audit_in_time(
    *, chosen_on: date | None, chosen: bool, published_on: date | None, today: date, book: Rulebook
) -> Decision:
    """Were the results known before the electoral committee was chosen, where a text counts from that day?
    ``chosen_on``: of the choice, or as planned while it is not made. It only tells: nothing waits for it."""
    due = audit_due(chosen_on, book) if chosen_on else None
    if due is None or chosen_on is None:
        return Decision()
    whose = f"推选{book.words.committee}{'' if chosen else '计划'}是{cn_date(chosen_on)}"
    days, by = book.value("audit_days_before_committee"), book.cite("audit_days_before_committee")
    late = (published_on or today) > due
    said = f"，实际公布日期是{cn_date(published_on)}" if published_on else "，还没有公布"
    return Decision(
        (
            Finding(
                "audit_published_late" if late else "audit_to_be_published",
                not late and published_on is not None,
                f"{whose}，离任审计结果应当提前{days}日、最迟{cn_date(due)}公布{said}"
                f"{'，已经过期。' if late else '。'}",
                by,
                "warning",
            ),
        )
    )


def check_talked(*, incumbents: int, missing: Sequence[str]) -> Decision:
    return Decision(
        (
            Finding("no_incumbents", incumbents > 0, "还没有登记现任班子成员，无从知道应当与谁谈话。"),
            Finding("not_talked", not missing, f"还没有与{names_of(missing)}谈话。"),
        )
    )


def check_mobilized(*, met: bool, present: int) -> Decision:
    return Decision(
        (
            Finding("no_meeting", met, "还没有登记包括这个村的动员部署会议。"),
            Finding("nobody_present", not met or present > 0, "动员部署会议没有登记这个村的签到人员。"),
        )
    )


@dataclass(frozen=True, slots=True)
class Learned:
    """What somebody did in one training. ``pass_mark`` None: there was no examination."""

    held_on: date
    signed_in: bool
    mark: int | None = None
    pass_mark: int | None = None

    @property
    def passed(self) -> bool:
        return self.signed_in and (
            self.pass_mark is None or (self.mark is not None and self.mark >= self.pass_mark)
        )

    @property
    def sentence(self) -> str:
        day = cn_date(self.held_on)
        if not self.signed_in:
            return f"没有在{day}的培训签到"
        if self.mark is None:
            return f"没有参加{day}的培训考试（合格线{self.pass_mark}分）"
        return f"{day}的培训考试得{self.mark}分，没有达到合格线{self.pass_mark}分"


@dataclass(frozen=True, slots=True)
class Learner:
    name: str
    trainings: tuple[Learned, ...] = ()
    excused: bool = False

    @property
    def may_work(self) -> bool:
        return self.excused or any(training.passed for training in self.trainings)

    @property
    def why_not(self) -> str:
        if not self.trainings:
            return f"{self.name}没有参加业务培训"
        return f"{self.name}{self.trainings[-1].sentence}"


def check_trained_village(*, held: bool, present: int, staff: Sequence[Learner]) -> Decision:
    """``staff``: everybody with an account of the village, who will work on its election."""
    behind = [learner.why_not for learner in staff if not learner.may_work]
    return Decision(
        (
            Finding("no_training", held, "还没有登记包括这个村的业务培训。"),
            Finding("nobody_present", not held or present > 0, "业务培训没有登记这个村的签到人员。"),
            Finding(
                "staff_untrained",
                not (held and behind),
                f"工作人员须先培训再上岗：{'；'.join(behind)}。请补训、补考，或者由镇换届办写明理由免训。",
            ),
        )
    )


def check_may_work(learner: Learner, *, asked: bool) -> Decision:
    """May somebody work on this election? ``asked``: a training of the village is on record."""
    return Decision(
        (
            Finding(
                "untrained",
                not asked or learner.may_work,
                f"{learner.why_not}，不能上岗。请补训、补考，或者由镇换届办写明理由免训。"
                if not learner.may_work
                else "",
            ),
        )
    )


def check_supplied(*, funds: bool, supplies: bool) -> Decision:
    return Decision(
        (
            Finding("no_funds", funds, "还没有登记包括这个村的工作经费安排。"),
            Finding("no_supplies", supplies, "还没有登记包括这个村的物资准备。"),
        )
    )


# ------------------------------------------------------------------ what a record must say


@dataclass(frozen=True, slots=True)
class Votes:
    """A 民主测评: papers given out and back, and the marks on them."""

    issued: int | None
    recovered: int | None
    marks: tuple[int | None, ...] = field(default=())


def check_assessment(votes: Votes) -> Decision:
    given = [mark for mark in votes.marks if mark is not None]
    if votes.issued is None and votes.recovered is None and not given:
        return Decision()
    issued, recovered = votes.issued or 0, votes.recovered or 0
    return Decision(
        (
            Finding(
                "recovered_over_issued",
                recovered <= issued,
                f"收回测评票{recovered}张多于发出的{issued}张。",
            ),
            Finding(
                "marks_over_recovered",
                sum(given) <= recovered,
                f"各等次合计{sum(given)}票多于收回的{recovered}张。",
            ),
        )
    )


PAPER_NEEDED = {"founding", "analysis", "funds", "standstill"}
TRAININGS = {"training", "induction"}


def check_activity(
    *, kind: str, held_on: date, today: date, paper: str, hours: int | None, villages: int, amount: bool
) -> Decision:
    """May an act of the township be entered? What has legal or financial effect rests on a paper."""
    return check_day(held_on, today, "日期") + Decision(
        (
            Finding("no_villages", villages > 0, "请至少选择一个村。"),
            Finding(
                "no_paper", kind not in PAPER_NEEDED or bool(paper.strip()), "这类事项须有文件，请填写文号。"
            ),
            Finding("no_hours", kind not in TRAININGS or bool(hours), "请填写培训学时。"),
            Finding("no_amount", kind != "funds" or amount, "请填写经费金额。"),
        )
    )


def check_talk(*, post: str, second: str, talked_on: date, today: date) -> Decision:
    return check_day(talked_on, today, "谈话日期") + Decision(
        (
            Finding(
                "one_leader",
                not is_head(post) or bool(second.strip()),
                f"{post}是正职，按方案由镇党委书记和组织委员两人一起谈，请填写另一名谈话人。",
            ),
        )
    )


def check_audit(*, no_findings: bool, findings: str, remedy: str, reported_on: date, today: date) -> Decision:
    return check_day(reported_on, today, "审计报告日期") + Decision(
        (
            Finding(
                "findings_missing",
                no_findings or bool(findings.strip()),
                "发现问题的，请写明审计发现的问题。",
            ),
            Finding("remedy_missing", no_findings or bool(remedy.strip()), "发现问题的，请写明处理要求。"),
            Finding(
                "findings_too_many",
                not no_findings or not findings.strip(),
                "填写了问题，就不能同时选“未发现问题”。",
            ),
        )
    )


def check_exam(*, mark: int | None, signed_in: bool, pass_mark: int | None, name: str) -> Decision:
    return Decision(
        (
            Finding("mark_absent", mark is None or signed_in, f"{name}没有签到，不能有考试成绩。"),
            Finding("mark_range", mark is None or 0 <= mark <= 100, f"{name}的成绩{mark}应在0至100之间。"),
            Finding(
                "no_exam",
                mark is None or pass_mark is not None,
                f"这次培训没有设考试合格线，不能登记{name}的成绩。",
            ),
        )
    )


def check_names(named: Collection[str]) -> Decision:
    seen: set[str] = set()
    double = sorted({name for name in named if name in seen or seen.add(name)})  # type: ignore[func-returns-value]
    return Decision((Finding("named_twice", not double, f"同一人填写了两行：{'、'.join(double)}，请合并。"),))
