"""What the acts on the roll are called in the audit trail."""

from election_office.audit import downloads, presenters
from election_office.law.words import GENERAL
from voters.cards import audit_words as card_words  # noqa: F401 -- registers its own
from voters.desk import audit_words as desk_words  # noqa: F401 -- registers its own
from voters.electors import audit_words as elector_words  # noqa: F401 -- registers its own
from voters.kinship import audit_words as kinship_words  # noqa: F401 -- registers its own
from voters.objections import audit_words as objection_words  # noqa: F401 -- registers its own
from voters.screening import audit_words as screening_words  # noqa: F401 -- registers its own

presenters.register(
    {
        "roll.uploaded": f"上传{GENERAL.voter_short}名册",
        "roll.import_requested": "提请核准导入名册",
        "roll.import_approved": "核准导入名册",
        "roll.reading_settled": "选定名册各列读法、决定另行标出的人",
        "roll.imported": f"导入{GENERAL.voter_short}名册",
        "roll.confirmed": f"确认{GENERAL.roll_short}",
        "roll.paper_chosen": "选定名单公告纸张",
        "roll.supplemented": f"补充变更{GENERAL.roll_short}",
        "roll.frozen": f"投票封存{GENERAL.roll_short}",
        "roll.reopened": f"另行选举重新核对{GENERAL.roll_short}",
        "registration.registered": f"登记{GENERAL.voter_short}",
        "person.number_answered": "登记时填了外村人员的身份证号，平台答复不能登记",
        "roll.numbers_answered": "名册中有外村人员的身份证号，平台答复不能登记",
        "registration.left_off": f"决定不列入{GENERAL.roll_short}",
        "registration.cancelled": f"取消{GENERAL.voter_short}登记",
        "registration.kept": "核实后保留登记",
        "registration.corrected": f"更正{GENERAL.voter_short}登记",
        "registration.marked_candidate": "标记为候选人",
        "registration.unmarked_candidate": "解除候选人标记",
        "proxy.granted": "办理委托投票",
        "proxy.revoked": "撤销委托投票",
        "proxy.card_taken_back": "收回委托人证件",
    }
)
presenters.register_targets(
    {
        "voters.Registration": f"{GENERAL.voter_short}登记",
        "voters.RollVersion": "名单版本",
        "voters.RollImport": "名册文件",
        "voters.Proxy": "委托投票",
    }
)
presenters.register_fields(
    {
        "voters": f"{GENERAL.voter_short}数",
        "asked_in": "在哪里登记",
        "answer": "答复",
        "told_about": "涉及当地人数",
        "names_told": "涉及的人（最多列五十人）",
        "digest": "校验值",
        "serial": "名单序号",
        "class": "登记类别",
        "principal": "委托人",
        "agent": "受委托人",
        "relation": "关系",
        "ground": "情形",
        "created": "登记人数",
        "pending": "待定人数",
        "new_people": "新建人员",
        "unchanged": "未动人数",
        "changed_people": "变更人数",
        "vanished": "名册中没有的人数",
        "excluded": "名册写明不列入的人数",
        "vanished_at": "标记时间",
        "registered": "原有登记",
        "asked_by": "提请人",
        "approved_by": "核准人",
        "added": "新增",
        "removed": "取消",
        "corrected": "更正",
        "file": "文件",
        "sha256": "文件校验值",
        "size": "大小",
        "group": GENERAL.group,
        "note": "备注",
        "decided_by": "决定人",
        "decided_on": "决定日期",
    }
)
downloads.register(
    {
        "voters:roll_export": (f"{GENERAL.roll_short}工作簿", "villages.Election"),
        "voters:registration_paper": ("登记决定的材料", "voters.Registration"),
        "voters:import_faults": (f"{GENERAL.voter_short}名册问题表", "voters.RollImport"),
        "voters:paper_print": (f"{GENERAL.roll_short}纸样", "villages.Election"),
        "voters:screening_export": "人员排查表",
        "voters:objection_file": ("申诉材料", "voters.Objection"),
    }
)
downloads.register_blank(["voters:import_template", "voters:proxy_letter_blank"])
