"""What the acts of nomination are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "nomination.planned": "登记提名安排",
        "nomination.sheet_added": "登记提名会场",
        "nomination.sheet_read": "录入提名计票单",
        "nomination.sheet_settled": "认定采用提名计票单的哪一次录入",
        "nomination.sheet_reset": "提名计票单重新录入",
        "nomination.nominated": "登记被提名人",
        "nomination.answered": "登记本人是否参选",
        "nomination.second_ballot": "登记再次投票得票",
        "nomination.preselected": "登记预选结果",
        "nomination.preselection_cancelled": "作废预选结果",
        "nomination.policy_seats": "登记政策岗位要求",
        "nomination.listed": "产生初步候选人名单",
        "nomination.unlisted": "撤回初步候选人名单",
        "nomination.withdrew": "登记人选退出",
        "nomination.dropped": "取消人选",
        "nomination.barred": "按法定或者规定的情形取消人选",
        "nomination.objected": "意见成立，人选退出名单",
        "nomination.objection": "受理对候选人的意见",
        "nomination.objection_answered": "答复对候选人的意见",
    }
)
presenters.register_targets(
    {
        "candidates.NominationPlan": "提名安排",
        "candidates.NominationSheet": "提名计票单",
        "candidates.Nominee": "被提名人",
        "candidates.Preselection": "预选",
        "candidates.NomineeObjection": "对候选人的意见",
    }
)
presenters.register_fields(
    {
        "ways": "提名方式",
        "places": "候选人数",
        "preselects": "预选",
        "joint_least": "联名最少人数",
        "policy_seats": "政策岗位人数",
        "consented_on": "会议同意日期",
        "filed_on": "备案日期",
        "station": "提名会场",
        "agreed": "两次一致",
        "entry": "第几次录入",
        "settled_by": "认定人",
        "written_as": "票面姓名",
        "accepts": "同意参选",
        "moved_up": "递补",
        "ground": "情形",
        "paper": "文书文号",
        "preselected_on": "预选日期",
        "expected": "应到",
        "present": "实到",
        "recovered": "收回",
        "by_hand": "直接录入",
    }
)
