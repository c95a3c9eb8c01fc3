"""What 农村集体经济组织法 says of the register, the meeting and the vote. Plain values in, a Decision out.

Shares are compared in whole numbers: ``den·count ≥ num·base``. "三分之二以上" includes the share itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from election_office.law.dates import age_on, cn_date, latest_day
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.layers import shown
from election_office.law.rulebooks import Rulebook

ALL, HALF = "two_thirds_of_all", "half_of_participants"
MEMBERS, REPRESENTATIVES = "members", "representatives"
COUNCIL_POSTS: Final = ("chair", "deputy_chair", "council")
SUPERVISING_POSTS: Final = ("supervisory_chair", "supervisor")
POSTS: Final = (*COUNCIL_POSTS, *SUPERVISING_POSTS)
TITLES: Final = {
    "chair": "理事长",
    "deputy_chair": "副理事长",
    "council": "理事",
    "supervisory_chair": "监事长",
    "supervisor": "监事",
}
LAW: Final = "农村集体经济组织法"
BODY_MEETS, BODY_DECIDES = Citation(LAW, "第三十一条第一款"), Citation(LAW, "第三十一条第二款")
LEGAL_REPRESENTATIVE, LOST = Citation(LAW, "第二十九条第二款"), Citation(LAW, "第十七条第一款")


def check_name(name: str) -> Decision:
    """The law asks for the word 集体经济组织; names registered before it stay good (第六十五条)."""
    return Decision(
        (
            Finding(
                "name",
                any(word in name for word in ("集体经济组织", "合作社", "联合社")),
                "名称中应当标明“集体经济组织”字样。",
                Citation(LAW, "第二十一条第一款"),
            ),
        )
    )


# ------------------------------------------------------------------ who is a member, who votes


def has_capacity(birth_date: date, capacity: str, day: date, book: Rulebook) -> bool:
    """Whether a member votes on that day. Prison, residence and household registration do not matter."""
    age = age_on(birth_date, day)
    if capacity == "earner":
        return age >= int(book.value("working_age"))
    return capacity == "full" and age >= int(book.value("member_age"))


def check_member(*, birth_date: date, capacity: str, today: date, book: Rulebook) -> Decision:
    """May a member be entered so? A child is a member too; only who lives on own wages votes before 18."""
    age, least = age_on(birth_date, today), int(book.value("working_age"))
    return Decision(
        (
            Finding("born_in_future", birth_date <= today, "出生日期在今天之后。"),
            Finding(
                "earner_too_young",
                capacity != "earner" or age >= least,
                f"{age}周岁不满{least}周岁，不能视为完全民事行为能力人。",
                book.cite("working_age"),
            ),
        )
    )


def check_loss(loss: str, book: Rulebook) -> Decision:
    """May somebody be taken off the register for this? Study, work, divorce, prison are no ground."""
    kept = loss in book.value("membership_kept")
    said = book.parameter("membership_kept").choices.get(loss, "")
    return Decision(
        (
            Finding(
                "membership_kept",
                not kept,
                f"{said}不丧失成员身份，不能从名册上除名。",
                book.cite("membership_kept"),
            ),
            Finding(
                "loss_unknown",
                kept or loss == "error" or loss in book.value("membership_lost"),
                "请选择丧失成员身份的情形。",
                LOST,
            ),
        )
    )


def check_register(*, members: int, entitled: int, as_of: date, today: date, book: Rulebook) -> Decision:
    """May the register be fixed as of that day?"""
    return Decision(
        (
            Finding("register_in_future", as_of <= today, f"截止日期{cn_date(as_of)}在今天之后。"),
            Finding(
                "register_empty",
                members > 0,
                "名册上还没有成员，请先导入或者登记。",
                book.cite("register_filed"),
            ),
            Finding(
                "nobody_entitled",
                members == 0 or entitled > 0,
                "名册上没有完全民事行为能力的成员，请核对出生日期和民事行为能力。",
                book.cite("member_age"),
            ),
        )
    )


def register_shown(shown_on: date | None, disputes: int, today: date, book: Rulebook) -> Decision:
    """How the register stands before a meeting. Where only this program's default speaks, it warns."""
    days, asked = int(book.value("register_days")), book.parameter("register_days").kind != "默认"
    over = None if shown_on is None else (today - shown_on).days >= days
    cite = book.cite("register_days")
    return Decision(
        (
            Finding(
                "register_not_shown",
                shown_on is not None,
                "成员名册还没有公示张贴。",
                cite,
                "error" if asked else "warning",
            ),
            Finding(
                "register_days_running",
                over is not False,
                f"成员名册自{cn_date(shown_on)}起公示，还没有满{days}日。" if shown_on else "",
                cite,
                "error" if asked else "warning",
            ),
            Finding(
                "disputes_open",
                disputes == 0,
                f"还有{disputes}件成员身份异议没有答复。",
                Citation(LAW, "第五十六条第一款"),
                "warning",
            ),
        )
    )


