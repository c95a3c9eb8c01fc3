"""What inspections ask and when an act of the supervision is refused. Plain values in, a Decision out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.passages import passage
from election_office.law.rulebooks import Rulebook

MOST_NAMED = 5  # a refusal names this many, then how many more
LONGEST_REMEDY = 60  # days: an election is over by then

CHECKLISTS: Mapping[str, tuple[str, ...]] = {
    "audit": ("audit_before_election", "policy_audit_gate"),
    "training": ("policy_training_before_election",),
    "day_notice": ("term_years",),
    "committee": (
        "ec_chosen_by",
        "ec_size_min",
        "ec_secret_choice",
        "ec_withdraw_trigger",
        "ec_vacancy_rule",
    ),
    "method": ("modes", "seats_min", "women_member_required"),
    "register": ("voting_age", "age_counted_by", "class_c_rule", "rolloff_grounds"),
    "register_notice": ("voting_age", "class_c_rule"),
    "roll_notice": ("roll_days", "roll_places"),
    "objections": ("objection_days", "decision_days"),
    "representatives": ("reps_households_min", "reps_women_share_min", "reps_per_household_max"),
    "nomination": ("nominators", "differential", "reserved_seats"),
    "preliminary": ("differential", "list_order"),
    "review": ("statutory_bars", "policy_review_departments"),
    "formal_list": ("candidate_list_days", "differential", "list_order"),
    "meet_voters": ("meeting_voters_required", "campaign_on_election_day"),
    "polling_notice": ("notice_days",),
    "staff_notice": ("staff_notice_days", "staff_relation_set"),
    "proxy_notice": ("proxy_max", "proxy_candidate_agent", "proxy_publish_days"),
    "mobile_notice": ("mobile_box", "mobile_list_days"),
    "void_rules_notice": ("invalid_scope", "unclear_decided_by"),
    "ballots_ready": ("ballot_form",),
    "polling": ("secret_ballot", "secret_booth", "proxy_max", "mobile_box", "writer_rule", "open_count"),
    "result_notice": ("turnout_threshold", "win_threshold", "result_on_the_spot", "who_announces"),
    "certificates": ("certificate_issuer",),
    "supervision": ("supervision_min", "supervision_exclusions", "supervision_finance_member"),
    "handover": ("handover_days", "seal_rule"),
    "archive": ("ballot_retention",),
}
"""Code of a step → the keys of the rulebook an inspection of it asks about."""

ON_EVERY_VISIT = (
    "这一步骤按镇换届工作方案的时间和程序办理，没有漏项、倒置。",
    "应当张贴的公告已经张贴，内容、日期和落款没有差错。",
    "会议、登记和公示有原始记录，签字齐全，材料当日入卷。",
)
"""What the plan asks of each step; no article."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    basis: str = ""


