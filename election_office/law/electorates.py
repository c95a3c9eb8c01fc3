"""Who votes in a community: all voters, one of each household, or the residents' representatives.

Each way has its own base of the turnout. A village knows no ways: its voters vote.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from election_office.law.decision import Decision, Finding
from election_office.law.meetings import share_words
from election_office.law.rulebooks import Rulebook

ALL, HOUSEHOLDS, REPRESENTATIVES = (
    "all_voters",
    "household_representatives",
    "residents_representatives",
)
WAYS: Final = {
    ALL: "由全体有选举权的居民选举",
    HOUSEHOLDS: "由每户派代表选举",
    REPRESENTATIVES: "由居民代表选举",
}


def entitled_words(way: str, book: Rulebook) -> str:
    """What those entitled are called: the base of the turnout."""
    if way == HOUSEHOLDS:
        return "户的代表"
    return book.words.representative if way == REPRESENTATIVES else book.words.voter


def turnout_key(way: str) -> str:
    return "turnout_representatives" if way == REPRESENTATIVES else "turnout_threshold"


def check_turnout(way: str, entitled: int, voted: int, book: Rulebook) -> Decision:
    """Did enough take part? In every way more than the share; reaching it is not enough."""
    key = turnout_key(way)
    share: dict[str, Any] = book.value(key)
    half = share["den"] == 2 * share["num"]
    wanted = "半数" if half else share_words(share)
    return Decision(
        (
            Finding(
                "turnout_too_low",
                share["den"] * voted > share["num"] * entitled,
                f"{entitled_words(way, book)}{entitled}人，参加投票{voted}人，没有超过{wanted}，选举无效。",
                book.cite(key),
            ),
        )
    )


def least_voters(way: str, entitled: int, book: Rulebook) -> int:
    """The smallest number of people taking part with which the election is valid."""
    share = book.value(turnout_key(way))
    return int(share["num"] * entitled // share["den"]) + 1


def check_way(
    way: str, *, roll_posted: bool, wish_recorded: bool, representatives: int, book: Rulebook
) -> Decision:
    """May the community be elected in this way? The representatives vote only where the residents so wish,
    and only the newly chosen ones; nothing changes once the lists hang."""
    allowed = book.value("electorate")
    return Decision(
        (
            Finding(
                "way_unknown",
                way in allowed,
                f"本社区的选举方式应当是{'、'.join(WAYS[item] for item in allowed)}之一。",
                book.cite("electorate"),
            ),
            Finding(
                "wish_missing",
                way != REPRESENTATIVES or wish_recorded,
                "由居民代表选举的，应当根据居民意见决定，请填写会议日期和决定情况。",
                book.cite("electorate"),
            ),
            Finding(
                "representatives_missing",
                way != REPRESENTATIVES or representatives > 0,
                "还没有推选新一届居民代表，请先由居民小组推选并登记。",
                book.cite("electorate"),
            ),
            Finding(
                "roll_posted",
                not roll_posted,
                "选民名单已经公布，不能再改变选举方式。",
                book.cite("roll_days"),
            ),
        )
    )


def check_proxies_allowed(way: str, book: Rulebook) -> Decision:
    """Is there voting for another at all in this way? The law speaks of voters only."""
    return Decision(
        (
            Finding(
                "no_proxies_of_representatives",
                way != REPRESENTATIVES or book.value("proxy_by_representatives"),
                "由居民代表选举的，不实行委托投票。",
                book.cite("proxy_by_representatives"),
            ),
            Finding(
                "no_proxies_of_households",
                way != HOUSEHOLDS or book.value("proxy_of_household_representative"),
                "由每户派代表选举的，户的代表不能再委托他人投票。",
                book.cite("proxy_of_household_representative"),
            ),
        )
        if book.kind == "community"
        else ()
    )


def check_drawn_from(sources: Mapping[str, str], book: Rulebook) -> Decision:
    """A community chooses its supervisors among its residents or its community workers and nobody else.
    ``sources``: name → residents, staff, or empty where nobody said it. A village asks nothing."""
    key = "supervision_from_staff"
    if key not in book.by_key:
        return Decision()
    unsaid = "、".join(name for name, source in sources.items() if not source)
    staff = "、".join(name for name, source in sources.items() if source == "staff")
    body, people = book.words.supervision, book.words.people
    return Decision(
        (
            Finding(
                "drawn_from_nowhere",
                not unsaid,
                f"{body}成员应当在{people}或者社区工作者中推选，请注明{unsaid}是{people}还是社区工作者；"
                "两者都不是的不能担任。",
                book.cite(key),
            ),
            Finding(
                "staff_not_here",
                not staff or book.value(key),
                f"{staff}是社区工作者，本地规定{body}成员只在{people}中推选。",
                book.cite(key),
            ),
        )
    )


def check_province_text(book: Rulebook) -> Decision:
    """Before 2026 the national law of residents' committees gave no thresholds: the province's paper must."""
    default = [
        book.parameter(key).label
        for key in ("turnout_threshold", "win_threshold", "proxy_max", "roll_days")
        if book.parameter(key).kind == "默认"
    ]
    return Decision(
        (
            Finding(
                "province_text_missing",
                not default,
                f"当时施行的国家法律没有规定{'、'.join(default)}，请先收录本省居民委员会选举的文件。",
                book.cite("turnout_threshold"),
            ),
        )
    )
