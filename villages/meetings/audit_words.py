"""What the acts on the papers of meetings are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "meeting.sheet_opened": "登记会议计票单",
        "meeting.sheet_removed": "删除会议计票单",
        "meeting.sheet_read": "录入会议计票单",
        "meeting.sheet_settled": "认定会议计票单",
        "meeting.sheet_reset": "作废会议计票单的录入",
    }
)
presenters.register_targets({"villages.MeetingSheet": "会议计票单"})
presenters.register_fields({"written_as": "票面姓名"})
