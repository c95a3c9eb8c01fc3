"""What the time after the result asks of a village. Plain values in, a Decision out; no Django, no clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook
from villages.preparation.rules import check_day, names_of

KINDS: Mapping[str, str] = {
    "seal": "公章",
    "books": "账簿",
    "assets": "资金、资产、资源",
    "contracts": "合同",
    "debts": "债权债务",
    "files": "档案",
    "services": "公共服务事项",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to hand over, as it stands."""

    kind: str
    name: str
    nothing: bool = False
    handed_on: date | None = None
    shortfall: str = ""
    settled_on: date | None = None
    measures: int = 0

    @property
    def done(self) -> bool:
        if self.nothing:
            return True
        return self.settled_on is not None or (self.handed_on is not None and not self.shortfall)

    @property
    def says(self) -> str:
        """What is open about it."""
        if self.handed_on is None:
            return f"{self.name}没有移交"
        return f"{self.name}缺{self.shortfall}"


def handover_article(book: Rulebook) -> Citation:
    return book.cite("handover_days")


def refusal_words(book: Rulebook) -> str:
    """What the law of the place says of who does not hand over, with its article."""
    parameter = book.parameter("handover_refusal")
    cited = f"（{parameter.citation}）" if parameter.article else ""
    return f"{parameter.sentence.rstrip('。')}{cited}。"


def order_due(appealed_on: date, book: Rulebook) -> date | None:
    """Until when the township orders the handover after a written appeal; None where no text says it."""
    days = int(book.value("handover_refusal")["order_days"])
    return appealed_on + timedelta(days=days) if days else None


def check_kinds(items: Sequence[Item], book: Rulebook) -> Decision:
    """Every kind is on the list, if only to say that the village has none of it."""
    there = {item.kind for item in items}
    missing = [title for kind, title in KINDS.items() if kind not in there]
    return Decision(
        (
            Finding(
                "kinds_missing",
                not missing,
                f"移交清单还没有登记：{'、'.join(missing)}；没有的，登记“没有这一类”并写明原因。",
                handover_article(book),
            ),
        )
    )


def check_list(items: Sequence[Item], book: Rulebook) -> Decision:
    """May the list be printed for the signatures? What is not there is on it with what was done about it."""
    silent = [item.name for item in items if not item.done and not item.shortfall]
    return check_kinds(items, book) + Decision(
        (
            Finding(
                "not_gone_through",
                not silent,
                f"还有{len(silent)}项没有逐项清点：{names_of(silent)}。移交了的登记实数，没有移交的写明缺失。",
            ),
        )
    )


def check_handover(
    items: Sequence[Item], *, signed_on: date | None, limit: date | None, today: date, book: Rulebook
) -> Decision:
    """Is the handover complete? ``limit``: the last of the days the law gives."""
    open_items = [item for item in items if not item.done]
    untouched = [item.name for item in open_items if not item.measures]
    late = limit is not None and today > limit
    by = handover_article(book)
    until = f"应在{cn_date(limit)}以前移交完毕" if limit else "应当移交完毕"
    return check_kinds(items, book) + Decision(
        (
            Finding(
                "open_items",
                not open_items,
                f"{until}，还有{len(open_items)}项没有移交清楚："
                f"{'；'.join(item.says for item in open_items[:5])}。",
                by,
            ),
            Finding(
                "nobody_urged",
                not (late and untouched),
                f"已过期限，还没有对{names_of(untouched)}采取催交措施，由选举委员会书面催交、镇政府责令限期移交。",
                by,
                "warning",
            ),
            Finding("not_signed", signed_on is not None, "移交清单还没有由移交人、接收人、监交人签字。", by),
        )
    )


