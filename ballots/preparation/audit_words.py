"""What the acts before the polling day are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "ballot.designed": "确定选票样式和无效票规则",
        "mark.added": "登记选票用纸颜色、印章",
        "mark.ended": "停用选票用纸颜色、印章",
        "marks.drawn": "抽签确定选票颜色和印章",
        "marks.opened_for_printing": "印制负责人启封抽签结果",
        "marks.revealed": "启封抽签结果",
        "stock.moved": "登记选票领用",
        "stock.struck": "划去一条选票领用登记",
        "stock.difference": "说明选票差额",
        "station.set": "登记投票站点",
        "mobile_voter.listed": "列入流动票箱投票人",
        "mobile_voter.unlisted": "取消流动票箱投票人",
        "worker.added": "列入选举工作人员",
        "worker.removed": "取消选举工作人员",
        "worker.assigned": "安排选举工作人员到票箱",
        "worker.carried_over": "沿用上一轮选举工作人员",
        "box.opening_checked": "登记开始投票检查",
    }
)
presenters.register_targets(
    {
        "ballots.BallotDesign": "选票样式",
        "ballots.BallotMark": "选票用纸和印章",
        "ballots.MarkDraw": "选票颜色和印章抽签",
        "ballots.StockMovement": "选票领用登记",
        "ballots.StockDifference": "选票差额说明",
        "ballots.Station": "投票站点",
        "ballots.MobileVoter": "流动票箱投票人",
        "ballots.PollWorker": "选举工作人员",
        "ballots.Opening": "开始投票检查",
    }
)
presenters.register_fields(
    {
        "drawer": "抽签人",
        "witness": "见证人",
        "colour": "纸张颜色",
        "seal": "印章",
        "explanation": "说明",
        "lines": "差额",
        "booths": "秘密写票处",
        "approval": "批准文号",
        "per_sheet": "每张纸印几张",
        "reserve": "备用票比例",
        "void_rules": "无效票认定规则",
        "unmet": "未做到的项目",
    }
)