# ------------------------------------------------------------------ the bodies


def check_seats(seats: Mapping[str, int], *, way: str, book: Rulebook) -> Decision:
    """The posts to be filled. Sizes the law calls usual (一般) only warn; what it fixes is refused."""
    council = sum(seats.get(post, 0) for post in COUNCIL_POSTS)
    supervisors = sum(seats.get(post, 0) for post in SUPERVISING_POSTS)
    least, most = int(book.value("council_min")), int(book.value("council_max"))
    chair_by_meeting = book.value("chair_by") == "meeting"
    head_by_meeting = book.value("supervisory_chair_by") == "meeting"
    few, many = int(book.value("supervisors_min")), int(book.value("supervisors_max"))
    return Decision(
        (
            Finding(
                "chairs",
                seats.get("chair", 0) == (1 if chair_by_meeting else 0),
                "理事会设理事长一名。"
                if chair_by_meeting
                else "理事长由理事会在成员中推选，会议不单独选举，名额请计入理事。",
                book.cite("chair_by") if not chair_by_meeting else book.cite("council_min"),
            ),
            Finding(
                "deputy_by_body",
                chair_by_meeting or not seats.get("deputy_chair", 0),
                "副理事长由理事会在成员中推选，名额请计入理事。",
                book.cite("chair_by"),
            ),
            Finding(
                "supervisory_head",
                seats.get("supervisory_chair", 0) <= (1 if head_by_meeting else 0),
                "监事长至多一名。" if head_by_meeting else "监事长由监事会在成员中推选，名额请计入监事。",
                book.cite("supervisory_chair_by"),
            ),
            Finding(
                "council_size",
                least <= council <= most and (council % 2 == 1 or not book.value("council_odd")),
                f"理事会一般由{least}至{most}名"
                f"{'单数' if book.value('council_odd') else ''}成员组成，现为{council}名。",
                book.cite("council_max"),
                "warning",
            ),
            Finding(
                "no_supervisor",
                supervisors >= max(1, few),
                f"应当设监事会，成员较少的设一至二名监事，至少{max(1, few)}名。",
                Citation(LAW, "第三十二条第一款"),
            ),
            Finding(
                "supervisors_too_many",
                supervisors <= many,
                f"监事会至多{many}名，现为{supervisors}名。",
                book.cite("supervisors_max"),
            ),
            *_way(way, book),
        )
    )


def _way(way: str, book: Rulebook) -> tuple[Finding, ...]:
    return (
        Finding(
            "charter_keeps_it_with_the_members",
            way != REPRESENTATIVES or book.value("elected_by") == REPRESENTATIVES,
            "章程没有把选举交给成员代表大会，应当由成员大会选举。",
            book.cite("elected_by"),
        ),
    )


def check_representatives(number: int, women: int, book: Rulebook) -> Decision:
    """Whether the representatives are a lawful body: more than twenty, some of them women."""
    over, cite = int(book.value("representatives_over")), book.cite("representatives_over")
    return Decision(
        (
            Finding(
                "representatives_too_few",
                number > over,
                f"成员代表{number}人，应当多于{over}人。",
                cite,
            ),
            Finding("no_woman", women > 0, "成员代表中应当有适当数量的妇女代表。", cite, "warning"),
        )
    )


def check_households(households: int, book: Rulebook) -> Decision:
    least, most = int(book.value("households_min")), int(book.value("households_max"))
    return Decision(
        (
            Finding(
                "households_unusual",
                least <= households <= most,
                f"一般每{least}至{most}户选举代表一人，现为{households}户。",
                book.cite("households_max"),
                "warning",
            ),
        )
    )


