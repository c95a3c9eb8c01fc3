"""What the acts of this package are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "retention.deleted": "按保存期限删除文件",
        "step.urged": "催办事项",
        "deferral.urged": "催办暂缓审批",
        "review.urged": "催办联审答复",
    }
)
presenters.register_targets({"dashboard.Urging": "催办"})
presenters.register_names(
    {
        "dashboard.Urging": ("urged_on",),
    }
)
