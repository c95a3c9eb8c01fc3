"""Where the pages of this app are linked."""

from ballots.afterwards.actions import adopt_system
from ballots.afterwards.forms import SystemForm
from election_office.accounts.permissions import Permission
from election_office.core.frame import Link, register
from villages.preparation import together

PREPARATION = ("preparation", "prepare", "station", "mobile", "staff", "worker", "opening", "notice")
RESULT = ("result", "paper", "certificate", "runoff", "winner", "reopening", "term", "departure", "recall")


def _pages(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"ballots:{name}" for name in names)


register(
    Link("pledge_file", "ballots:pledge_file", "换届纪律承诺书", 10),
    Link("meeting", "ballots:pledges", "责任书、承诺书、保证书", 10),
    Link("main", "ballots:polling_days", "投票日", 30, icon="done", any_of=("village_view",)),
    Link(
        "main",
        "ballots:collectives",
        "集体经济组织",
        35,
        icon="people",
        any_of=("village_view",),
    ),
    Link("election", "ballots:preparation", "投票准备", 60, also=_pages(PREPARATION)),
    Link("election", "ballots:boxes", "选票与票箱", 70, also=("ballots:",)),
    Link("election", "ballots:count", "计票", 80, also=("ballots:sheet",)),
    Link("election", "ballots:result", "结果", 90, also=_pages(RESULT)),
    Link(
        "election",
        "ballots:afterwards",
        "选后工作",
        95,
        also=_pages(("after",)),
    ),
    Link("preparation", "ballots:pledges", "三个100%", 10),
    Link("township", "ballots:marks", "选票颜色和印章名录", 10),
    Link("village_committee", "ballots:term", "任期内变动", 10, primary=True),
)

together.lend(
    together.Entry(
        "system", ("systems",), "登记制度或任期目标", SystemForm, adopt_system, Permission.STEP_RECORD
    )
)
