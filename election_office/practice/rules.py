"""The ten tasks of the tour: what is to be done, and from which facts one sees that it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from election_office.law.words import GENERAL

MOST_PROXIES = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What the practice office holds. Counts are of the village the task is in."""

    faulty_trials: int = 0  # files of the roll whose trial found an error
    mended_imports: int = 0  # files imported after such a trial
    issued_rolls: int = 0  # notices of the roll in force
    posted_rolls: int = 0  # of them, hanging at every place
    answered_objections: int = 0
    most_proxies: int = 0  # held in force by one agent
    handed_out: int = 0  # ballots handed out by those who practise
    second_readings: int = 0  # sheets two people have read
    differences: int = 0  # sheets whose two readings have differed
    settled: int = 0  # of them, agreed now
    declared: int = 0
    result_notices: int = 0  # in force

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 0:
                raise ValueError(f"{field.name} is negative")


@dataclass(frozen=True, slots=True)
class Task:
    """``village``: which of the four (1 to 4). ``account``: who does it. ``page``: the name of the page."""

    code: str
    title: str
    what: str
    village: int
    account: str
    page: str
    check: Callable[[Facts], bool]


TASKS = (
    Task(
        "import",
        "导入名册，改正错误",
        "下载演练名册，原样上传：试读会指出有一行没有姓名。在表中补上一个虚构的姓名，保存后重新上传，"
        "试读没有错误了，再导入。",
        1,
        "yanlian1",
        "voters:import_list",
        lambda facts: facts.faulty_trials > 0 and facts.mended_imports > 0,
    ),
    Task(
        "confirm",
        "确认名册，签发公告",
        f"核对人数后确认名册，再签发{GENERAL.voter_short}名单公告。",
        1,
        "yanlian1",
        "voters:roll_confirm",
        lambda facts: facts.issued_rolls > 0,
    ),
    Task(
        "post",
        "张贴公告",
        "打开刚签发的公告，把村和每个小组的张贴时间都登记上；缺一处，期限就不起算。",
        1,
        "yanlian1",
        "documents:board",
        lambda facts: facts.posted_rolls > 0,
    ),
    Task(
        "objection",
        "受理并答复申诉",
        "登记一件对名单的申诉，填写处理决定。成立或不成立都可以，看看名单有没有跟着变。",
        2,
        "yanlian1",
        "voters:objection_list",
        lambda facts: facts.answered_objections > 0,
    ),
    Task(
        "proxy",
        "办理委托，看第四份被拒",
        f"让{MOST_PROXIES}名{GENERAL.voter_short}委托同一个人，再办第四份：平台会拒绝，并写明条文。",
        2,
        "yanlian1",
        "voters:proxy_list",
        lambda facts: facts.most_proxies == MOST_PROXIES,
    ),
    Task(
        "ballot",
        "发一张选票",
        f"在发票台查到一名还没有领票的{GENERAL.voter_short}，发给他一张选票；再查一次，看他已不能再领。",
        3,
        "yanlian1",
        "ballots:polling_day",
        lambda facts: facts.handed_out > 0,
    ),
    Task(
        "readings",
        "两个人各录一次计票单",
        "先用yanlian3录一张计票单，退出，再用yanlian4录同一张。有意把一个数录得不同，下一题要用。",
        4,
        "yanlian3",
        "ballots:count",
        lambda facts: facts.second_readings > 0,
    ),
    Task(
        "difference",
        "解决不一致",
        "两次录入不同的格子，由两个人各自对照原单重新录入，直到一致。其余计票单也由两个人录完。",
        4,
        "yanlian3",
        "ballots:count",
        lambda facts: facts.settled > 0,
    ),
    Task(
        "declare",
        "宣布结果",
        "全部计票单一致后，核对当选情况，宣布结果。",
        4,
        "yanlian1",
        "ballots:result",
        lambda facts: facts.declared > 0,
    ),
    Task(
        "notice",
        "签发选举结果公告",
        "签发选举结果公告，打开文件，看看每页上的“演练”字样。",
        4,
        "yanlian1",
        "ballots:result",
        lambda facts: facts.result_notices > 0,
    ),
)


def done(facts: Facts) -> list[bool]:
    """Each task's answer, in the order of the tour."""
    return [task.check(facts) for task in TASKS]
