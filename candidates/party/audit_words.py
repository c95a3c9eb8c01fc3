"""What the acts of the branch's election are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "party.planned": "登记村党组织换届安排",
        "party.meeting_held": "登记党组织会议",
        "party.count_read": "录入党组织会议计票",
        "party.count_settled": "认定采用计票单的哪一次录入",
        "party.count_reset": "计票单重新录入",
        "party.count_cancelled": "作废一次党组织会议计票",
        "party.proposed": "提出村党组织初步人选",
        "party.left": "登记村党组织人选退出",
        "party.prepared": "确定村党组织预备人选",
        "party.objection": "登记对预备人选的反映",
        "party.objection_answered": "办结对预备人选的反映",
        "party.prepared_undone": "撤回村党组织预备人选",
        "party.exempted": "登记不计入应到会的党员",
        "party.exemption_passed": "党员大会通过不计入应到会的党员",
        "party.exemption_ended": "恢复计入应到会",
        "party.replied": "登记乡镇党委批复",
        "party.declared": "宣布党员大会选举结果",
        "party.seats_reduced": "登记减少党组织委员名额",
        "party.office_elected": "登记委员会选举书记、副书记",
    }
)
presenters.register_targets({"candidates.PartyObjection": "对预备人选的反映"})
