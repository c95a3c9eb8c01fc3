"""What the acts on the meeting of candidates and voters are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "voters_meeting.drawn": "抽签决定候选人发言次序",
        "voters_meeting.held": "登记候选人见面会",
        "voters_meeting.promised": "登记候选人任职承诺",
    }
)
presenters.register_targets(
    {"candidates.VotersMeeting": "候选人见面会", "candidates.MeetingSpeaker": "见面会发言人"}
)
presenters.register_fields({"order": "次序"})
