"""What the acts of the groundwork are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "shifts.set": "登记值班安排",
        "task_force.set": "确定驻村工作组",
        "task_force.reviewed": "登记暂缓换届复查",
        "cleanup.added": "登记财务清理事项",
        "cleanup.finished": "登记财务清理完成",
        "term_report.set": "登记任期工作报告",
        "standstill.asked": "申请办理重大事项",
        "standstill.decided": "决定重大事项例外",
        "spending.recorded": "登记经费支出",
        "spending.struck": "划去经费支出",
        "goods.moved": "登记物资",
        "goods.struck": "划去物资登记",
        "questions.added": "登记考试题目",
        "question.withdrawn": "停用考试题目",
        "exam.started": "开始考试",
        "exam.handed_in": "交卷评分",
        "pledge.signed": "登记换届纪律书",
        "pledge.withdrawn": "撤回换届纪律书登记",
        "draft.refreshed": "按记录起草报告",
        "draft.edited": "修改报告草稿",
    }
)
presenters.register_targets(
    {
        "villages.DutyShift": "值班安排",
        "villages.TaskForce": "驻村工作组",
        "villages.TaskReview": "暂缓复查",
        "villages.CleanupItem": "财务清理事项",
        "villages.TermReport": "任期工作报告",
        "villages.StandstillException": "重大事项例外",
        "villages.Spending": "经费支出",
        "villages.GoodsLine": "物资登记",
        "villages.Question": "考试题目",
        "villages.Sitting": "考试",
        "villages.Pledge": "换届纪律书",
        "villages.Draft": "报告草稿",
    }
)
presenters.register_fields(
    {
        "days": "天数",
        "review_on": "复查日期",
        "verdict": "意见",
        "matter": "事项",
        "amount": "金额",
        "goods": "物资",
        "questions": "题数",
        "mark": "成绩",
    }
)