# ------------------------------------------------------------------ who may stand

Kin = Literal["", "near"]


@dataclass(frozen=True, slots=True)
class NomineeFacts:
    """Somebody to be nominated. ``kin_in_council``, ``kin_in_finance``: names of near relatives there."""

    name: str
    post: str
    entitled: bool
    finance_duty: str = ""
    kin_in_council: Sequence[str] = ()
    kin_in_finance: Sequence[str] = ()
    stands_for_council: bool = False
    nominator: str = "members"


def check_nominee(facts: NomineeFacts, book: Rulebook) -> Decision:
    """The bars of 第三十四条第二款 refuse; relatives not yet elected only warn, and the count decides."""
    bars, supervises = book.cite("supervisor_bars"), facts.post in SUPERVISING_POSTS
    return Decision(
        (
            Finding(
                "not_entitled",
                facts.entitled,
                f"{facts.name}不是具有完全民事行为能力的成员，不能作为候选人。",
                book.cite("member_age"),
            ),
            Finding(
                "finance_supervises",
                not (supervises and facts.finance_duty),
                f"{facts.name}是{facts.finance_duty}，不得担任监事会成员或者监事。",
                bars,
            ),
            Finding(
                "kin_of_finance_supervises",
                not (supervises and facts.kin_in_finance),
                f"{facts.name}是{'、'.join(facts.kin_in_finance)}的近亲属，不得担任监事会成员或者监事。",
                bars,
            ),
            Finding(
                "kin_of_council_supervises",
                not (supervises and facts.kin_in_council),
                f"{facts.name}是理事会候选人{'、'.join(facts.kin_in_council)}的近亲属，"
                "对方当选的，不得担任监事会成员或者监事。",
                bars,
                "warning",
            ),
            Finding(
                "kin_in_council",
                supervises or not facts.kin_in_council,
                f"{facts.name}与理事会候选人{'、'.join(facts.kin_in_council)}是近亲属，只能有一人当选。",
                book.cite("council_avoidance"),
                "warning",
            ),
            Finding(
                "stands_for_both_bodies",
                not (supervises and facts.stands_for_council),
                f"{facts.name}同时是理事会候选人，当选理事的不得担任监事会成员或者监事。",
                bars,
                "warning",
            ),
            Finding(
                "nominator",
                facts.nominator in (*book.value("council_nominators"), "hall") or supervises,
                "章程没有规定可以这样提名。",
                book.cite("council_nominators"),
            ),
        )
    )


# ------------------------------------------------------------------ the meeting


def last_notice_day(day: date, book: Rulebook) -> date:
    return latest_day(day, int(book.value("notice_days")))


def check_plan(*, day: date, today: date, studied: bool, agenda: str, book: Rulebook) -> Decision:
    """May a meeting be called for that day? There must be time for its notice."""
    last, days = last_notice_day(day, book), int(book.value("notice_days"))
    return Decision(
        (
            Finding("agenda_missing", bool(agenda.strip()), "请写明审议的事项。", book.cite("notice_days")),
            Finding(
                "no_time_for_notice",
                today <= last,
                f"会议通知应当提前{days}日，{cn_date(day)}的会议最迟在{cn_date(last)}通知，今天是{cn_date(today)}。",
                book.cite("notice_days"),
            ),
            Finding(
                "not_studied",
                studied,
                "会前应当先经乡镇党委、街道党工委或者村党组织研究讨论，请登记研究讨论情况。",
                book.cite("study_first"),
                "warning",
            ),
        )
    )


