"""What the law says about candidates and about party elections. Plain values in, a Decision or a list out.

Names in stroke order are sorted by keys the caller brings; nothing here knows how a stroke is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from election_office.law.dates import cn_date, latest_day
from election_office.law.decision import Decision, Finding
from election_office.law.relations import RELATION_LABELS
from election_office.law.rulebooks import NO_LIMIT, Rulebook

Sex = Literal["male", "female"]
Stage = Literal["preliminary", "formal", "self_nominated", "runoff"]
WomenRule = Literal["none", "add", "replace", "column"]

POST_NAMES: Final[dict[str, str]] = {"director": "主任", "deputy": "副主任", "member": "委员"}


@dataclass(frozen=True, slots=True)
class Nominee:
    """A person nominated for a post. `stroke_key` sorts names by 姓氏笔画."""

    name: str
    votes: int = 0
    sex: Sex | None = None
    stroke_key: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Who becomes a candidate, most votes first. `tied` are equal on the last place and none of them is in
    `chosen`: they are voted on again. `woman` came in by the rule on women, for `gave_way` or for nobody."""

    chosen: tuple[Nominee, ...]
    tied: tuple[Nominee, ...] = ()
    woman: Nominee | None = None
    gave_way: Nominee | None = None
    without_woman: bool = False


# ── Differential (差额) ──────────────────────────────────────────────────────────────────────────────


def check_differential(post: str, seats: int, candidates: int, book: Rulebook) -> Decision:
    """Are there more candidates than seats for this post, and not more than the place allows?

    The number must be above the seats for every post (村民委员会组织法); some places fix how far."""
    limits = book.value("differential")[post]
    least, most = seats + limits["min"], seats + limits["max"]
    title = POST_NAMES[post]
    numbers = f"{title}应选{seats}人，候选人{candidates}人"
    findings = [
        Finding(
            code="candidates_too_few",
            passed=candidates >= least,
            message=f"{numbers}，候选人应当多于应选名额，至少须有{least}人。",
            citation=book.cite("differential"),
        )
    ]
    if limits["max"] < NO_LIMIT:  # equal is the same
        findings.append(
            Finding(
                code="candidates_too_many",
                passed=candidates <= most,
                message=f"{numbers}，最多{most}人。",
                citation=book.cite("differential"),
            )
        )
    return Decision(tuple(findings))


# ── From nominations to candidates ───────────────────────────────────────────────────────────────────


def select_candidates(nominees: Sequence[Nominee], places: int, women_rule: WomenRule) -> Selection:
    """The `places` nominees with the most votes, and a woman among them where the rule finds one.

    "replace": the woman with the most votes takes the last place; "add": she comes in addition; "none" and
    "column" (women have a column of their own) change nothing. Equal votes keep the order given."""
    ranked = sorted(nominees, key=lambda nominee: -nominee.votes)
    chosen, tied = ranked[:places], []
    if 0 < places < len(ranked) and ranked[places - 1].votes == ranked[places].votes:
        edge = ranked[places].votes
        chosen = [nominee for nominee in ranked if nominee.votes > edge]
        tied = [nominee for nominee in ranked if nominee.votes == edge]
    in_reach = [*chosen, *tied]
    woman = gave_way = None
    if women_rule in ("add", "replace") and not any(nominee.sex == "female" for nominee in in_reach):
        woman = next((nominee for nominee in ranked if nominee.sex == "female"), None)
        if woman is not None and women_rule == "replace":
            if tied:
                # One place less is left for those who are equal on the edge.
                if places - 1 == len(chosen):
                    tied = []
            elif chosen:
                gave_way = chosen.pop()
        if woman is not None:
            chosen.append(woman)
    return Selection(
        chosen=tuple(chosen),
        tied=tuple(tied),
        woman=woman,
        gave_way=gave_way,
        without_woman=not any(nominee.sex == "female" for nominee in [*chosen, *tied]),
    )


def order_names(nominees: Sequence[Nominee], stage: Stage, book: Rulebook) -> list[Nominee]:
    """The nominees in the order in which that stage's list is posted: by strokes or by votes."""
    if book.value("list_order")[stage] == "votes":
        return sorted(nominees, key=lambda nominee: -nominee.votes)
    return sorted(nominees, key=lambda nominee: nominee.stroke_key)


# ── Party organisation (村党组织) ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PartyBallot:
    """A meeting's ballot: members due (应到会) and present with the right to vote, ballots, and votes."""

    seats: int
    due: int
    present: int
    issued: int
    recovered: int
    votes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PartyResult:
    """`elected` by votes. `tied` wait for another vote; `unfilled` seats are voted on again or reduced."""

    decision: Decision
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    unfilled: int


