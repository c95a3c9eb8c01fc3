"""The papers of voting and counting: the notice of the polls, the result, the report, the certificate."""

from ballots.documents.certificates import CERTIFICATE
from ballots.documents.polling import POLLING_NOTICE
from ballots.documents.results import RESULT_NOTICE, RESULT_REPORT
from ballots.documents.working import BALLOT_SAMPLE, TALLY_SHEETS, working_pdf

__all__ = [
    "BALLOT_SAMPLE",
    "CERTIFICATE",
    "POLLING_NOTICE",
    "RESULT_NOTICE",
    "RESULT_REPORT",
    "TALLY_SHEETS",
    "working_pdf",
]
