from ballots.afterwards import audit_words as afterwards_words  # noqa: F401 -- registers its own
from ballots.collective import audit_words as collective_words  # noqa: F401 -- registers its own
from ballots.preparation import audit_words as preparation_words  # noqa: F401 -- registers its own
from election_office.audit import downloads, presenters
from election_office.law.words import GENERAL

presenters.register(
    {
        "box.added": "建立票箱",
        "box.edited": "修改票箱",
        "box.removed": "删除票箱",
        "box.ballots_entered": "录入票箱票数",
        "box.ballots_corrected": "更正票箱票数",
        "box.handed_out": "登记发票",
        "box.issued_on_paper": "补录纸质发票",
        "round.paper_kit_asked": "打印停电备用纸样",
        "box.sealed": "登记票箱加封",
        "box.opened": "登记当众开箱",
        "box.opening_undone": "撤回开箱登记",
        "box.mixed": "登记集中开箱、混合计票",
        "handout.undone": "撤回一次发票",
        "issue_conflict.settled": "处理离线发票冲突",
        "incident.recorded": "登记投票日情况",
        "round.counting_started": "宣布投票结束、开始计票",
        "round.runoff_called": "组织另行选举或者再次投票",
        "sheet.entered": "录入计票单",
        "sheet.retyped": "重新录入计票单不一致的项目",
        "recount.drawn": "登记抽签复点的票箱",
        "recount.finished": "登记抽签复点结果",
        "sheet.reset": "作废计票单录入，重新开始",
        "sheet.settled": "认定采用哪一次计票",
        "batch.opened": "开始一批选票",
        "batch.closed": "一批选票封批",
        "ballot.withdrawn": "撤回一条选票录入",
        "ballot.ruled": "登记疑难票认定",
        "ballot.ruling_withdrawn": "撤回疑难票认定",
        "names.merged": "登记另选姓名合并",
        "names.merge_withdrawn": "撤回另选姓名合并",
        "screen.opened": "开启唱票大屏链接",
        "screen.revoked": "停用唱票大屏链接",
        "result.declared": "当场宣布选举结果",
        "result.reopening_requested": "申请撤销选举结果",
        "result.reopened": "批准撤销选举结果",
        "result.reopening_refused": "不同意撤销选举结果",
        "winner.confirmed": "确认另选他人当选",
        "winner.annulled": "决定当选无效",
        "winner.declined": "登记当选人书面表示不任职",
        "winner.escalated": "当选资格报上级研究",
        "round.cancelled": "取消还没有开始的一轮投票",
        "round.repeat_called": "组织重新选举",
        "round.by_election_called": "组织补选",
        "seat.left_vacant": "登记名额空缺决定",
        "recall.taken": f"登记对{GENERAL.body}成员的罢免要求",
        "recall.failed": "登记罢免没有通过",
        "member.departed": f"登记{GENERAL.body}成员职务终止",
    }
)
presenters.register_targets(
    {
        "ballots.Round": "投票轮次",
        "ballots.Box": "票箱",
        "ballots.HandOut": "发票登记",
        "ballots.IssueConflict": "离线发票冲突",
        "ballots.Incident": "投票日情况",
        "ballots.CountSheet": "计票单",
        "ballots.Result": "选举结果",
        "ballots.Winner": "当选人",
        "ballots.SeatVacancy": "名额空缺决定",
        "ballots.Departure": "职务终止",
        "ballots.Recall": "罢免",
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
        "sealed_by": "加封监票人",
        "intact": "封条完好",
        "conflicts": "离线冲突",
        "boxes": "票箱数",
        "entry": "第几次录入",
        "entry_id": "录入编号",
        "lines": "票数校验值",
        "counts": "采用第几次录入",
        "batch": "批次",
        "copies": "张数",
        "label": "疑难票编号",
        "verdict": "认定",
        "marks": "认定所选",
        "written": "选票上写的",
        "counted_as": "计入",
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
downloads.register(
    {
        "ballots:after_signing_file": ("移交签字材料", "ballots.HandoverSigning"),
        "ballots:after_system_file": ("村级制度文件", "ballots.VillageSystem"),
        "ballots:pledge_file": ("承诺书", "villages.Pledge"),
        "ballots:paper_issue_scan": ("纸质发票名册扫描件", "ballots.PaperIssue"),
        "ballots:day_record": ("投票日记录", "villages.Election"),
        "ballots:collective_charter_scan": ("章程扫描件", "ballots.Charter"),
        "ballots:assembly_sheets": ("会议用表", "ballots.Assembly"),
        "ballots:assembly_minutes_scan": ("会议记录扫描件", "ballots.Assembly"),
    }
)
# Sheets for counting, ballots and their stock, the open figures of a result: they tell of no voter.
downloads.register_blank(
    [
        "ballots:tally_sheets",
        "ballots:ballot_sample",
        "ballots:called_tally",
        "ballots:result_file",
        "ballots:result_statements",
        "ballots:open_file",
        "ballots:prepare_master",
        "ballots:prepare_master_word",
        "ballots:prepare_stock_book",
        "ballots:opening_sheet",
        "ballots:incident_photo",
    ]
)