def check_item(
    *,
    nothing: bool,
    listed: str,
    handed_on: date | None,
    handed: str,
    receiver: str,
    shortfall: str,
    elected_on: date | None,
    today: date,
) -> Decision:
    """May this line be kept? ``elected_on``: the day of the vote that made the new committee."""
    gone = handed_on is not None
    day = check_day(handed_on, today, "移交日期") if handed_on else Decision()
    return day + Decision(
        (
            Finding("not_listed", nothing or bool(listed.strip()), "请写明应移交多少，例如“1枚”“3本”。"),
            Finding(
                "nothing_but_handed",
                not (nothing and (gone or shortfall.strip())),
                "选了“没有这一类”，就不能再登记移交或者缺失。",
            ),
            Finding(
                "handed_what",
                not gone or bool(handed.strip()),
                "请写明实移交多少；与应移交不同的，写明差额。",
            ),
            Finding("handed_to_whom", not gone or bool(receiver.strip()), "请写明由谁接收。"),
            Finding(
                "before_the_vote",
                handed_on is None or elected_on is None or handed_on >= elected_on,
                f"新一届于{cn_date(elected_on)}产生，移交不能早于这一天。" if elected_on else "",
            ),
        )
    )


def check_measure(
    *, done: bool, name: str, kind: str, paper: str, taken_on: date, due_on: date | None, today: date
) -> Decision:
    return check_day(taken_on, today, "日期", "measure_later") + Decision(
        (
            Finding("nothing_to_urge", not done, f"{name}已经移交清楚，不需要催交。"),
            Finding(
                "measure_no_paper",
                kind not in ("urged", "ordered") or bool(paper.strip()),
                "书面催交和责令移交须有文书，请填写文号。",
            ),
            Finding(
                "due_before_taken",
                due_on is None or due_on >= taken_on,
                "限期不能早于采取措施的日期。",
            ),
            Finding("order_without_limit", kind != "ordered" or due_on is not None, "责令移交须写明限期。"),
        )
    )


def check_signing(
    *,
    printed: bool,
    stale: bool,
    signed_on: date,
    handed: Sequence[date],
    names: Sequence[str],
    today: date,
    book: Rulebook,
) -> Decision:
    """Three different people sign a list that says what is so. ``names``: giver, receiver, supervisor."""
    by = handover_article(book)
    last = max(handed, default=None)
    different = len({name.strip() for name in names}) == len(names)
    return check_day(signed_on, today, "签字日期", "signed_later") + Decision(
        (
            Finding("list_not_printed", printed, "请先签发移交清单，再由三方签字。", by),
            Finding("list_is_old", not stale, "移交清单签发以后事项有变化，请先更正移交清单。"),
            Finding("same_signer", different, "移交人、接收人、监交人须是三个不同的人。", by),
            Finding(
                "signed_before_handed",
                last is None or signed_on >= last,
                f"最后一项于{cn_date(last)}移交，签字不能早于这一天。" if last else "",
            ),
        )
    )


# ------------------------------------------------------------------ pay


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the new team with what is known of its pay."""

    person: int
    name: str
    title: str
    paid: bool = False
    other_pay: str = ""


def check_pay(posts: Sequence[Post]) -> Decision:
    """Nobody is paid twice: not for two posts, not by the village and by another unit."""
    paid: dict[int, list[Post]] = {}
    other = {post.person: post.other_pay for post in posts if post.other_pay}
    for post in posts:
        if post.paid:
            paid.setdefault(post.person, []).append(post)
    found = [
        Finding(
            "paid_twice",
            False,
            f"{rows[0].name}兼任{'、'.join(row.title for row in rows)}，报酬只能按一个职务领取。",
        )
        for rows in paid.values()
        if len(rows) > 1
    ]
    found += [
        Finding(
            "paid_elsewhere",
            False,
            f"{rows[0].name}在{other[person]}领取报酬，按换届方案不能同时领取村干部报酬。",
        )
        for person, rows in paid.items()
        if person in other
    ]
    return Decision(tuple(found))


@dataclass(frozen=True, slots=True)
class Months:
    """Wages settled from one month to another, both whole."""

    first: date
    last: date

    def meets(self, other: Months) -> bool:
        return self.first <= other.last and other.first <= self.last


def check_wages(
    *, name: str, wanted: Months, settled: Sequence[Months], paid_from: date | None, today: date
) -> Decision:
    """May wages be settled for these months? ``paid_from``: since when the person is paid in the new team."""
    twice = next((months for months in settled if months.meets(wanted)), None)
    began = date(paid_from.year, paid_from.month, 1) if paid_from else None
    return Decision(
        (
            Finding(
                "wages_twice",
                twice is None,
                f"{name}{_months(twice)}的报酬已经结清，不能再发一次。" if twice else "",
            ),
            Finding(
                "wages_and_new_post",
                began is None or wanted.last < began,
                f"{name}自{cn_date(paid_from)}起在新班子领取报酬，结清的月份不能晚于上个月。"
                if paid_from
                else "",
            ),
            Finding("months_in_order", wanted.first <= wanted.last, "报酬截止月不能早于起始月。"),
            Finding("months_to_come", wanted.last <= today, "报酬最多结清到本月，以后的月份还不能结清。"),
        )
    )


def _months(months: Months) -> str:
    return f"{months.first.year}年{months.first.month}月至{months.last.year}年{months.last.month}月"


# ------------------------------------------------------------------ those who left or lost


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left the team (``left``) or stood and was not elected."""

    name: str
    left: bool
    talks: int = 0
    settled: bool = False


