"""The papers of voting and counting: the notice of the polls, the result, the report, the certificate."""

from ballots.aftermath.documents import (
    DEPARTURE_NOTICE,
    REOPENING_NOTICE,
    ROUND_NOTICE,
    RUNOFF_NOTICE,
    VACANCY_NOTICE,
    WINNER_NOTICE,
    WINNER_REPORT,
)
from ballots.documents.certificates import CERTIFICATE
from ballots.documents.results import RESULT_NOTICE, RESULT_REPORT
from ballots.documents.working import TALLY_SHEETS
from ballots.notices.polling import CODE as POLLING_NOTICE
from ballots.preparation.ballot_print import BALLOT
from ballots.preparation.documents import DRAW_RECORD, STOCK_BOOK
from ballots.preparation.notices import MOBILE_NOTICE, STAFF_NOTICE, VOID_RULES_NOTICE, WRITERS_NOTICE

__all__ = [
    "BALLOT",
    "CERTIFICATE",
    "DEPARTURE_NOTICE",
    "DRAW_RECORD",
    "MOBILE_NOTICE",
    "POLLING_NOTICE",
    "REOPENING_NOTICE",
    "RESULT_NOTICE",
    "RESULT_REPORT",
    "ROUND_NOTICE",
    "RUNOFF_NOTICE",
    "STAFF_NOTICE",
    "STOCK_BOOK",
    "TALLY_SHEETS",
    "VACANCY_NOTICE",
    "VOID_RULES_NOTICE",
    "WINNER_NOTICE",
    "WINNER_REPORT",
    "WRITERS_NOTICE",
]
