"""The papers of the roll: the list, its supplements, proxies and their cards."""

from voters.documents.proxies import PROXY_CARD, PROXY_LETTER, PROXY_NOTICE
from voters.documents.rolls import ROLL_NOTICE, ROLL_SUPPLEMENT

__all__ = ["PROXY_CARD", "PROXY_LETTER", "PROXY_NOTICE", "ROLL_NOTICE", "ROLL_SUPPLEMENT"]