def check_notice(*, notified_on: date | None, day: date, book: Rulebook) -> Decision:
    """Whether everybody was told in time (J07: for 20 December the last day is the 10th)."""
    last, days = last_notice_day(day, book), int(book.value("notice_days"))
    told = f"通知在{cn_date(notified_on)}张贴" if notified_on else "通知还没有张贴"
    return Decision(
        (
            Finding(
                "notice_late",
                notified_on is not None and notified_on <= last,
                f"{told}，会议应当提前{days}日通知全体成员，最迟{cn_date(last)}。",
                book.cite("notice_days"),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """A written proxy. Households are those of the register."""

    member: str
    trustee: str
    same_household: bool
    same_collective: bool
    member_entitled: bool
    trustee_entitled: bool
    trustee_has: int = 0
    trustee_gave: bool = False
    by_representatives: bool = False
    written_on: date | None = None
    day: date | None = None


def check_proxy(facts: ProxyFacts, book: Rulebook) -> Decision:
    """Only to another fully capable member of the same household here (第二十七条第一款)."""
    by, most = book.cite("household_proxy"), int(book.value("proxy_max"))
    return Decision(
        (
            Finding(
                "representatives_do_not_delegate",
                not facts.by_representatives,
                "法律只规定成员大会可以委托同户成员参加，成员代表应当本人参加。",
                by,
            ),
            Finding(
                "member_not_entitled",
                facts.member_entitled,
                f"{facts.member}不具有完全民事行为能力，不参加表决，不用委托。",
                book.cite("member_age"),
            ),
            Finding(
                "other_household",
                facts.same_household and facts.same_collective,
                f"{facts.trustee}与{facts.member}不是本组织同一户的家庭成员，不能接受委托。",
                by,
            ),
            Finding(
                "trustee_not_entitled",
                facts.trustee_entitled,
                f"{facts.trustee}不具有完全民事行为能力，不能接受委托。",
                by,
            ),
            Finding(
                "trustee_gave",
                not facts.trustee_gave,
                f"{facts.trustee}本人已经委托他人参加，不能再接受委托。",
                by,
            ),
            Finding(
                "trustee_full",
                facts.trustee_has < most,
                f"{facts.trustee}已经接受{facts.trustee_has}人委托，每人最多接受{most}人。",
                book.cite("proxy_max"),
            ),
            Finding(
                "proxy_after_meeting",
                facts.written_on is None or facts.day is None or facts.written_on <= facts.day,
                "委托书日期不能晚于会议日期。",
            ),
        )
    )


def quorum_share(way: str, book: Rulebook) -> tuple[int, int, Citation]:
    key = "quorum_members" if way == MEMBERS else "quorum_representatives"
    share = book.value(key)
    return share["num"], share["den"], book.cite(key)


def least_participants(entitled: int, way: str, book: Rulebook) -> int:
    num, den, _ = quorum_share(way, book)
    return -(-num * entitled // den)


def check_quorum(participants: int, entitled: int, way: str, book: Rulebook) -> Decision:
    """Two thirds of those entitled take part (J01: of 600, 400 are enough and 399 are not)."""
    num, den, cite = quorum_share(way, book)
    least = least_participants(entitled, way, book)
    who = "具有完全民事行为能力的成员" if way == MEMBERS else "成员代表"
    return Decision(
        (
            Finding(
                "quorum_not_reached",
                den * participants >= num * entitled,
                f"{who}{entitled}人，参加{participants}人，至少须有{least}人参加，会议不能作出决定。",
                cite,
            ),
        )
    )


def check_held(
    *, present: int, online: int, proxied: int, entitled: int, online_open: bool, day: date, today: date
) -> Decision:
    """Are the numbers of the meeting possible? Whether they are enough is another question."""
    took_part = present + online + proxied
    return Decision(
        (
            Finding("meeting_in_future", day <= today, f"会议定在{cn_date(day)}，还没有召开。"),
            Finding(
                "more_than_entitled",
                took_part <= entitled,
                f"现场{present}人、在线{online}人、委托{proxied}人，合计{took_part}人，多于应到的{entitled}人。",
            ),
            Finding("online_not_planned", online == 0 or online_open, "会议通知没有安排在线参加。"),
            Finding("nobody_to_carry", proxied == 0 or present + online > 0, "没有人参加，委托无法行使。"),
        )
    )


# ------------------------------------------------------------------ the vote


@dataclass(frozen=True, slots=True)
class PersonCount:
    """What was counted for one person."""

    name: str
    yes: int
    against: int
    abstained: int

    @property
    def total(self) -> int:
        return self.yes + self.against + self.abstained


def check_votes(votes: Sequence[PersonCount], participants: int) -> Decision:
    """One person one vote: nobody has more voices than took part."""
    return Decision(
        tuple(
            Finding(
                "more_votes_than_people",
                one.total <= participants,
                f"{one.name}同意{one.yes}、不同意{one.against}、弃权{one.abstained}，合计{one.total}，"
                f"多于参加的{participants}人。",
                Citation(LAW, "第二十七条第三款"),
            )
            for one in votes
        )
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what a person needs: so many of ``base``, ``least`` voices, by ``cite``."""

    rule: str
    label: str
    base: int
    least: int
    cite: Citation

    def elects(self, votes: int) -> bool:
        return votes >= self.least


def readings(entitled: int, participants: int, way: str, book: Rulebook) -> tuple[Reading, Reading]:
    """Both: two thirds of all (第二十七条第三款, 第二十八条第五款), and over half of those who took part.

    The first counts the share a charter may have raised. At least one voice is needed in either."""
    key = "decision_members" if way == MEMBERS else "decision_representatives"
    share = book.value(key)
    who = "全体成员" if way == MEMBERS else "全体成员代表"
    need = -(-share["num"] * entitled // share["den"])
    return (
        Reading(
            ALL,
            f"{who}的{shown(share, book.parameter(key).meaning)}以上",
            entitled,
            max(1, need),
            book.cite(key),
        ),
        Reading(HALF, "超过参加人数的半数", participants, participants // 2 + 1, book.cite("win_rule")),
    )


def charter_says(book: Rulebook) -> str:
    """The rule of winning in the charter; empty where it is silent."""
    parameter = book.parameter("win_rule")
    return str(parameter.value) if parameter.layer == "charter" else ""


def check_reading(*, differ: bool, decided: str, book: Rulebook) -> Decision:
    """Where the two readings elect different people, township or county says which holds, in writing."""
    said = charter_says(book)
    told = (
        "章程规定得票过参加人数的半数当选，法律对作出决定要求全体三分之二以上同意"
        if said == HALF
        else "章程没有规定当选票数，按全体三分之二以上与按参加人数的半数得出的当选人不同"
    )
    return Decision(
        (
            Finding(
                "reading_open",
                said == ALL or not differ or bool(decided),
                f"{told}，请先由乡镇或者县级农业农村主管部门书面认定。",
                book.cite("decision_members"),
            ),
        )
    )


def check_head(*, body: int, present: int, votes: int, is_member: bool, name: str) -> Decision:
    """The chair chosen by the council among its own: two thirds meet, over half of all agree."""
    return Decision(
        (
            Finding("not_of_the_body", is_member, f"{name}不是新当选的成员，不能推选。"),
            Finding("body_present", present <= body, f"出席{present}人，多于全体{body}人。"),
            Finding(
                "body_quorum",
                3 * present >= 2 * body,
                f"出席{present}人，应当有三分之二以上成员出席，至少{-(-2 * body // 3)}人。",
                BODY_MEETS,
            ),
            Finding("more_votes_than_present", votes <= present, f"得票{votes}，多于出席的{present}人。"),
            Finding(
                "body_majority",
                2 * votes > body,
                f"得票{votes}，应当经全体{body}人过半数同意，至少{body // 2 + 1}票。",
                BODY_DECIDES,
            ),
        )
    )


def check_registration_change(*, before: str, after: str, book: Rulebook) -> Decision:
    """The chair is the legal representative: another chair, another entry in the register of the county."""
    return Decision(
        (
            Finding("no_chair", bool(after), "理事长还没有产生，不能申请变更登记。", LEGAL_REPRESENTATIVE),
            Finding(
                "nothing_changes",
                not after or before != after,
                f"登记的法定代表人已经是{after}，不用变更。",
                book.cite("register_change"),
            ),
        )
    )


def as_params(book: Rulebook, way: str, win_rule: str) -> dict[str, Any]:
    """The charter as the count's parameters: only what the law of the count does not say by itself."""
    params: dict[str, Any] = {"win_rule": win_rule}
    num, den, _ = quorum_share(way, book)
    if num and (way == REPRESENTATIVES or (num, den) != (2, 3)):
        params["quorum"] = {"num": num, "den": den}
    share = book.value("decision_members" if way == MEMBERS else "decision_representatives")
    if win_rule == ALL and share != {"num": 2, "den": 3}:
        params["win"] = share
    return params
