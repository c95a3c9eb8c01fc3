"""What the acts on candidates are called in the audit trail."""

from candidates.meeting import audit_words as meeting_words
from candidates.nomination import audit_words as nomination_words
from candidates.party import audit_words as party_words
from candidates.review import audit_words as review_words
from election_office.audit import downloads, presenters

presenters.register(
    {
        "candidate.entered": "录入正式候选人",
        "candidate.withdrew": "登记候选人退出",
        "candidate.struck": "取消候选人资格",
        "candidate.order_fixed": "人工调整候选人次序",
    }
)
presenters.register_targets({"candidates.Candidate": "候选人"})
presenters.register_fields({"post": "职位", "proxies_ended": "终止的委托数"})

__all__ = ["meeting_words", "nomination_words", "party_words", "review_words"]
downloads.register(
    {
        "candidates:party_paper": ("党组织选举用表", "villages.Election"),
        "candidates:review_request_photo": ("联审照片", "candidates.ReviewRequest"),
        "candidates:review_batch_sheet": ("联审名单", "candidates.ReviewBatch"),
        "candidates:review_own_scan": ("联审意见扫描件", "candidates.Opinion"),
        "candidates:review_clause_scan": ("采用条款的扫描件", "candidates.AdoptedClause"),
        "candidates:review_photo": ("联审照片", "candidates.ReviewFile"),
        "candidates:review_paper_scan": ("联审材料扫描件", "candidates.ReviewPaper"),
        "candidates:review_reply_scan": ("专项说明批复扫描件", "candidates.ExceptionStatement"),
        "candidates:review_trace_export": ("审查责任倒查表", "villages.Person"),
        "candidates:review_opinion_scan": ("联审意见扫描件", "candidates.Opinion"),
        "candidates:review_inspection_scan": ("核查材料扫描件", "candidates.Inspection"),
        "candidates:review_ruling_scan": ("审查决定扫描件", "candidates.ReviewRuling"),
    }
)
downloads.register_blank(["candidates:nomination_blank"])
