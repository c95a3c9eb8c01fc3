"""What the acts on village bodies are called in the audit trail."""

from election_office.audit import presenters
from election_office.law.words import GENERAL

presenters.register(
    {
        "body.recorded": "登记配套组织",
        "body.updated": "修改配套组织的产生情况",
        "body.committee_seated": f"登记新一届{GENERAL.body}成员",
        "bodies.meetings_set": f"安排各{GENERAL.group}推选会议的时间、地点",
        "holder.added": "登记任职",
        "holder.updated": "更正任职",
        "holder.ended": "终止任职",
    }
)
presenters.register_targets({"villages.Body": "配套组织", "villages.Holder": "任职"})
presenters.register_fields(
    {
        "kind": "类别",
        "chosen_by": "产生方式",
        "chosen_on": "产生日期",
        "post": "职务",
        "finance": "具备财会、管理知识",
        "drawn_from": "从哪里推选",
    }
)
