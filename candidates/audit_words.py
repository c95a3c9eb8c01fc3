"""What the acts on candidates are called in the audit trail."""

from candidates.meeting import audit_words as meeting_words
from candidates.nomination import audit_words as nomination_words
from candidates.party import audit_words as party_words
from candidates.review import audit_words as review_words
from election_office.audit import presenters

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
