"""Who gets which page: boxes, the count, the result."""

from __future__ import annotations

from tests.permissions.lines import (
    CLERKS,
    COUNTERS,
    DENIED,
    EVERYBODY,
    EVERYBODY_HERE,
    MOVED,
    NO_METHOD,
    TOWNSHIP,
    UNKNOWN,
    Line,
    act,
    desk,
    office,
    page,
    public,
    spread,
)

SENT_UNKNOWN = (NO_METHOD, UNKNOWN)
ELSEWHERE = spread(EVERYBODY, (UNKNOWN, UNKNOWN), None)
SENT_ELSEWHERE = spread(EVERYBODY, SENT_UNKNOWN, None)


def _not_theirs(others: tuple[int, int], unknown: tuple[int, int]) -> dict[str, tuple[int, int]]:
    return spread(EVERYBODY_HERE, others, unknown) | dict.fromkeys(COUNTERS, unknown)


SENT = _not_theirs((NO_METHOD, DENIED), SENT_UNKNOWN)

TABLE = [
    # boxes, count, result
    page("ballots:boxes", "polled"),
    act("ballots:box_add", "polled", may=CLERKS),
    act("ballots:box_edit", "box", may=CLERKS),
    act("ballots:box_remove", "box", may=CLERKS),
    act("ballots:box_ballots", "box", may=CLERKS),
    act("ballots:box_mix", "box", may=CLERKS),
    act("ballots:box_correct", "box", may=TOWNSHIP),
    act("ballots:count_start", "polled", may=CLERKS),
    page("ballots:tally_sheets", "polled"),
    page("ballots:ballot_sample", "polled"),
    page("ballots:count", "polled"),
    act("ballots:sheet", "sheet", may=COUNTERS),
    act("ballots:sheet_reset", "sheet", may=TOWNSHIP),
    act("ballots:recount_draw", "polled", may=TOWNSHIP),
    act("ballots:recount_finish", "recount", may=TOWNSHIP),
    page("ballots:result", "polled"),
    act("ballots:result_declare", "polled", may=TOWNSHIP),
    page("ballots:result_file", "result", "count"),
    page("ballots:result_statements", "result"),
    act("documents:paper", "ballots.result_notice", "result", may=CLERKS),
    desk("documents:paper_preview", "ballots.result_notice", "result", may=CLERKS),
    act("documents:paper", "ballots.certificate", "winner", may=CLERKS),
    desk("documents:paper_preview", "ballots.certificate", "winner", may=CLERKS),
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
    act("ballots:recall_take", "member", may=TOWNSHIP),
    act("ballots:recall_failed", "recall", may=TOWNSHIP),
    act("documents:paper", "ballots.winner_report", "decision", may=CLERKS),
    desk("documents:paper_preview", "ballots.winner_report", "decision", may=CLERKS),
    public("ballots:open_file", "result_code", "count"),
    # ballots read one by one, calls, the screen
    act("ballots:ballots", "sheet", may=COUNTERS),
    act("ballots:ballots_submit", "sheet", may=COUNTERS),
    # somebody else's batch: who may count does not find it
    Line("ballots:batch", ("batch",), _not_theirs((DENIED, DENIED), (UNKNOWN, UNKNOWN)), ELSEWHERE),
    Line("ballots:batch_close", ("batch",), SENT, SENT_ELSEWHERE),
    Line(
        "ballots:marking_withdraw",
        ("marking",),
        SENT,
        SENT_ELSEWHERE,
    ),
    page("ballots:decisions", "polled"),
    act("ballots:doubtful", "sheet", "7", may=TOWNSHIP),
    act("ballots:ruling_withdraw", "ruling", may=TOWNSHIP),
    act("ballots:merge", "polled", may=TOWNSHIP, ok=MOVED),  # the count is over
    act("ballots:merge_withdraw", "name_merge", may=TOWNSHIP),
    act("ballots:sheet_settle", "sheet", may=TOWNSHIP, ok=MOVED),  # nobody differs
    act("ballots:call", "sheet", may=COUNTERS),
    act("ballots:screen_link", "polled", may=TOWNSHIP),
    page("ballots:called_tally", "polled"),
    public("ballots:screen", "screen_token"),
    public("ballots:screen_feed", "screen_token"),
    office("ballots:codes"),
]
