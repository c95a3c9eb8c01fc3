"""What the acts on places, people, plans, elections and steps are called in the audit trail."""

from election_office.audit import presenters
from villages.bodies import audit_words as of_bodies  # noqa: F401 -- read together with this file
from villages.committee import audit_words as of_committee  # noqa: F401 -- the same

presenters.register(
    {
        "village.added": "登记村",
        "village.updated": "修改村资料",
        "village.groups_set": "登记村民小组",
        "person.added": "登记人员",
        "person.updated": "更正人员资料",
        "person.number_revealed": "查看完整号码",
        "kinship.declared": "登记近亲属关系",
        "kinship.ended": "解除近亲属关系",
        "cycle.drafted": "拟订换届方案",
        "cycle.updated": "修改换届方案",
        "cycle.steps_set": "调整方案事项",
        "cycle.approved": "批准换届方案",
        "election.posts_set": "确定职位和名额",
        "election.polling_set": "确定投票时间和地点",
        "election.stage_opened": "进入选举阶段",
        "election.day_moved": "调整选举日",
        "deferral.requested": "申请暂缓换届",
        "deferral.approved": "批准暂缓换届",
        "deferral.refused": "不批准暂缓换届",
        "deferral.ended": "恢复换届",
        "step.recorded": "登记办理情况",
        "step.record_withdrawn": "撤回办理登记",
        "step.explained": "说明超期原因",
        "step.dropped": "取消本村事项",
        "rule.overlay_set": "录入本地取值",
        "rule.overlay_ended": "停用本地取值",
    }
)
presenters.register_targets(
    {
        "villages.Village": "村",
        "villages.Person": "人员",
        "villages.Kinship": "近亲属关系",
        "villages.Cycle": "换届方案",
        "villages.Election": "村选举",
        "villages.Deferral": "暂缓换届",
        "villages.Step": "步骤",
        "villages.RuleOverlay": "本地取值",
    }
)
presenters.register_fields(
    {
        "changed": "更正的内容",
        "what": "查看内容",
        "relative": "亲属",
        "ordinal": "届次",
        "day": "选举日",
        "paper": "文号",
        "seats": "职数标准",
        "steps": "调整的事项",
        "elections": "村数",
        "posts": "职位",
        "opens": "投票开始",
        "closes": "投票结束",
        "impossible": "已无法按期的事项",
        "step": "步骤",
        "done_on": "办理日期",
        "finishes": "已办结",
        "key": "参数",
        "value": "取值",
        "groups": "村民小组数",
        "population": "户籍人口",
        "households": "户数",
        "notice_place": "公告栏地点",
        "sex": "性别",
        "birth_date": "出生日期",
    }
)
