"""What the law and the rulebook say from nomination to the preliminary list. Plain values in. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from candidates.rules import POST_NAMES, Nominee, Selection, WomenRule, check_differential, select_candidates
from election_office.law.dates import cn_date, latest_day
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook
from villages.order.rules import check_time_is_over
from villages.readings.rules import Reading

# A second ballot decides only among equals: its votes never reach one vote of the first.
SECOND_BALLOT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class PostSeats:
    """One post of the nomination ballot. ``key`` tells posts apart; ``kind``: director, deputy, member."""

    key: str
    kind: str
    title: str
    seats: int
    women_only: bool = False


def check_plan(
    *,
    ways: Mapping[str, bool],
    closes_on: date,
    election_day: date,
    mode: str,
    book: Rulebook,
    consented_on: date | None = None,
    filed_on: date | None = None,
    preselects: bool = False,
) -> Decision:
    """May the committee of this place nominate like this? ``ways``: ballot, party, joint, self.

    Without candidates a meeting agreed on ``consented_on`` and the township was told on ``filed_on``."""
    nominators = book.value("nominators")
    no_list = mode == "no_candidates"
    findings = [
        Finding("no_way", any(ways.values()), "请至少选择一种提名方式。"),
        Finding("closes_late", closes_on < election_day, "提名截止日期须早于选举日。"),
        Finding(
            "party_not_here",
            not ways.get("party") or "party_organisation" in nominators,
            f"本地由{book.words.voter}提名，不采用{book.words.branch}提名。",
            book.cite("nominators"),
        ),
        Finding(
            "voters_not_here",
            not (ways.get("ballot") or ways.get("joint")) or "voters" in nominators,
            f"本地不采用{book.words.voter}提名。",
            book.cite("nominators"),
        ),
        Finding(
            "ballot_not_here",
            not ways.get("ballot") or not _by_signatures(book),
            f"候选人由{book.words.branch}或者{book.words.voter}联合提名推荐，不采用提名票。",
            book.cite("nominators"),
        ),
        Finding(
            "self_not_here",
            not ways.get("self") or not _by_signatures(book),
            f"候选人由{book.words.branch}或者{book.words.voter}联合提名推荐，不采用自荐。",
            book.cite("nominators"),
        ),
        Finding(
            "no_list_mode",
            not no_list or not any(ways.get(way) for way in ("ballot", "party", "joint")),
            f"{book.words.here}不设候选人，只登记自荐竞职，不组织提名。",
            book.cite("modes"),
        ),
        Finding(
            "no_preselection_here",
            not preselects or (book.value("preselect_body") != "none" and not no_list),
            "本地没有规定预选，按提名得票直接确定正式候选人。",
            book.cite("preselect_body"),
        ),
    ]
    if no_list:
        consented = consented_on is not None and filed_on is not None and consented_on <= filed_on
        findings.append(
            Finding(
                "no_consent",
                not book.value("no_candidates_consent") or consented,
                f"不设候选人的，须先经{book.words.meeting}或者{book.words.representatives}同意，再报乡镇备案，请填写两个日期。",
                book.cite("no_candidates_consent"),
            )
        )
        latest = latest_day(election_day, book.value("self_nomination_days"), book.value("count_mode"))
        findings.append(
            Finding(
                "self_nomination_late",
                closes_on <= latest,
                f"自荐报名最迟到{cn_date(latest)}截止。",
                book.cite("self_nomination_days"),
            )
        )
    return Decision(tuple(findings))


def check_places(posts: Sequence[PostSeats], places: Mapping[str, int], book: Rulebook) -> Decision:
    """How many candidates each post is to have: more than its seats, and not more than the place allows."""
    decision = Decision()
    for post in posts:
        decision += check_differential(post.kind, post.seats, places.get(post.key, 0), book)
    return decision


def check_reading(reading: Reading, issued: int, posts: Sequence[PostSeats], book: Rulebook) -> Decision:
    """Can these numbers be true of one station's ballots?"""
    valid = reading.recovered - reading.void - reading.blank
    by = book.cite("nomination_max_per_voter")
    findings = [
        Finding(
            "more_than_issued",
            reading.recovered <= issued,
            f"收回提名票{reading.recovered}张，多于发出的{issued}张。",
        ),
        Finding(
            "unmarked_exceed",
            valid >= 0,
            f"无效票{reading.void}张、弃权票{reading.blank}张，合计多于收回的{reading.recovered}张。",
        ),
    ]
    for post in posts:
        names = reading.votes.get(post.key, {})
        total = sum(names.values())
        findings.append(
            Finding(
                "too_many_names",
                total <= post.seats * max(valid, 0),
                f"{post.title}各人得票合计{total}票，多于有效票{max(valid, 0)}张乘以应选名额{post.seats}人；"
                "每张提名票提名的人数不得多于应选名额。",
                by,
            )
        )
        findings += [
            Finding(
                "votes_exceed_valid",
                votes <= valid,
                f"{name}（{post.title}）得{votes}票，多于有效票{max(valid, 0)}张。",
            )
            for name, votes in names.items()
        ]
    return Decision(tuple(findings))


