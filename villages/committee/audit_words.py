"""What the acts on the electoral committee are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "committee.choice_recorded": "登记选举委员会推选会议",
        "committee.choice_updated": "修改选举委员会推选会议",
        "committee.attendance_set": "登记推选会议到会人数",
        "committee.nominee_added": "登记被推选人得票",
        "committee.nominee_updated": "更正被推选人得票",
        "committee.nominee_removed": "去掉被推选人",
        "committee.choice_settled": "确认选举委员会成员",
        "committee.choice_reopened": "撤回选举委员会成员的确认",
        "committee.filed": "登记选举委员会报镇备案",
        "committee.must_leave": "提示选举委员会成员应当退出",
        "committee.changed": "办理选举委员会成员退出和递补",
        "committee.chair_chosen": "登记选举委员会新任主任",
        "committee.objection_recorded": "登记对选举委员会名单的意见",
        "committee.objection_answered": "答复对选举委员会名单的意见",
    }
)
presenters.register_targets(
    {
        "villages.CommitteeChoice": "选举委员会推选",
        "villages.CommitteeNominee": "被推选人",
        "villages.CommitteeChange": "选举委员会变动",
        "villages.CommitteeObjection": "对选举委员会名单的意见",
        "villages.NominatedPerson": "被提名人",
    }
)
presenters.register_fields(
    {
        "body": "推选方式",
        "held_on": "推选日期",
        "eligible": "应到",
        "present": "实到",
        "votes": "得票",
        "tie_votes": "再次投票得票",
        "passed_over": "不进入的原因",
        "members": "成员",
        "entering": "递补的人",
        "chair": "主任",
        "fill": "出缺的补法",
        "nominee": "被提名人",
        "filed_on": "备案日期",
        "received_on": "收到日期",
        "answered_on": "答复日期",
        "decided_on": "答复日期",
        "upheld": "意见成立",
        "late": "逾期提出",
    }
)
