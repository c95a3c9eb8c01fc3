"""What the acts at the desk are called in the audit trail."""

from election_office.audit import presenters
from election_office.law.words import GENERAL

presenters.register(
    {
        "registration.noted_away": "登记为外出，待本人表示",
        "registration.desk_undone": "撤销登记台误登",
        "contact.withdrawn": "撤销联系记录",
        "contact.logged": "登记联系情况",
        "contact.deadline_set": f"设定外出{GENERAL.people}答复截止日期",
        "contact.batch_left_off": "成批决定外出人员不列入名单",
    }
)
presenters.register_targets(
    {
        "voters.ContactAttempt": "联系记录",
        "voters.RollSettings": "登记期限",
        "voters.DeskEntry": "登记台办理记录",
    }
)
presenters.register_fields(
    {
        "how": "方式",
        "at": "时间",
        "answer": "答复",
        "reply_by": "答复截止日期",
        "status": "状态",
        "act": "办理",
    }
)
