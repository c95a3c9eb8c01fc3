"""What the acts of the supervision are called in the audit trail."""

from election_office.audit import downloads, presenters

presenters.register(
    {
        "supervision_channel.set": "登记举报电话、信箱和零报告频次",
        "supervisor.added": "登记换届监督人员",
        "supervisor.ended": "登记换届监督人员退出",
        "promise.recorded": "登记三项承诺",
        "visit.recorded": "登记督导检查",
        "finding.seen_again": "登记问题复查",
        "village.accepted": "登记换届工作验收",
        "village.acceptance_withdrawn": "撤回换届工作验收",
        "contact_report.recorded": "登记联系报告",
        "zero_report.sent": "零报告",
        "zero_report.reminded": "催报零报告",
        "petition.register_taken": "导出信访台账",
        "accountability.recorded": "登记责任追究",
        "accountability.withdrawn": "撤销责任追究登记",
        "petition.registered": "登记信访举报",
        "petition.assigned": "分办信访举报",
        "petition.passed_on": "转办信访举报",
        "petition.evidence_added": "补充信访证据",
        "petition.concluded": "作出信访调查结论",
        "petition.carried_out": "办理信访处理结果",
        "watch.recorded": "登记值班记录",
        "watch.closed": "办结值班记录",
        "release.asked": "提请信息发布",
        "release.decided": "审核信息发布",
        "release.released": "登记信息已发布",
    }
)
presenters.register_targets(
    {
        "villages.SupervisionChannel": "监督举报渠道",
        "villages.Supervisor": "换届监督人员",
        "villages.Visit": "督导检查",
        "villages.CheckItem": "检查项",
        "villages.Acceptance": "换届工作验收",
        "villages.ContactReport": "联系报告",
        "villages.ZeroReport": "零报告",
        "villages.Petition": "信访举报",
        "villages.Accountability": "责任追究",
        "villages.ReportReminder": "零报告催报",
        "villages.WatchEntry": "值班记录",
        "villages.Release": "信息发布",
    }
)
presenters.register_fields(
    {
        "mailbox": "举报信箱",
        "every": "零报告频次",
        "photos": "照片",
        "offline": "离线填写",
        "mended": "已整改到位",
        "period": "报告期",
        "quiet": "无异常",
        "anonymous": "匿名",
        "handler": "承办人",
        "verdict": "调查结论",
        "agreed": "同意",
        "released_on": "发布日期",
        "closed_on": "办结日期",
        "accepted_on": "验收日期",
        "leader": "组长",
        "measure": "方式",
        "petitions": "信访件数",
        "with_content": "含信访内容",
    }
)
downloads.register(
    {
        "villages:petition_register": ("信访台账", "villages.Cycle"),
        "villages:accountability_scan": ("责任追究文书扫描件", "villages.Accountability"),
    }
)
