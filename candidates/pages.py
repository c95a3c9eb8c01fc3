"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register

register(
    Link("main", "candidates:review_inbox", "联审意见", 80, icon="review", any_of=("review",)),
    Link("election", "candidates:list", "候选人", 50, also=("candidates:",)),
    Link("cycle", "candidates:review_batches", "全镇送审", 10, any_of=("review_decide",)),
)
