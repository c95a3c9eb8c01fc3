"""What the acts of the screening are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "screening.run": "人员排查",
        "screening.settled": "处理排查事项",
        "screening.rechecked": "重新核对排查事项",
    }
)
presenters.register_targets({"voters.ScreeningCase": "排查事项"})
presenters.register_fields(
    {
        "found": "查到",
        "opened": "新列入",
        "gone": "已消除",
        "settlement": "处理",
        "detail": "查到的情况",
        "kept": "保留的登记",
    }
)
