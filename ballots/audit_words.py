from election_office.audit import presenters

presenters.register(
    {
        "box.added": "建立票箱",
        "box.edited": "修改票箱",
        "box.removed": "删除票箱",
        "box.ballots_entered": "录入票箱票数",
        "box.ballots_corrected": "更正票箱票数",
        "round.counting_started": "宣布投票结束、开始计票",
        "round.runoff_called": "组织另行选举或者再次投票",
        "sheet.entered": "录入计票单",
        "sheet.retyped": "重新录入计票单不一致的项目",
        "sheet.reset": "作废计票单录入，重新开始",
        "result.declared": "当场宣布选举结果",
        "result.reopening_requested": "申请撤销选举结果",
        "result.reopened": "批准撤销选举结果",
        "result.reopening_refused": "不同意撤销选举结果",
        "winner.confirmed": "确认另选他人当选",
        "winner.annulled": "决定当选无效",
        "winner.escalated": "当选资格报上级研究",
        "round.repeat_called": "组织重新选举",
        "round.by_election_called": "组织补选",
        "seat.left_vacant": "登记名额空缺决定",
        "member.departed": "登记村民委员会成员职务终止",
    }
)
presenters.register_targets(
    {
        "ballots.Round": "投票轮次",
        "ballots.Box": "票箱",
        "ballots.CountSheet": "计票单",
        "ballots.Result": "选举结果",
        "ballots.Winner": "当选人",
        "ballots.SeatVacancy": "名额空缺决定",
        "ballots.Departure": "职务终止",
    }
)
presenters.register_fields(
    {
        "registered": "登记参加选举",
        "issued": "发出选票",
        "issued_own": "发出选票（本人）",
        "issued_proxy": "发出选票（委托）",
        "spoiled": "写坏换发",
        "recovered": "收回选票",
        "opened_by": "开箱人",
        "boxes": "票箱数",
        "entry": "第几次录入",
        "asked": "重新录入的项目数",
        "accepted": "确认的提示",
        "void": "无效票",
        "blank": "弃权票",
        "votes": "得票",
        "round": "轮次",
        "basis": "依据",
        "article": "条款",
        "cause": "原因",
        "valid": "选举有效",
        "count_sha256": "计票数据校验值",
        "outcome_sha256": "选举结果校验值",
    }
)
