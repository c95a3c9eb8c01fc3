"""What the acts on places, people, plans, elections and steps are called in the audit trail."""

from election_office.audit import downloads, presenters
from election_office.law.words import GENERAL
from villages.bodies import audit_words as of_bodies  # noqa: F401 -- read together with this file
from villages.committee import audit_words as of_committee  # noqa: F401 -- the same
from villages.groundwork import audit_words as of_groundwork  # noqa: F401 -- the same
from villages.meetings import audit_words as of_meetings  # noqa: F401 -- the same
from villages.methods import audit_words as of_methods  # noqa: F401 -- the same
from villages.order import audit_words as of_order  # noqa: F401 -- the same
from villages.preparation import audit_words as of_preparation  # noqa: F401 -- the same
from villages.supervision import audit_words as of_supervision  # noqa: F401 -- the same

presenters.register(
    {
        "village.added": "登记村",
        "village.updated": "修改村资料",
        "village.renamed": "村更名",
        "village.recoded": "更正村区划代码",
        "village.merged": "村撤并",
        "village.group_removed": f"删除{GENERAL.group}",
        "township.added": "登记乡镇",
        "township.updated": "修改乡镇资料",
        "township.rest_days_set": "登记放假安排",
        "township.rest_days_removed": "删除放假安排",
        "county.updated": "修改县资料",
        "office.founded": "设立平台",
        "township.imported": "导入全镇资料",
        "village.groups_set": f"登记{GENERAL.group}",
        "person.added": "登记人员",
        "person.updated": "更正人员资料",
        "person.number_revealed": "查看完整号码",
        "kinship.declared": "登记近亲属关系",
        "kinship.ended": "解除近亲属关系",
        "cycle.drafted": "拟订换届方案",
        "cycle.updated": "修改换届方案",
        "cycle.steps_set": "调整方案事项",
        "cycle.approved": "批准换届方案",
        "cycle.own_step_added": "增加本镇自定事项",
        "cycle.own_step_removed": "删除本镇自定事项",
        "cycle.days_set": "安排各村选举日",
        "cycle.amended": "变更换届方案",
        "calendar.linked": "生成日历链接",
        "calendar.ended": "停用日历链接",
        "election.posts_set": "确定职位和名额",
        "election.way_set": "确定选举方式",
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
        "step.dropped": f"取消{GENERAL.here}事项",
        "rule.overlay_set": "录入本地取值",
        "rule.overlay_ended": "停用本地取值",
        "rule.text_entered": "录入地方文本",
        "rule.text_confirmed": "核对启用地方文本",
        "rule.text_refused": "退回地方文本",
        "rule.frozen": "规则定格",
    }
)
presenters.register_targets(
    {
        "villages.County": "县",
        "villages.Township": "乡镇",
        "villages.Village": "村",
        "villages.Person": "人员",
        "villages.Kinship": "近亲属关系",
        "villages.Cycle": "换届方案",
        "villages.Election": "村选举",
        "villages.Deferral": "暂缓换届",
        "villages.Step": "步骤",
        "villages.CalendarLink": "日历链接",
        "villages.RuleOverlay": "本地取值",
    }
)
presenters.register_fields(
    {
        "scan_sha256": "扫描件校验值",
        "changed": "更正的内容",
        "what": "查看内容",
        "relative": "亲属",
        "ordinal": "届次",
        "day": "选举日",
        "days": "各村选举日",
        "due_on": "计划日期",
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
        "groups": f"{GENERAL.group}数",
        "population": "户籍人口",
        "code": "区划代码",
        "other_code": "另一套区划代码",
        "body_name": "村（居）民委员会全称",
        "office_name": "换届办全称",
        "guidance_group": "选举指导机构全称",
        "kind": "类别",
        "leader": "负责人",
        "group": GENERAL.group,
        "ended_on": "撤并日期",
        "merged_into": "并入",
        "county": "县",
        "township": "乡镇",
        "villages": "村数",
        "accounts": "账号数",
        "last_term": "上届班子成员数",
        "changed_villages": "改动的村",
        "households": "户数",
        "notice_place": "公告栏地点",
        "sex": "性别",
        "birth_date": "出生日期",
    }
)
downloads.register(
    {
        "villages:record_file": ("工作记录的附件", "villages.StepRecord"),
        "villages:method_minutes": ("选举办法的会议记录", "villages.Method"),
        "villages:password_slips": ("账号密码条", "villages.Township"),
        "villages:draft_word": ("换届文稿", "villages.Cycle"),
        "villages:term_report_file": ("清理报告", "villages.Election"),
        "villages:activity_file": ("活动的附件", "villages.Activity"),
        "villages:supervision_file": ("监督材料", "villages.SupervisionFile"),
        "villages:workbook_template": ("换届资料工作簿", "villages.Township"),
    }
)
# Texts of the law, plans and blank forms tell of nobody.
downloads.register_blank(
    [
        "villages:law_text_template",
        "villages:law_text_scan",
        "villages:law_text_export",
        "villages:plan_print",
        "villages:wall_print",
        "villages:shelf_form",
    ]
)
