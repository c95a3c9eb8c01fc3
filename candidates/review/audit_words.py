"""What the acts of the joint review are called in the audit trail."""

from election_office.audit import presenters

presenters.register(
    {
        "review.departments_adopted": "采用方案所列联审单位",
        "review.department_added": "增加联审单位",
        "review.department_edited": "修改联审单位",
        "review.plan_set": "设定联审安排",
        "review.team_set": "核定定工干部职数",
        "review.clause_recorded": "登记选举办法条款",
        "review.clause_withdrawn": "撤回选举办法条款登记",
        "review.file_opened": "建立资格审查材料",
        "review.file_edited": "修改资格审查材料",
        "review.photo_set": "上传审查对象照片",
        "review.paper_set": "登记换届纪律文书",
        "review.file_submitted": "提交资格审查材料",
        "review.file_returned": "退回资格审查材料",
        "review.opinion_given": "登记审查意见",
        "review.opinion_withdrawn": "撤回审查意见",
        "review.number_revealed": "联审单位查看身份证号",
        "review.batch_answered": "联审单位整批答复",
        "review.numbers_taken": "联审单位下载带身份证号的名单",
        "review.numbers_printed": "签发带身份证号的联审名单",
        "review.batch_sent": "送联审单位审查",
        "review.due_moved": "延长联审反馈期限",
        "review.inspected": "登记考察情况",
        "review.passed": "决定联审通过",
        "review.rejected": "决定联审不通过",
        "review.escalated": "报县换届办研究",
        "review.reopened": "登记重新审查",
        "review.statement_written": "起草专项说明",
        "review.statement_answered": "登记专项说明批复",
        "review.statement_withdrawn": "撤回专项说明",
        "review.sanction_recorded": "登记处分和影响期",
        "review.sanction_withdrawn": "撤回处分登记",
        "review.error_tolerated": "登记容错纠错决定",
        "review.trace_exported": "导出审查责任倒查表",
    }
)
presenters.register_targets(
    {
        "candidates.AdoptedClause": "选举办法条款",
        "candidates.ExceptionStatement": "专项说明",
        "candidates.Opinion": "审查意见",
        "candidates.ReviewBatch": "送审批次",
        "candidates.ReviewDepartment": "联审单位",
        "candidates.ReviewFile": "资格审查材料",
        "candidates.ReviewPlan": "联审安排",
        "candidates.ReviewTeam": "班子职数",
        "candidates.Sanction": "处分和影响期",
    }
)
presenters.register_fields(
    {
        "active": "参加联审",
        "approved_on": "审核同意日期",
        "given_on": "处理日期",
        "until": "影响期届满日",
        "article": "条款",
        "body": "通过的会议",
        "by_county": "县换届办批复",
        "conclusion": "结论",
        "department": "单位",
        "departments": "单位",
        "excused": "不须签订的理由",
        "files": "材料编号",
        "found": "查明情形数",
        "grounds": "情形",
        "lines": "不符合的要求",
        "paid_posts": "定工干部职数",
        "passed_on": "通过日期",
        "people": "材料编号",
        "recovered": "收回",
        "reference_day": "年龄计算截止日",
        "reply": "批复",
        "required": "所有候选人都须联审",
        "round": "第几次审查",
        "unit": "单位",
    }
)