def check_party_quorum(due: int, present: int, book: Rulebook) -> Decision:
    """Present members reach the share of those due; exactly that share is enough."""
    share = book.value("party_quorum")
    least = _least(due, share)
    return Decision(
        (
            Finding(
                code="party_quorum_missed",
                passed=_reaches(present, due, share),
                message=f"应到会有选举权的党员{due}人，实到{present}人，至少须有{least}人到会。",
                citation=book.cite("party_quorum"),
            ),
        )
    )


def check_party_differential(seats: int, candidates: int, book: Rulebook) -> Decision:
    """The surplus reaches its share of the seats: one more than the seats is too few from six seats up."""
    share = book.value("party_differential")
    least = seats + max(1, _least(seats, share))
    return Decision(
        (
            Finding(
                code="party_candidates_too_few",
                passed=candidates >= least,
                message=(
                    f"应选委员{seats}人，候选人{candidates}人，"
                    f"差额不少于{share['den']}分之{share['num']}，至少须有{least}人。"
                ),
                citation=book.cite("party_differential"),
            ),
        )
    )


def party_recommended_least(seats: int, book: Rulebook) -> int:
    """How many 初步人选 the plan wants for so many seats."""
    ratio = book.value("party_recommended_ratio")
    if book.value("party_recommended_rounding") == "ceil":
        return _least(seats, ratio)
    return int(ratio["num"] * seats // ratio["den"])


def party_votes_win(votes: int, due: int, present: int, book: Rulebook) -> bool:
    """More than half of the members due, or of those present where the parameter says so."""
    base = due if book.value("party_win_base") == "due" else present
    share = book.value("party_win_threshold")
    return bool(share["den"] * votes > share["num"] * base)


def decide_party_ballot(ballot: PartyBallot, book: Rulebook) -> PartyResult:
    """The winners of a party meeting's ballot; none when the meeting or the ballot is not valid."""
    decision = check_party_quorum(ballot.due, ballot.present, book) + Decision(
        (
            Finding(
                code="party_too_many_ballots",
                passed=ballot.recovered <= ballot.issued <= ballot.present,
                message=(
                    f"到会{ballot.present}人，发出选票{ballot.issued}张，收回{ballot.recovered}张；"
                    "收回的不得多于发出的，发出的不得多于到会的。"
                ),
                citation=book.cite("party_quorum"),
            ),
        )
    )
    if not decision.allowed:
        return PartyResult(decision, (), (), ballot.seats)
    able = sorted(
        (line for line in ballot.votes if party_votes_win(line[1], ballot.due, ballot.present, book)),
        key=lambda line: -line[1],
    )
    elected, tied = able[: ballot.seats], []
    if 0 < ballot.seats < len(able) and able[ballot.seats - 1][1] == able[ballot.seats][1]:
        edge = able[ballot.seats][1]
        elected = [line for line in able if line[1] > edge]
        tied = [line for line in able if line[1] == edge]
    return PartyResult(
        decision=decision,
        elected=tuple(name for name, _ in elected),
        tied=tuple(name for name, _ in tied),
        unfilled=ballot.seats - len(elected),
    )


def _reaches(part: int, whole: int, share: dict[str, Any]) -> bool:
    return whole > 0 and bool(share["den"] * part >= share["num"] * whole)


def _least(whole: int, share: dict[str, Any]) -> int:
    """The smallest whole number that reaches the share."""
    return int(-(-share["num"] * whole // share["den"]))


# ── The formal list as a whole (正式候选人名单) ──────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ListedCandidate:
    name: str
    sex: str


@dataclass(frozen=True, slots=True)
class PostFacts:
    """One post. `kind` director, deputy or member; `title` as the list prints it."""

    kind: str
    title: str
    seats: int
    candidates: tuple[ListedCandidate, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two candidates who are near relatives; `kind`: what the second is to the first."""

    name: str
    other: str
    kind: str


@dataclass(frozen=True, slots=True)
class ListFacts:
    """The whole list. ``direct``: the village has no candidates; the list says who put themselves forward."""

    election_day: date
    on: date
    posts: tuple[PostFacts, ...]
    conflicts: tuple[Conflict, ...]
    direct: bool = False


def check_formal_list(facts: ListFacts, book: Rulebook) -> Decision:
    """May this list be issued? Differential for every post; near relatives and the absence of a woman are
    named for a person to answer, unless the place has nominees who are near relatives avoid each other."""
    decision = Decision()
    for post in facts.posts:
        if not facts.direct:
            decision += check_differential(post.kind, post.seats, len(post.candidates), book)
    if facts.direct:
        decision += check_sign_up([], sum(len(post.candidates) for post in facts.posts), book)
    decision += check_nominee_avoidance(facts.conflicts, book)
    has_woman = any(candidate.sex == "female" for post in facts.posts for candidate in post.candidates)
    latest = latest_day(facts.election_day, book.value("candidate_list_days"), book.value("count_mode"))
    return decision + Decision(
        (
            Finding(
                code="no_woman",
                passed=has_woman,
                message=f"候选人中没有妇女；{book.words.body}成员中应当有妇女成员。",
                citation=book.cite("women_member_required"),
                severity="warning",
            ),
            Finding(
                code="list_late",
                passed=facts.on <= latest,
                message=f"正式候选人名单最迟应在{cn_date(latest)}公布，今天是{cn_date(facts.on)}，已经超过。",
                citation=book.cite("candidate_list_days"),
                severity="warning",
            ),
            *(
                Finding(
                    code="near_relatives",
                    passed=False,
                    message=f"{conflict.name}与{conflict.other}是近亲属（{RELATION_LABELS[conflict.kind]}），"
                    f"{book.words.body}成员实行近亲属回避，两人不能同时当选。",
                    citation=book.cite("member_avoidance"),
                    severity="warning",
                )
                for conflict in facts.conflicts
                if not book.value("nominee_avoidance")
            ),
        )
    )


def check_sign_up(waiting: Sequence[str], people: int, book: Rulebook) -> Decision:
    """Without candidates: did anybody put themselves forward, and has everybody said so in writing?"""
    return Decision(
        (
            Finding(
                "waiting_for_answer",
                not waiting,
                f"{'、'.join(waiting)}还没有书面表态是否参选。",
            ),
            Finding(
                "nobody_signed_up",
                people > 0,
                f"没有人自荐竞职，不须公布自荐人名单；选票不印姓名，由{book.words.voter_short}自行填写。",
                book.cite("modes"),
            ),
        )
    )


def check_nominee_avoidance(conflicts: Sequence[Conflict], book: Rulebook) -> Decision:
    """Where the place has nominees avoid each other, near relatives do not stand together.

    Refused by a text that was read or by the township's own paper; of a text nobody has checked it is named
    only, since the law itself leaves the candidature open."""
    by = book.cite("nominee_avoidance")
    return Decision(
        tuple(
            Finding(
                code="nominee_avoidance",
                passed=not book.value("nominee_avoidance"),
                message=f"{conflict.name}与{conflict.other}是近亲属（{RELATION_LABELS[conflict.kind]}），"
                "提名人选之间应予回避，两人中须有一人退出。",
                citation=by,
                severity="error" if by.verified else "warning",
            )
            for conflict in conflicts
        )
    )


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A person about to become a formal candidate. `bars`: what was found against them, as sentences.
    `review_gap`: why the joint review does not carry them, as a sentence; empty when it does.
    `by_hand`: not from the preliminary list, and then `entry_reason` says why."""

    name: str
    registered: bool
    bars: tuple[str, ...] = ()
    stands_for: str = ""
    review_gap: str = ""
    by_hand: bool = False
    entry_reason: str = ""


def check_entry(facts: EntryFacts, book: Rulebook) -> Decision:
    """May this person be entered as a formal candidate?"""
    return Decision(
        (
            Finding(
                code="not_registered",
                passed=facts.registered,
                message=f"{facts.name}没有登记参加{book.words.here}选举，不能作为候选人。",
                citation=book.cite("nominators"),
            ),
            Finding(
                code="second_post",
                passed=not facts.stands_for,
                message=f"{facts.name}已是{facts.stands_for}候选人，一人只能作为一个职位的候选人；"
                "改变职位须先退出原职位。",
            ),
            Finding(
                code="barred",
                passed=not facts.bars,
                message=f"{facts.name}{'；'.join(facts.bars)}，不得作为候选人。",
                citation=book.cite("statutory_bars"),
            ),
            Finding(
                code="review_incomplete",
                passed=not facts.review_gap,
                message=facts.review_gap,
                citation=book.cite("policy_review_departments"),
            ),
            Finding(
                code="entry_reason",
                passed=not facts.by_hand or bool(facts.entry_reason),
                message=f"{facts.name}不是由初步候选人名单产生的，直接录入须写明理由和依据的会议或者文件。",
                citation=book.cite("nominators"),
            ),
        )
    )


def check_withdrawal(on: date, election_day: date, listed_on: date | None, book: Rulebook) -> Decision:
    """A candidate who no longer wants to stand says so in writing in time.

    ``listed_on``: the day the list was fixed; where the place counts from there, there is no limit before.
    """
    limit = book.value("withdraw_deadline")
    if limit["from"] == "candidate_list":
        latest = listed_on + timedelta(days=limit["days"]) if listed_on else on
    else:
        latest = latest_day(election_day, limit["days"], book.value("count_mode"))
    return Decision(
        (
            Finding(
                code="withdrawn_late",
                passed=on <= latest,
                message=f"候选人退出最迟应在{cn_date(latest)}书面提出，今天是{cn_date(on)}，已经超过。",
                citation=book.cite("withdraw_deadline"),
            ),
        )
    )


# ── Why somebody leaves a list without wanting to ────────────────────────────────────────────────────

REVIEW_GROUND: Final = "review"
ADOPTED_GROUND: Final = "adopted"
KINSHIP_GROUND: Final = "kinship"
ROLL_GROUND: Final = "not_registered"
OBJECTION_GROUND: Final = "objection"
# Rows written before grounds were asked for.
UNNAMED_GROUND: Final = "unnamed"
BAR: Final = "statutory-"


@dataclass(frozen=True, slots=True)
class GroundFacts:
    """What is known of somebody who is to be taken off a list. ``ground``: its code; ``paper``: the number of
    the judgment, decision or letter that proves it; ``file``: the state of the joint review's file, empty
    while there is none; ``clause``: where the village's own rules take up further grounds."""

    name: str
    ground: str
    reason: str
    paper: str = ""
    registered: bool = True
    file: str = ""
    clause: str = ""


def removal_grounds(book: Rulebook, clause: str = "") -> dict[str, str]:
    """Code → words of every ground this place knows, the bars of the law first."""
    grounds = {f"{BAR}{bar['code']}": bar["label"] for bar in book.value("statutory_bars")}
    grounds[REVIEW_GROUND] = "资格联审不通过"
    if clause:
        grounds[ADOPTED_GROUND] = f"{clause}列明的情形"
    if book.value("nominee_avoidance"):
        grounds[KINSHIP_GROUND] = "提名人选之间近亲属回避"
    grounds[ROLL_GROUND] = f"没有登记参加{book.words.here}选举"
    return grounds


def check_removal(facts: GroundFacts, book: Rulebook) -> Decision:
    """May somebody be taken off the list on this ground? Only a ground of the law or of the village's own
    rules, and only as it is proved: who is being investigated stays a candidate until it is decided."""
    bar = facts.ground.startswith(BAR)
    return Decision(
        (
            Finding(
                "ground_unknown",
                facts.ground in removal_grounds(book, facts.clause),
                f"请在法律和{book.words.here}选举办法列明的情形中选定一项；正在接受调查、被举报或者有传闻都不是法定情形，"
                "没有结论以前不能取消资格。",
                book.cite("statutory_bars"),
            ),
            Finding(
                "ground_paper_missing",
                not bar or bool(facts.paper.strip()),
                f"{facts.name}有法定情形的，须填写证明这一情形的判决书、处分决定或者认定文书的文号。",
                book.cite("statutory_bars"),
            ),
            Finding(
                "ground_not_reviewed",
                facts.ground != REVIEW_GROUND or facts.file == "rejected",
                f"{facts.name}的资格联审没有作出不通过的决定，不能按“联审不通过”办理。",
                book.cite("policy_review_departments"),
            ),
            Finding(
                "ground_registered",
                facts.ground != ROLL_GROUND or not facts.registered,
                f"{facts.name}现在登记参加{book.words.here}选举，不能以没有登记为由取消。",
                book.cite("nominators"),
            ),
            Finding("ground_reason", bool(facts.reason.strip()), "请写明原因和依据。"),
        )
    )


def check_same_objection(name: str, earlier_on: date | None) -> Decision:
    """The same person says the same against the same person again: the first answer stands."""
    return Decision(
        (
            Finding(
                "objection_again",
                earlier_on is None,
                ""
                if earlier_on is None
                else f"{cn_date(earlier_on)}已收到同一人对{name}提出的同样的意见，不重复受理；"
                "有新的事实的，请写明新的事实。",
            ),
        )
    )


# ------------------------------------------------------------------ the joint review as a step


def check_all_reviewed(*, files: int, waiting: Sequence[str], missing: Sequence[str]) -> Decision:
    """Is the joint review over? ``missing``: who is to stand and has no file."""
    return Decision(
        (
            Finding("no_files", files > 0, "还没有建立资格审查材料。"),
            Finding("files_missing", not missing, f"还没有建立资格审查材料：{'、'.join(missing)}。"),
            Finding("files_waiting", not waiting, f"还没有审查结论：{'、'.join(waiting)}。"),
        )
    )
