"""What the acts of the preparation are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "working_member.added": "登记换届工作机构成员",
        "working_member.ended": "登记换届工作机构成员退出",
        "activity.recorded": "登记全镇工作",
        "activity.revoked": "撤回全镇工作的登记",
        "activity.participants_set": "登记参加人员和成绩",
        "training.excused": "批准免训",
        "incumbent.corrected": "更正上届班子成员资料",
        "incumbent.added": "登记现任班子成员",
        "incumbent.brought": "带入上一届班子成员",
        "liaison.set": "确定包村领导",
        "survey.set": "填写摸底表",
        "survey.classified": "登记选情分类",
        "suitable.added": "登记合适人选",
        "suitable.decided": "审定合适人选",
        "measure.added": "登记整顿事项",
        "measure.finished": "登记整顿完成",
        "audit_result.recorded": "登记离任审计结果",
        "audit_result.remedied": "登记审计问题整改完成",
        "talk.recorded": "登记谈心谈话",
    }
)
presenters.register_targets(
    {
        "villages.WorkingMember": "换届工作机构成员",
        "villages.Activity": "全镇工作",
        "villages.TrainingExcuse": "免训",
        "villages.LastTermMember": "现任班子成员",
        "villages.Liaison": "包村责任",
        "villages.Survey": "摸底表",
        "villages.SuitablePerson": "合适人选",
        "villages.Measure": "整顿事项",
        "villages.DepartureAudit": "离任审计",
        "villages.Talk": "谈心谈话",
    }
)
presenters.register_fields(
    {
        "works_in": "工作机构",
        "day_of_work": "日期",
        "participants": "登记人数",
        "leader": "包村领导",
        "surveyed_on": "摸底日期",
        "category": "选情分类",
        "approved": "审定同意",
        "owner": "责任人",
        "remedied_on": "整改完成日期",
        "talked_on": "谈话日期",
        "duty": "职务",
    }
)
