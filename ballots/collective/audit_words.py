"""What the acts on a collective and its election are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "collective.added": "登记集体经济组织",
        "collective.changed": "修改集体经济组织登记",
        "charter.entered": "录入章程",
        "charter.ended": "停用章程",
        "finance_staff.added": "登记财务、会计人员",
        "finance_staff.ended": "终止财务、会计人员",
        "member.added": "登记集体经济组织成员",
        "member.changed": "修改成员登记",
        "member.removed": "成员丧失身份，从名册上除名",
        "members.imported": "导入成员名册",
        "register.fixed": "成员名册定册",
        "register.filed": "登记成员名册备案",
        "dispute.raised": "登记成员身份异议",
        "dispute.answered": "答复成员身份异议",
        "collective_term.opened": "建立集体经济组织换届",
        "collective_term.studied": "登记党组织研究讨论",
        "collective_term.reading_decided": "认定当选票数的算法",
        "representative.added": "登记成员代表",
        "representative.ended": "终止成员代表",
        "nominee.added": "登记理事会、监事会候选人",
        "nominee.withdrawn": "撤回理事会、监事会候选人",
        "assembly.planned": "召集成员（代表）大会",
        "assembly.changed": "修改会议安排",
        "assembly.held": "登记会议参加人数",
        "assembly.counted": "录入会议表决票数",
        "assembly.minuted": "登记会议记录",
        "assembly.declared": "宣布理事会、监事会选举结果",
        "assembly.result_withdrawn": "撤销宣布的会议结果",
        "household_proxy.given": "登记同户委托",
        "household_proxy.revoked": "撤回同户委托",
        "collective_winner.chosen_head": "登记理事会、监事会推选负责人",
        "registration_change.applied": "申请变更登记",
        "registration_change.accepted": "登记变更登记核准",
    }
)
presenters.register_targets(
    {
        "ballots.Collective": "农村集体经济组织",
        "ballots.Charter": "章程",
        "ballots.FinanceStaff": "财务、会计人员",
        "ballots.Member": "集体经济组织成员",
        "ballots.Register": "成员名册",
        "ballots.MemberDispute": "成员身份异议",
        "ballots.CollectiveTerm": "集体经济组织换届",
        "ballots.Representative": "成员代表",
        "ballots.Nominee": "候选人",
        "ballots.Assembly": "会议",
        "ballots.HouseholdProxy": "同户委托",
        "ballots.CollectiveWinner": "当选人",
        "ballots.RegistrationChange": "变更登记",
    }
)
presenters.register_fields(
    {
        "household": "户号",
        "capacity": "民事行为能力",
        "representative": "法定代表人",
        "articles": "条款",
        "loss": "丧失成员身份的情形",
        "entitled": "应到人数",
        "online": "在线参加",
        "proxied": "委托参加",
        "trustee": "受委托人",
        "rule": "当选票数的算法",
    }
)
