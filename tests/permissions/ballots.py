"""Who gets which page: boxes, the count, the result."""

from __future__ import annotations

from tests.permissions.lines import CLERKS, COUNTERS, MOVED, TOWNSHIP, act, desk, page, public

TABLE = [
    # boxes, count, result
    page("ballots:boxes", "polled"),
    act("ballots:box_add", "polled", may=CLERKS),
    act("ballots:box_edit", "box", may=CLERKS),
    act("ballots:box_remove", "box", may=CLERKS),
    act("ballots:box_ballots", "box", may=CLERKS),
    act("ballots:box_correct", "box", may=TOWNSHIP),
    act("ballots:count_start", "polled", may=CLERKS),
    page("ballots:tally_sheets", "polled"),
    page("ballots:ballot_sample", "polled"),
    page("ballots:count", "polled"),
    act("ballots:sheet", "sheet", may=COUNTERS),
    act("ballots:sheet_reset", "sheet", may=TOWNSHIP),
    page("ballots:result", "polled"),
    act("ballots:result_declare", "polled", may=TOWNSHIP),
    page("ballots:result_file", "result", "count"),
    act("ballots:paper_issue", "result", "ballots.result_notice", may=CLERKS),
    desk("ballots:paper_preview", "result", "ballots.result_notice", may=CLERKS),
    act("ballots:certificate_issue", "winner", may=CLERKS),
    desk("ballots:certificate_preview", "winner", may=CLERKS),
    act("ballots:runoff_call", "result", may=TOWNSHIP, ok=MOVED),  # no seat is empty
    # what follows a declared result
    act("ballots:reopening_request", "result", may=CLERKS),
    act("ballots:reopening_decide", "reopening", may=TOWNSHIP),
    page("ballots:winner", "winner"),
    act("ballots:winner_file", "winner", may=CLERKS),
    act("ballots:winner_decide", "winner", may=TOWNSHIP),
    act("ballots:repeat_call", "polled", may=TOWNSHIP, ok=MOVED),  # the vote was valid
    act("ballots:by_election_call", "polled", may=TOWNSHIP, ok=MOVED),  # no seat is empty
    act("ballots:vacancy", "polled", may=TOWNSHIP),
    page("ballots:term", "polled"),
    act("ballots:departure", "member", may=TOWNSHIP),
    act("ballots:after_paper", "after_kind", "decision", may=CLERKS),
    desk("ballots:after_preview", "after_kind", "decision", may=CLERKS),
    public("ballots:open_file", "result_code", "count"),
]
