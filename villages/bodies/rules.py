"""What the law says about the bodies beside the village committee.

Plain values in, a Decision out; no database, no clock, no Django.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from election_office.law import meetings
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.electorates import check_drawn_from
from election_office.law.passages import passage
from election_office.law.relations import RELATION_LABELS, related
from election_office.law.rulebooks import Rulebook
from election_office.law.words import GENERAL

Pair = tuple[int, int, str]

# kind of body → code of post → its title, the chief post first
POSTS: Mapping[str, Mapping[str, str]] = {
    "representatives": {"representative": GENERAL.representative},
    "group_leaders": {"leader": "组长"},
    "village_committee": {"director": "主任", "deputy": "副主任", "member": "委员"},
    "supervision": {"chair": "主任", "member": "委员"},
    "subordinate": {"chair": "主任", "member": "委员"},
    "party_branch": {
        "secretary": "书记",
        "deputy": "副书记",
        "discipline": "纪检委员",
        "member": "委员",
    },
    "women": {"chair": "主席", "deputy": "副主席", "member": "执委"},
    "youth": {"secretary": "书记", "member": "委员"},
    "militia": {"commander": "连长", "instructor": "指导员", "member": "骨干"},
    "officers": {
        "accountant": "会计、报账员",
        "clerk": "文书",
        "collective_head": "集体经济组织负责人",
        "collective_manager": "集体经济组织管理人员",
        "finance_staff": "财务人员",
    },
    "council": {"chair": "理事长", "member": "理事"},
    "party_groups": {"leader": "党小组长"},
    "grids": {"head": "网格长", "member": "网格员"},
}

# kind of body → how it may come about
CHOSEN_BY: Mapping[str, tuple[str, ...]] = {
    "representatives": ("households", "group_meetings"),
    "group_leaders": ("group_meetings",),
    "village_committee": ("voters",),
    "supervision": ("villager_meeting", "representatives_meeting"),
    "subordinate": ("villager_meeting", "representatives_meeting", "own_meeting", "appointed"),
    "party_branch": ("own_meeting", "appointed"),
    "women": ("own_meeting", "appointed"),
    "youth": ("own_meeting", "appointed"),
    "militia": ("own_meeting", "appointed"),
    "officers": ("appointed", "own_meeting"),
    "council": ("group_meetings", "representatives_meeting", "villager_meeting"),
    "party_groups": ("own_meeting", "appointed"),
    "grids": ("appointed", "own_meeting"),
}

# Bodies with somebody for every group of the village, so with many in the chief post.
BY_GROUPS = frozenset({"council", "party_groups", "grids"})

# Whose term is the village committee's: by the organic law the first two, the third by the rulebook.
FOLLOWS_THE_TERM = frozenset({"representatives", "group_leaders", "supervision", "village_committee"})


def post_title(kind: str, post: str) -> str:
    return POSTS.get(kind, {}).get(post, post)


def check_by_hand(kind: str, book: Rulebook) -> Decision:
    """Posts are entered and ended by hand in every body but the village committee: the voters fill its seats,
    and a seat ends on a paper with its cause."""
    return Decision(
        (
            Finding(
                "seated_by_the_result",
                kind != "village_committee",
                f"{book.words.body}成员由宣布的选举结果产生，不在这里增减；辞职、罢免、职务终止和补选，"
                "由乡镇在“任期内变动”页登记。",
                book.cite("by_election_body"),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Seat:
    """One holder in office."""

    person: int
    name: str
    post: str
    woman: bool = False
    finance: bool = False
    group: str = ""
    household: str = ""
    drawn_from: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    eligible: int = 0
    present: int = 0
    by_households: bool = False


def _reaches(part: int, whole: int, share: Mapping[str, int]) -> bool:
    """``part`` is at least that share of ``whole``."""
    return part * share["den"] >= whole * share["num"]


def _words(share: Mapping[str, int]) -> str:
    numerals = "零一二三四五六七八九十"
    return f"{numerals[share['den']]}分之{numerals[share['num']]}"


def check_origin(kind: str, chosen_by: str, book: Rulebook) -> Decision:
    """Was the body brought about by those who may?"""
    cites = {
        "representatives": book.cite("reps_households_min"),
        "group_leaders": group_leaders_article(book),
        "supervision": supervision_article(book),
    }
    names = {
        "households": "按户推选",
        "group_meetings": f"{book.words.group_meeting}推选",
        "villager_meeting": f"{book.words.meeting}推选",
        "representatives_meeting": f"{book.words.representatives}推选",
    }
    ways = CHOSEN_BY[kind]
    wanted = "或者".join(names[way] for way in ways if way in names)
    return Decision(
        (
            Finding(
                "origin",
                chosen_by in ways,
                f"应由{wanted}产生。" if wanted else "产生方式不符合这一组织的规定，请核对。",
                cites.get(kind),
            ),
        )
    )


def group_leaders_article(book: Rulebook) -> Citation:
    """Who chooses the leader of a group: the same sentence in every version of the organic laws."""
    return passage("group_leaders", book)


# ------------------------------------------------------------------ representatives


@dataclass(frozen=True, slots=True)
class RepresentativesFacts:
    """``committee_seats``: of the village committee, which sits in the 村民代表会议 with them."""

    seats: Sequence[Seat]
    households: int
    population: int
    committee_seats: int
    by_households: bool
    groups: Sequence[str] = ()
    meeting: Meeting = field(default_factory=Meeting)


def household_range(households: int, book: Rulebook) -> tuple[int, int]:
    """The least and the most representatives when each is chosen by five to fifteen households."""
    most_each, least_each = book.value("reps_households_max"), book.value("reps_households_min")
    return -(-households // most_each), max(households // least_each, 1)


def check_representatives(facts: RepresentativesFacts, book: Rulebook) -> Decision:
    """Number, women's share, share of the meeting, and what a province adds."""
    count = len(facts.seats)
    women = sum(seat.woman for seat in facts.seats)
    meeting = count + facts.committee_seats
    low, high = household_range(facts.households, book)
    women_share, reps_share = book.value("reps_women_share_min"), book.value("reps_share_min")
    findings = [
        Finding(
            "no_representatives",
            count > 0,
            f"还没有登记{book.words.representative}。",
            book.cite("reps_households_min"),
        ),
        Finding(
            "number",
            not facts.by_households or low <= count <= high,
            f"{book.words.here}{facts.households}户，按每{book.value('reps_households_min')}户至"
            f"{book.value('reps_households_max')}户推选一人，应为{low}至{high}人，现登记{count}人。",
            book.cite("reps_households_max"),
        ),
        Finding(
            "women",
            _reaches(women, meeting, women_share),
            f"{book.words.representatives}共{meeting}人（含{book.words.body}{facts.committee_seats}人），妇女{book.words.representative}应占{_words(women_share)}"
            f"以上，至少{_at_least(meeting, women_share)}人，现有{women}人。",
            book.cite("reps_women_share_min"),
        ),
        Finding(
            "share",
            _reaches(count, meeting, reps_share),
            f"{book.words.representative}应占{book.words.representatives}组成人员的{_words(reps_share)}以上，现为{meeting}人中的{count}人。",
            book.cite("reps_share_min"),
        ),
    ]
    findings += _of_one_household(facts, book)
    findings += _least(facts, book)
    findings += _groups_without(facts, book)
    findings += _choice_turnout(facts, book)
    return Decision(tuple(findings))


