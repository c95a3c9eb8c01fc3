"""The papers of the roll: the list, its supplements, proxies and their cards."""

from voters.desk.documents import REPLY_NOTICE
from voters.documents.proxies import PROXY_CARD, PROXY_LETTER
from voters.documents.rolls import ROLL_NOTICE, ROLL_SUPPLEMENT
from voters.objections.documents import DECISION, RECEIPT

__all__ = [
    "DECISION",
    "PROXY_CARD",
    "PROXY_LETTER",
    "RECEIPT",
    "REPLY_NOTICE",
    "ROLL_NOTICE",
    "ROLL_SUPPLEMENT",
]
