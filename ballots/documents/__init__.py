"""The papers of voting and counting: the notice of the polls, the result, the report, the certificate."""

from ballots.aftermath.documents import (
    DEPARTURE_NOTICE,
    REOPENING_NOTICE,
    ROUND_NOTICE,
    VACANCY_NOTICE,
    WINNER_NOTICE,
    WINNER_REPORT,
)
from ballots.documents.certificates import CERTIFICATE
from ballots.documents.polling import POLLING_NOTICE
from ballots.documents.results import RESULT_NOTICE, RESULT_REPORT
from ballots.documents.working import TALLY_SHEETS, working_pdf
from ballots.preparation.ballot_print import BALLOT

__all__ = [
    "BALLOT",
    "CERTIFICATE",
    "DEPARTURE_NOTICE",
    "POLLING_NOTICE",
    "REOPENING_NOTICE",
    "RESULT_NOTICE",
    "RESULT_REPORT",
    "ROUND_NOTICE",
    "TALLY_SHEETS",
    "VACANCY_NOTICE",
    "WINNER_NOTICE",
    "WINNER_REPORT",
    "working_pdf",
]
