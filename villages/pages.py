"""Where the pages of this app are linked."""

from election_office.accounts.permissions import Permission
from election_office.core.frame import Link, register
from villages.preparation import actions as preparation
from villages.preparation import forms as preparation_forms
from villages.preparation import together

register(
    Link("main", "villages:list", "村庄", 40, icon="village", any_of=("village_view",)),
    Link("main", "villages:cycle_list", "换届方案", 50, icon="plan", any_of=("village_view",)),
    Link("main", "villages:rules", "规则", 120, icon="rules", any_of=("village_view",)),
    Link(
        "election",
        "villages:election_detail",
        "进程",
        10,
        also=("villages:step", "villages:body", "villages:holder"),
    ),
    Link(
        "election",
        "villages:preparation",
        "准备工作",
        15,
        also=tuple(
            f"villages:{name}"
            for name in ("preparation", "groundwork", "exam", "cleanup", "term_report", "exception", "force")
        ),
    ),
    Link(
        "election",
        "villages:supervision",
        "监督",
        17,
        also=(
            "villages:supervis",
            "villages:promise",
            "villages:inspect",
            "villages:visit",
            "villages:finding",
            "villages:accept",
            "villages:contact",
            "villages:zero",
            "villages:petition",
            "villages:village_watch",
            "villages:village_release",
        ),
    ),
    Link("election", "villages:committee", "选举委员会", 20, also=("villages:committee",)),
    Link("election", "villages:method", "选举办法", 25, also=("villages:method",)),
    Link("cycle", "villages:cycle_preparation", "准备工作", 5, any_of=("village_view",)),
    Link("papers", "villages:shelf", "表格和材料", 10),
    Link("papers", "villages:postings", "该贴什么", 5),
    Link("election", "villages:postings", "该贴什么", 97, also=("villages:postings",)),
    Link("main", "villages:postings_grid", "该贴什么", 65, icon="paper", any_of=("village_view",)),
    Link("cycle", "villages:cycle_supervision", "监督和信访", 6, any_of=("village_view",)),
)

together.lend(
    together.Entry(
        "classify",
        ("analysis", "rectify"),
        "登记选情分类",
        preparation_forms.ClassifyForm,
        preparation.classify,
        Permission.CYCLE_PLAN,
    )
)
together.lend(
    together.Entry(
        "measure",
        ("rectify",),
        "登记整顿事项",
        preparation_forms.MeasureForm,
        preparation.add_measure,
        Permission.SUPERVISE,
    )
)