def check_turnout(recovered: int, registered: int, book: Rulebook) -> Decision:
    """Did enough voters take part? More than the share of those registered, where the place asks for one."""
    share = book.value("nomination_turnout")
    return Decision(
        (
            Finding(
                "nomination_turnout_missed",
                share["num"] == 0 or share["den"] * recovered > share["num"] * registered,
                f"{book.words.voter}{registered}人，收回提名票{recovered}张，"
                f"没有超过{share['den']}分之{share['num'] or 1}，提名无效，须重新组织提名。",
                book.cite("nomination_turnout"),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class NominationFacts:
    """Somebody about to be put forward. ``merged``: names on ballots taken for this person.
    ``signers``: registered voters who signed; ``allowed``: the plan has this way."""

    name: str
    sex: str
    registered: bool
    source: str
    allowed: bool
    post: PostSeats
    received_on: date
    opens_on: date
    closes_on: date
    merged: tuple[str, ...] = ()
    reason: str = ""
    signers: int = 0
    least: int = 10
    declared: bool = True


def _by_signatures(book: Rulebook) -> bool:
    """Whether the law itself gives the number of signers, as it does for a community."""
    return "nomination_signatures" in book.by_key


def ways_here(book: Rulebook) -> tuple[str, ...]:
    """The ways of nominating this law knows; a place may know fewer."""
    return ("party", "joint") if _by_signatures(book) else ("ballot", "party", "joint", "self")


def _least_signers(planned: int, book: Rulebook) -> int:
    return max(planned, book.value("nomination_signatures")) if _by_signatures(book) else planned


def check_nomination(facts: NominationFacts, book: Rulebook) -> Decision:
    """May this person be taken down as put forward for this post?"""
    other_names = [name for name in facts.merged if name != facts.name]
    return Decision(
        (
            Finding("way_not_planned", facts.allowed, f"{book.words.here}的提名安排没有采用这种提名方式。"),
            Finding(
                "not_registered",
                facts.registered,
                f"{facts.name}没有登记参加{book.words.here}选举，不能被提名。",
                book.cite("nominators"),
            ),
            Finding(
                "outside_window",
                facts.source == "ballot" or facts.opens_on <= facts.received_on <= facts.closes_on,
                f"提名时间为{cn_date(facts.opens_on)}至{cn_date(facts.closes_on)}，"
                f"{cn_date(facts.received_on)}收到的不予受理。",
            ),
            Finding(
                "merge_without_reason",
                not other_names or bool(facts.reason.strip()),
                f"票面姓名“{'、'.join(other_names)}”认定为{facts.name}，须写明理由。",
            ),
            Finding(
                "too_few_signers",
                facts.source != "joint" or facts.signers >= _least_signers(facts.least, book),
                f"联名提名须有{_least_signers(facts.least, book)}名以上{book.words.voter}署名，"
                f"现有{facts.signers}名。",
                book.cite("nomination_signatures") if _by_signatures(book) else None,
            ),
            Finding(
                "not_declared",
                facts.source != "self" or facts.declared,
                "自荐人须本人签署自荐表和承诺。",
            ),
            Finding(
                "woman_seat",
                not facts.post.women_only or facts.sex == "female",
                f"{facts.post.title}一职单列给妇女，{facts.name}不能被提名为这个职位的人选。",
                book.cite("women_rule"),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """One who agreed to stand. ``key`` tells people apart; ``tie_votes``: second ballot of equals."""

    key: str
    votes: int
    sex: str
    tie_votes: int = 0


def select_for_list(standing: Sequence[Standing], places: int, women_rule: WomenRule) -> Selection:
    """Who goes on the list, most votes first, the second ballot deciding among equals.

    After somebody leaves, the same question over those who remain brings the next by votes in (递补)."""
    return select_candidates(
        [
            Nominee(
                name=row.key,
                votes=row.votes * SECOND_BALLOT + row.tie_votes,
                sex="female" if row.sex == "female" else "male",
            )
            for row in standing
        ],
        places,
        women_rule,
    )


@dataclass(frozen=True, slots=True)
class PostVotes:
    """The ballot votes of one post: ``standing``: person → votes, those who stepped back left out;
    ``stepped_back``: person → votes of those who did. ``places``: candidates wanted."""

    kind: str
    places: int
    standing: Mapping[str, int]
    stepped_back: Mapping[str, int] = field(default_factory=dict)


def moved_down(posts: Sequence[PostVotes]) -> dict[tuple[int, str], int]:
    """Votes for a higher post that also count for a lower one: (place in ``posts``, person) → votes more.

    Only of somebody whose votes do not suffice for the higher post; never upwards, and not between two posts
    of one kind (河南省实施《村民委员会组织法》办法第二十五条第二款). ``posts``: highest first.
    """
    more: dict[tuple[int, str], int] = {}
    carried: dict[str, int] = {}
    for kind in dict.fromkeys(post.kind for post in posts):
        short: dict[str, int] = {}
        for number, post in enumerate(posts):
            if post.kind != kind:
                continue
            for person in (*post.standing, *post.stepped_back):
                if carried.get(person):
                    more[number, person] = carried[person]
            counted = {
                person: votes + carried.get(person, 0)
                for person, votes in (*post.standing.items(), *post.stepped_back.items())
            }
            for person, votes in counted.items():
                rivals = [counted[rival] for rival in post.standing if rival != person]
                if sum(rival > votes for rival in rivals) >= post.places:
                    short[person] = max(short.get(person, 0), votes)
                else:
                    short[person] = 0
        carried |= short
    return more


@dataclass(frozen=True, slots=True)
class PostState:
    """One post before the preliminary list: names waiting for an answer, equal on the edge, and listed."""

    post: PostSeats
    listed: int
    waiting: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()


def check_preliminary(
    states: Sequence[PostState], two_posts: Sequence[str], unread: Sequence[str], book: Rulebook
) -> Decision:
    """May the preliminary list be made? ``two_posts``: named for two; ``unread``: stations not agreed."""
    findings = [
        Finding(
            "sheets_not_agreed",
            not unread,
            f"{'、'.join(unread)}的提名计票单还没有两次录入一致。",
        ),
        Finding(
            "two_posts",
            not two_posts,
            f"{'、'.join(two_posts)}被提名担任两个以上职位，须由本人书面选择其中一个。",
            book.cite("nomination_two_posts"),
        ),
    ]
    for state in states:
        title = POST_NAMES.get(state.post.kind, state.post.title)
        findings += [
            Finding(
                "waiting_for_answer",
                not state.waiting,
                f"{title}人选{'、'.join(state.waiting)}还没有表态是否参选。",
            ),
            Finding(
                "tied_on_the_edge",
                not state.tied,
                f"{title}人选{'、'.join(state.tied)}得票相等，须在他们中再次投票。",
            ),
        ]
    decision = Decision(tuple(findings))
    for state in states:
        if not state.tied:
            decision += check_differential(state.post.kind, state.post.seats, state.listed, book)
    return decision


def objection_due(received_on: date, days: int) -> date:
    """The last day for the answer; the day of receipt is not counted (《民法典》第二百零一条)."""
    return received_on + timedelta(days=days)


def check_objection(posted_on: date | None, received_on: date, days: int) -> Decision:
    """May it be taken in? Late ones are taken in and marked: the committee looks into them by itself."""
    until = posted_on + timedelta(days=days) if posted_on else received_on
    return Decision(
        (
            Finding(
                "list_not_posted",
                posted_on is not None and received_on >= posted_on,
                "初步候选人名单公布以后才能受理对候选人的意见。",
            ),
            Finding(
                "objection_late",
                received_on <= until,
                f"提出意见的期限到{cn_date(until)}为止。",
                severity="warning",
            ),
        )
    )


def objection_until(since: date | None, days: int) -> date | None:
    """The last day for objecting to the preliminary list; the day it was posted is not counted."""
    return since + timedelta(days=days) if since else None


def check_formal(
    *,
    posted: bool,
    until: date | None,
    today: date,
    excepted: bool,
    open_objections: Sequence[str],
    listed: Mapping[str, int],
    posts: Sequence[PostSeats],
    book: Rulebook,
) -> Decision:
    """May the preliminary list become the formal one? ``until``: the last day for objecting to it."""
    decision = Decision(
        (
            Finding("preliminary_not_posted", posted, "初步候选人名单公告还没有在规定地点全部张贴。"),
            Finding(
                "objections_open",
                not open_objections,
                f"对{'、'.join(open_objections)}的意见还没有答复。",
            ),
        )
    )
    if until is not None:
        what = (
            f"对初步候选人名单提出意见的期限到{cn_date(until)}为止，"
            f"{cn_date(until + timedelta(days=1))}起才能确定正式候选人。"
        )
        decision += check_time_is_over(
            code="objection_time_running", what=what, until=until, today=today, excepted=excepted
        )
    for post in posts:
        decision += check_differential(post.kind, post.seats, listed.get(post.key, 0), book)
    return decision
