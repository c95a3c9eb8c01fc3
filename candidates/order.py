"""Which acts on candidates wait for a time given to people."""

from villages.order.gates import lend

FORMAL_LIST = "candidates.formal_list"
PARTY_REQUEST = "candidates.party_request"


def lend_gates() -> None:
    lend(FORMAL_LIST, "对初步候选人名单提出意见的期限未满，先行确定正式候选人")
    lend(PARTY_REQUEST, "村党组织预备人选公示期未满，先行上报请示")
