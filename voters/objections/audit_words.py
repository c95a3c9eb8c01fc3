"""What the acts on objections are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "objection.received": "受理名单申诉",
        "objection.decided": "作出申诉处理决定",
        "objection.person_named": "指明申诉所涉人员",
        "objection.withdrawn": "登记申诉人撤回申诉",
        "objection.contact_revealed": "查看申诉人联系电话",
        "objection.result_posted": "公布申诉处理结果",
        "objection.posting_voided": "申诉处理结果的张贴登记作废",
        "objection.step_closed": "办结名单申诉",
    }
)
presenters.register_targets({"voters.Objection": "名单申诉"})
presenters.register_fields(
    {
        "objector": "申诉人",
        "about": "所涉人员",
        "claim": "申诉事项",
        "in_time": "在申诉期内",
        "due_on": "决定期限",
        "outcome": "处理结果",
        "decided_on": "决定日期",
        "posted_on": "公布日期",
        "late": "逾期件数",
        "count": "件数",
    }
)