def _at_least(whole: int, share: Mapping[str, int]) -> int:
    return int(-(-whole * share["num"] // share["den"]))


def _of_one_household(facts: RepresentativesFacts, book: Rulebook) -> list[Finding]:
    most = book.value("reps_per_household_max")
    homes: dict[tuple[str, str], list[str]] = {}
    for seat in facts.seats:
        if seat.household:
            homes.setdefault((seat.group, seat.household), []).append(seat.name)
    return [
        Finding(
            "one_household",
            False,
            f"{'、'.join(names)}是同一户，同一户的{book.words.representative}不得超过{most}人。",
            book.cite("reps_per_household_max"),
        )
        for names in homes.values()
        if len(names) > most
    ]


def _least(facts: RepresentativesFacts, book: Rulebook) -> list[Finding]:
    for row in book.value("reps_minimum"):
        if row["code"] == "by_groups" and facts.by_households:
            continue
        if row["below"] == 0 or facts.population < row["below"]:
            return [
                Finding(
                    "minimum",
                    len(facts.seats) >= row["min"],
                    f"{book.words.here}{facts.population}人，{row['label']}，现登记{len(facts.seats)}人。",
                    book.cite("reps_minimum"),
                )
            ]
    return []


def _groups_without(facts: RepresentativesFacts, book: Rulebook) -> list[Finding]:
    held = {seat.group for seat in facts.seats}
    empty = [group for group in facts.groups if group not in held]
    return [
        Finding(
            "groups_without",
            not empty,
            f"以下{book.words.group}没有{book.words.representative}：{'、'.join(empty)}，请核对是否漏登。",
            book.cite("reps_households_min"),
            "warning",
        )
    ]


def _choice_turnout(facts: RepresentativesFacts, book: Rulebook) -> list[Finding]:
    """Where a province asks for a turnout: half of the voters, or two thirds of the households."""
    share = book.value("reps_choice_voters")
    if not share["num"]:
        return []
    if facts.meeting.by_households:
        share = book.value("villager_meeting_households")
    unit = "户" if facts.meeting.by_households else "人"
    return [
        Finding(
            "turnout",
            bool(facts.meeting.eligible) and _reaches(facts.meeting.present, facts.meeting.eligible, share),
            f"推选{book.words.representative}应有{_words(share)}以上参加，现登记应到{facts.meeting.eligible}{unit}、"
            f"实到{facts.meeting.present}{unit}。",
            book.cite("reps_choice_voters"),
        )
    ]


# ------------------------------------------------------------------ group leaders


def check_group_leaders(
    seats: Sequence[Seat], groups: Sequence[str], book: Rulebook, representatives: Collection[int] = ()
) -> Decision:
    """One leader in each group; of a community chosen from among its ``representatives``."""
    by_group: dict[str, list[str]] = {}
    for seat in seats:
        by_group.setdefault(seat.group, []).append(seat.name)
    cite = group_leaders_article(book)
    empty = [group for group in groups if group not in by_group]
    doubled = [
        f"{group}（{'、'.join(by_group[group])}）" for group in groups if len(by_group.get(group, [])) > 1
    ]
    return Decision(
        (
            Finding(
                "leader_missing",
                not empty,
                f"以下{book.words.group}还没有登记组长：{'、'.join(empty)}。",
                cite,
            ),
            Finding(
                "leader_doubled",
                not doubled,
                f"一个{book.words.group}只有一名组长，请核对{'、'.join(doubled)}。",
                cite,
            ),
            Finding(
                "leader_without_group",
                not by_group.get(""),
                f"请填写{'、'.join(by_group.get('', []))}是哪个{book.words.group}的组长。",
                cite,
            ),
        )
    ) + _from_representatives(seats, representatives, book)


def _from_representatives(
    seats: Sequence[Seat], representatives: Collection[int], book: Rulebook
) -> Decision:
    key = "group_leader_from_reps"
    if key not in book.by_key or not book.value(key):
        return Decision()
    others = [seat.name for seat in seats if seat.person not in representatives]
    return Decision(
        (
            Finding(
                "leader_no_representative",
                not others,
                f"{'、'.join(others)}不是{book.words.representative}，"
                f"{book.words.group_leader}应当从{book.words.representative}中推选。",
                book.cite(key),
            ),
        )
    )


# ------------------------------------------------------------------ supervision committee


@dataclass(frozen=True, slots=True)
class SupervisionFacts:
    """``committee``: the new village committee, person → name (empty: not yet entered). ``officers``: code
    of an officer's post → the people in it. ``discipline``: 纪检委员 of the village party branch."""

    seats: Sequence[Seat]
    committee: Mapping[int, str]
    officers: Mapping[str, Collection[int]]
    pairs: Sequence[Pair]
    officer_names: Mapping[int, str] = field(default_factory=dict)
    discipline: Collection[int] = ()
    meeting: Meeting = field(default_factory=Meeting)
    chosen_by: str = "representatives_meeting"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One excluded member, for the finding and for the picture: ``other`` is the person they are kin of."""

    code: str
    person: int
    other: int | None
    relation: str
    message: str


EXCLUDED_POSTS = {
    "accountant": ("accountant", "村会计、报账员"),
    "clerk": ("clerk", "村文书"),
    "collective_head": ("collective_head", "村集体经济组织负责人"),
    "collective_managers_and_relatives": ("collective_manager", "村集体经济组织管理人员"),
    "finance_staff": ("finance_staff", "村财务人员"),
}


def supervision_conflicts(facts: SupervisionFacts, book: Rulebook) -> list[Conflict]:
    """Every member whom the rulebook's list excludes, each with the reason."""
    excluded = book.value("supervision_exclusions")
    names = {seat.person: seat.name for seat in facts.seats}
    found = []
    for person, name in names.items():
        if "committee_members" in excluded and person in facts.committee:
            found.append(
                Conflict(
                    "committee_member",
                    person,
                    None,
                    "",
                    f"{name}是{book.words.body}成员，不得担任{book.words.supervision}成员。",
                )
            )
        for code, (post, title) in EXCLUDED_POSTS.items():
            if code in excluded and person in _holders(facts, post):
                found.append(
                    Conflict(
                        code, person, None, "", f"{name}是{title}，不得担任{book.words.supervision}成员。"
                    )
                )
    if "near_relatives" in excluded:
        found += _kin_of(names, facts.committee, f"{book.words.body}成员", facts.pairs, "near_relative", book)
    if "collective_managers_and_relatives" in excluded:
        managers = {
            person: facts.officer_names.get(person, "")
            for person in {*_holders(facts, "collective_manager"), *_holders(facts, "collective_head")}
        }
        found += _kin_of(names, managers, "村集体经济组织管理人员", facts.pairs, "manager_relative", book)
    return found


def _holders(facts: SupervisionFacts, post: str) -> Collection[int]:
    """The head of the collective is one of its managers."""
    own = facts.officers.get(post, ())
    return {*own, *facts.officers.get("collective_head", ())} if post == "collective_manager" else own


def _kin_of(
    names: Mapping[int, str],
    others: Mapping[int, str],
    title: str,
    pairs: Sequence[Pair],
    code: str,
    book: Rulebook,
) -> list[Conflict]:
    found = []
    for person, other, kind in pairs:
        for member, relative in ((person, other), (other, person)):
            if member in names and relative in others and related(kind, "near_relatives_8"):
                relation = f"{names[member]}与{title}{others[relative]}是近亲属（{_between(kind)}）"
                found.append(
                    Conflict(
                        code, member, relative, kind, f"{relation}，不得担任{book.words.supervision}成员。"
                    )
                )
    return found


BETWEEN = {
    "spouse": "夫妻",
    "parent": "父母与子女",
    "child": "父母与子女",
    "sibling": "兄弟姐妹",
    "grandparent": "祖孙",
    "grandchild": "祖孙",
}


def _between(kind: str) -> str:
    return BETWEEN.get(kind, RELATION_LABELS[kind])


def supervision_article(book: Rulebook) -> Citation:
    """The paragraph of the organic law on the committee: of a village it also asks for somebody who knows
    finance, of a community it says who may not sit there and asks for no such knowledge."""
    key = "supervision_exclusions" if book.kind == "community" else "supervision_finance_member"
    return book.cite(key)


def check_supervision(facts: SupervisionFacts, book: Rulebook) -> Decision:
    """Size, chair, finance knowledge, and everybody the rulebook excludes."""
    count = len(facts.seats)
    low, high = book.value("supervision_min"), book.value("supervision_max")
    chairs = [seat for seat in facts.seats if seat.post == "chair"]
    head = (
        Finding(
            "committee_unknown",
            bool(facts.committee),
            f"还没有登记新一届{book.words.body}成员，无法核对成员及其近亲属回避，请先登记。",
            book.cite("supervision_exclusions"),
        ),
        Finding(
            "size",
            low <= count <= high,
            f"{book.words.supervision}应由{low}至{high}人组成，现登记{count}人。",
            book.cite("supervision_max"),
        ),
        Finding(
            "even",
            not book.value("supervision_odd") or count % 2 == 1,
            f"{book.words.supervision}人数应为单数，现登记{count}人。",
            book.cite("supervision_odd"),
        ),
        Finding(
            "one_chair",
            len(chairs) == 1,
            f"{book.words.supervision}应有一名主任，现登记{len(chairs)}名。",
        ),
        Finding(
            "no_finance",
            not book.value("supervision_finance_member") or any(seat.finance for seat in facts.seats),
            f"{book.words.supervision}成员中应有具备财会、管理知识的人员，请核对后在其任职上注明。",
            book.cite("supervision_finance_member"),
        ),
        Finding(
            "chair_policy",
            book.value("policy_supervision_chair") != "discipline_member"
            or all(seat.person in facts.discipline for seat in chairs),
            f"政策要求{book.words.supervision}主任原则上由村党组织纪检委员担任，现登记的主任不是，请核对。",
            book.cite("policy_supervision_chair"),
            "warning",
        ),
        _meeting_quorum(facts, book),
    )
    drawn = check_drawn_from({seat.name: seat.drawn_from for seat in facts.seats}, book).findings
    excluded = tuple(
        Finding(conflict.code, False, conflict.message, exclusion_cite(conflict.code, book))
        for conflict in supervision_conflicts(facts, book)
    )
    return Decision((*head, *drawn, *excluded))


def exclusion_cite(code: str, book: Rulebook) -> Citation:
    """Members and near relatives are excluded by the organic law itself; the rest by the place's own text."""
    if code in ("committee_member", "near_relative"):
        return supervision_article(book)
    return book.cite("supervision_exclusions")


def _meeting_quorum(facts: SupervisionFacts, book: Rulebook) -> Finding:
    kind = "representatives_meeting" if facts.chosen_by == "representatives_meeting" else "villager_meeting"
    by_households = facts.meeting.by_households and kind == "villager_meeting"
    held = meetings.Meeting(kind, facts.meeting.eligible, facts.meeting.present, by_households, "推选会议")
    return meetings.quorum(held, book)


# ------------------------------------------------------------------ the village committee itself


def check_members(seats: Sequence[Seat], pairs: Sequence[Pair], book: Rulebook) -> Decision:
    """Three to seven, one director, a woman, and no near relatives together where the law says so."""
    low, high = book.value("seats_min"), book.value("seats_max")
    directors = sum(seat.post == "director" for seat in seats)
    findings = [
        Finding(
            "size",
            low <= len(seats) <= high,
            f"{book.words.body}应由{low}至{high}人组成，现登记{len(seats)}人。",
            book.cite("seats_max"),
        ),
        Finding(
            "one_director", directors == 1, f"主任应为1人，现登记{directors}人。", book.cite("seats_max")
        ),
        Finding(
            "no_woman",
            not book.value("women_member_required") or any(seat.woman for seat in seats),
            f"{book.words.body}成员中应当有妇女成员。",
            book.cite("women_member_required"),
        ),
    ]
    names = {seat.person: seat.name for seat in seats}
    if book.value("member_avoidance"):
        findings += [
            Finding(
                "member_relatives",
                False,
                f"{names[person]}与{names[other]}是近亲属（{_between(kind)}），{book.words.body}成员实行近亲属回避。",
                book.cite("member_avoidance"),
            )
            for person, other, kind in pairs
            if person in names and other in names and related(kind, book.value("member_relation_set"))
        ]
    return Decision(tuple(findings))


# ------------------------------------------------------------------ other bodies


def check_posts(kind: str, seats: Sequence[Seat]) -> Decision:
    """Somebody in the chief post, and one person only."""
    chief = next(iter(POSTS[kind]))
    heads = [seat.name for seat in seats if seat.post == chief]
    if kind == "officers" or kind in BY_GROUPS:
        return Decision(())
    return Decision(
        (
            Finding(
                "chief",
                len(heads) == 1,
                f"{POSTS[kind][chief]}应为一人，现登记{len(heads)}人。",
                severity="warning",
            ),
        )
    )