def check_counsel(people: Sequence[Leaver], *, known: bool) -> Decision:
    """Somebody talked to everybody who left or lost, and nobody who left is owed. ``known``: the result and
    the team before it are on record, so that it can be told who these people are."""
    silent = [person.name for person in people if not person.talks]
    owed = [person.name for person in people if person.left and not person.settled]
    return Decision(
        (
            Finding(
                "nobody_known", known, "还没有公布结果，或者没有登记上届班子成员，无从知道应当与谁谈话。"
            ),
            Finding("not_talked_to", not silent, f"还没有与{names_of(silent)}谈话。"),
            Finding(
                "wages_open",
                not owed,
                f"{names_of(owed)}的报酬还没有结清；没有应付的，登记“没有应付报酬”。",
            ),
        )
    )


# ------------------------------------------------------------------ training of the new team


def check_induction(
    *, held: bool, heads: Collection[str], others: Collection[str], trained: Collection[str]
) -> Decision:
    """Each head of the new team was at a training of at least the county's; the others are named."""
    heads_missing = [name for name in heads if name not in trained]
    missing = [name for name in others if name not in trained and name not in heads]
    return Decision(
        (
            Finding("no_team", bool(heads), "还没有登记新一届班子成员，无从知道应当培训谁。"),
            Finding("no_induction", held, "还没有登记包括这个村的新任成员岗前培训。"),
            Finding(
                "heads_untrained",
                not heads_missing,
                f"书记、主任和监督委员会主任应参加岗前培训，还没有签到：{names_of(heads_missing)}。",
            ),
            Finding(
                "members_untrained",
                not missing,
                f"还没有参加岗前培训：{names_of(missing)}。",
                severity="warning",
            ),
        )
    )


# ------------------------------------------------------------------ rules of the new team

NEEDED_SYSTEMS: Mapping[str, str] = {
    "goals": "任期目标",
    "four_steps": "四议两公开",
    "affairs": "事务公开和财务公开",
    "on_duty": "值班坐班",
}


@dataclass(frozen=True, slots=True)
class GroupHeads:
    """Who leads in one group: of the group, of its party members, of the grid and of the council."""

    group: str
    leader: str = ""
    party: str = ""
    grid: str = ""
    council: str = ""

    @property
    def one_person(self) -> bool:
        """四长合一: all four are the same person."""
        return bool(self.leader) and self.leader == self.party == self.grid == self.council


def check_systems(
    *,
    kinds: Collection[str],
    duties_missing: Sequence[str],
    groups: Sequence[GroupHeads],
    pay: Decision,
) -> Decision:
    missing = [title for kind, title in NEEDED_SYSTEMS.items() if kind not in kinds]
    no_grid = [row.group for row in groups if not row.grid]
    apart = [row.group for row in groups if not row.one_person]
    return pay + Decision(
        (
            Finding("systems_missing", not missing, f"还没有登记：{'、'.join(missing)}。"),
            Finding("duties_missing", not duties_missing, f"还没有分工：{names_of(duties_missing)}。"),
            Finding("no_grid", not no_grid, f"还没有网格长：{names_of(no_grid)}。"),
            Finding(
                "not_one_person",
                not apart,
                f"提倡组长、党小组长、网格长、理事长一人担任，还没有做到：{names_of(apart)}。",
                severity="warning",
            ),
        )
    )