def checklist(step_code: str, book: Rulebook) -> list[Question]:
    """What an inspection of this step asks: the rules in force for this village with their articles, then
    what is asked of every step. A key that this place does not know is left out."""
    rules = []
    for key in CHECKLISTS.get(step_code, ()):
        if key not in book.by_key:
            continue
        parameter = book.parameter(key)
        value = "" if isinstance(parameter.value, bool) else f"（{parameter.display}）"
        text = parameter.sentence if len(parameter.display) > 60 else f"{parameter.label}{value}。"
        rules.append(Question(text[:300], str(parameter.citation)[:160]))
    return [*rules, *(Question(text) for text in ON_EVERY_VISIT)]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a filled-in checklist."""

    answer: str
    finding: str = ""
    remedy: str = ""
    due_on: date | None = None


def check_visit(lines: Sequence[Line], expected: int, visited_on: date, today: date) -> Decision:
    faults = [line for line in lines if line.answer == "fault"]
    incomplete = [
        line for line in faults if not (line.finding.strip() and line.remedy.strip() and line.due_on)
    ]
    early = [line.due_on for line in faults if line.due_on and line.due_on < visited_on]
    late = [
        line.due_on for line in faults if line.due_on and line.due_on > visited_on + timedelta(LONGEST_REMEDY)
    ]
    return Decision(
        (
            Finding(
                "visit_later",
                visited_on <= today,
                f"检查日期{cn_date(visited_on)}晚于今天，还没有发生的不能登记。",
            ),
            Finding(
                "checklist_incomplete",
                len(lines) == expected and all(line.answer for line in lines),
                f"检查表有{expected}项，每项都要选定结果；不涉及的选“不涉及”。",
            ),
            Finding(
                "finding_incomplete",
                not incomplete,
                f"有{len(incomplete)}项选了“有问题”，但问题、整改要求或者期限没有写全。",
            ),
            Finding(
                "remedy_before_visit",
                not early,
                f"整改期限{cn_date(min(early))}早于检查日期{cn_date(visited_on)}。" if early else "",
            ),
            Finding(
                "remedy_too_late",
                not late,
                f"整改期限{cn_date(max(late))}距检查超过{LONGEST_REMEDY}日，换届已经结束，请提前。"
                if late
                else "",
            ),
        )
    )


def check_seen_again(*, visited_on: date, seen_on: date, mended_on: date | None, today: date) -> Decision:
    """The re-inspection of a finding: after the visit, not in the future, and not of what is mended."""
    return Decision(
        (
            Finding(
                "mended_already",
                mended_on is None,
                f"这个问题已于{cn_date(mended_on)}复查整改到位。" if mended_on else "",
            ),
            Finding(
                "seen_before_visit",
                seen_on >= visited_on,
                f"复查日期{cn_date(seen_on)}早于检查日期{cn_date(visited_on)}。",
            ),
            Finding("seen_later", seen_on <= today, f"复查日期{cn_date(seen_on)}晚于今天。"),
        )
    )


def check_acceptance(
    *,
    visits: int,
    unmended: Sequence[str],
    open_steps: Sequence[str],
    petitions: int,
    accepted_on: date,
    today: date,
) -> Decision:
    """A village is accepted when it was inspected, its findings are mended and its election is done."""
    return Decision(
        (
            Finding("acceptance_later", accepted_on <= today, f"验收日期{cn_date(accepted_on)}晚于今天。"),
            Finding("never_visited", visits > 0, "还没有对这个村登记过督导检查，不能验收。"),
            Finding("findings_open", not unmended, f"检查发现的问题还没有整改到位：{_named(unmended)}。"),
            Finding("steps_open", not open_steps, f"选举阶段还有步骤没有办结：{_named(open_steps)}。"),
            Finding("petitions_open", not petitions, f"还有{petitions}件信访举报没有答复，不能验收。"),
        )
    )


def _named(names: Sequence[str]) -> str:
    shown = "；".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown}；另有{more}项" if more > 0 else shown


# ------------------------------------------------------------------ petitions


def petition_due(received_on: date, book: Rulebook) -> date:
    """The last day to answer; the day it came in does not count."""
    return received_on + timedelta(days=int(book.value("policy_petition_days")))


def petition_articles(book: Rulebook) -> Citation:
    """Where the organic law gives reports of unlawful means to the governments."""
    return passage("investigation", book)


def check_petition(
    *, anonymous: bool, petitioner: str, contact: str, content: str, received_on: date, today: date
) -> Decision:
    return Decision(
        (
            Finding(
                "received_later",
                received_on <= today,
                f"收到日期{cn_date(received_on)}晚于今天。",
            ),
            Finding("content_missing", bool(content.strip()), "请写明反映的内容。"),
            Finding(
                "anonymous_with_name",
                not anonymous or not (petitioner.strip() or contact.strip()),
                "选了匿名的不记姓名和联系方式；信访人愿意留名的，不选匿名。",
            ),
            Finding(
                "petitioner_missing",
                anonymous or bool(petitioner.strip()),
                "请填写信访人姓名；不愿留名的选匿名。",
            ),
        )
    )


def check_assignment(*, state: str, due_on: date, longest: date, received_on: date) -> Decision:
    return Decision(
        (
            Finding(
                "assigned_too_late",
                state in ("new", "assigned"),
                "这件信访已有结论或者已经转办，不能再分办。",
            ),
            Finding("due_before_received", due_on >= received_on, f"办理期限{cn_date(due_on)}早于收到日期。"),
            Finding(
                "due_too_late",
                due_on <= longest,
                f"办理期限最迟是{cn_date(longest)}，可以提前，不能推后。",
            ),
        )
    )


def check_conclusion(
    *, state: str, handler: str, concluded_on: date, received_on: date, today: date
) -> Decision:
    return Decision(
        (
            Finding("not_assigned", state != "new" and bool(handler), "还没有确定承办人，先分办再作结论。"),
            Finding(
                "concluded_already",
                state in ("new", "assigned"),
                "这件信访已有结论或者已经转办。",
            ),
            Finding(
                "concluded_out_of_time",
                received_on <= concluded_on <= today,
                f"结论日期要在收到（{cn_date(received_on)}）以后，且不能晚于今天。",
            ),
        )
    )


def check_outcome(*, state: str, verdict: str) -> Decision:
    """Only what was found true has consequences: a report alone bars nobody."""
    return Decision(
        (
            Finding(
                "no_conclusion",
                state in ("concluded", "answered"),
                "还没有调查结论；正在调查、被举报的不是取消资格或者宣布无效的理由。",
            ),
            Finding(
                "not_found_true",
                not verdict or verdict in ("true", "partly"),
                "调查结论是不属实或者无法查实，不能据此处理任何人。",
            ),
        )
    )


def check_answer(*, state: str) -> Decision:
    return Decision(
        (Finding("no_conclusion", state in ("concluded", "answered"), "还没有调查结论，不能答复。"),)
    )


# ------------------------------------------------------------------ zero reports


def period_of(day: date, every: str) -> date:
    """The first day of the period: the day itself, or its Monday."""
    return day if every == "daily" else day - timedelta(days=day.weekday())


def check_zero_report(*, day: date, begins: date | None, ends: date | None, today: date) -> Decision:
    outside = "" if begins is None or ends is None else f"零报告从{cn_date(begins)}到{cn_date(ends)}，"
    return Decision(
        (
            Finding("reports_not_asked", begins is not None, "镇里还没有确定零报告的起止日期和频次。"),
            Finding(
                "outside_reports",
                begins is None or ends is None or begins <= day <= ends,
                f"{outside}{cn_date(day)}不在其中。",
            ),
            Finding("report_ahead", day <= today, f"{cn_date(day)}还没有到，不能提前报告。"),
        )
    )


def check_reminder(*, begun: bool, silent: int, reminded: int) -> Decision:
    """A reminder goes to those who are silent, and to each once a day."""
    return Decision(
        (
            Finding("reports_not_begun", begun, "零报告还没有开始，不用催报。"),
            Finding("nobody_silent", not begun or silent > 0, "各村都已报告，不用催报。"),
            Finding(
                "reminded_today",
                not silent or reminded < silent,
                f"没有报告的{silent}个村今天都已催过，明天再催；紧急的请打电话。",
            ),
        )
    )


# ------------------------------------------------------------------ what is published


def check_released(*, state: str, released_on: date, decided_on: date | None, today: date) -> Decision:
    agreed = decided_on is not None and state == "agreed"
    return Decision(
        (
            Finding("not_agreed", agreed, "换届办还没有同意发布；换届工作的信息由换届办统一发布。"),
            Finding(
                "released_out_of_time",
                decided_on is None or decided_on <= released_on <= today,
                "发布日期要在审核同意以后，且不能晚于今天。",
            ),
        )
    )
