"""Who gets which page: places, people, plans, elections, committees."""

from __future__ import annotations

from tests.permissions.lines import CLERKS, SUPERVISOR, TOWNSHIP, act, desk, office, page, page_with_form

TABLE = [
    # places
    office("villages:list"),
    page("villages:township_detail", "township", neighbours="township"),
    act("villages:add", "township", may=TOWNSHIP, neighbours="township"),
    page("villages:detail", "village"),
    act("villages:edit", "village", may=CLERKS),
    act("villages:groups", "village", may=CLERKS),
    # people of a village
    page("villages:people", "village"),
    act("villages:person_add", "village", may=CLERKS),
    page("villages:person", "person"),
    act("villages:person_edit", "person", may=CLERKS),
    act("villages:person_reveal", "person", may=CLERKS),
    act("villages:kinship_add", "person", may=CLERKS),
    act("villages:kinship_end", "kinship", may=CLERKS),
    # the plan of a township
    office("villages:cycle_list"),
    act("villages:cycle_add", "township", may=TOWNSHIP, neighbours="township"),
    page("villages:cycle_detail", "cycle", neighbours="township"),
    act("villages:cycle_edit", "cycle", may=TOWNSHIP, neighbours="township"),
    act("villages:cycle_steps", "cycle", may=TOWNSHIP, neighbours="township"),
    act("villages:cycle_approve", "cycle", may=TOWNSHIP, neighbours="township"),
    # one election
    page("villages:election_detail", "election"),
    act("villages:stage_open", "election", may=TOWNSHIP),
    act("villages:day_move", "election", may=TOWNSHIP),
    act("villages:posts", "election", may=TOWNSHIP),
    act("villages:polling", "election", may=CLERKS),
    act("villages:deferral_request", "election", may=TOWNSHIP),
    act("villages:deferral_decide", "deferral", may=SUPERVISOR),
    act("villages:deferral_end", "deferral", may=TOWNSHIP),
    page_with_form("villages:step", "step", may=CLERKS),
    act("villages:step_explain", "step", may=TOWNSHIP),
    act("villages:step_drop", "step", may=TOWNSHIP),
    act("villages:record_withdraw", "step_record", may=CLERKS),
    page("villages:record_file", "step_record"),
    # notices: each kind says who issues it
    act("documents:paper", "villages.day_notice", "election", may=TOWNSHIP),
    act("documents:paper", "villages.register_notice", "election", may=CLERKS),
    desk("documents:paper_preview", "villages.register_notice", "election", may=CLERKS),
    act("villages:notice_issue", "election", "candidates.nomination_self", may=CLERKS),
    desk("villages:notice_preview", "election", "candidates.nomination_self", may=CLERKS),
    # the electoral committee
    page("villages:committee", "election"),
    desk("villages:person_search", "election", may=CLERKS),
    act("villages:committee_choice_add", "election", may=CLERKS),
    act("villages:committee_leave", "election", may=CLERKS),
    act("villages:committee_chair", "election", may=CLERKS),
    act("villages:committee_objection_add", "election", may=CLERKS),
    page("villages:committee_choice", "committee_choice"),
    act("villages:committee_choice_edit", "committee_choice", may=CLERKS),
    act("villages:committee_attendance", "committee_choice", may=CLERKS),
    act("villages:committee_nominee_add", "committee_choice", may=CLERKS),
    act("villages:committee_settle", "committee_choice", may=CLERKS),
    act("villages:committee_reopen", "committee_choice", may=CLERKS),
    act("villages:committee_file", "committee_choice", may=CLERKS),
    act("villages:committee_nominee_edit", "committee_nominee", may=CLERKS),
    act("villages:committee_nominee_remove", "committee_nominee", may=CLERKS),
    act("documents:paper", "villages.committee_change_notice", "committee_change", may=CLERKS),
    desk("documents:paper_preview", "villages.committee_change_notice", "committee_change", may=CLERKS),
    act("villages:committee_objection_answer", "committee_objection", may=CLERKS),
    # the bodies beside it
    page("villages:bodies", "election"),
    act("villages:body_add", "election", "women", may=CLERKS),
    page("villages:kinship", "election"),
    page("villages:body", "body"),
    act("villages:body_edit", "body", may=CLERKS),
    act("villages:holder_add", "body", may=CLERKS),
    act("villages:holder_edit", "holder", may=CLERKS),
    act("villages:holder_end", "holder", may=CLERKS),
    # rules
    office("villages:rules"),
    act("villages:overlay_add", query="?election={election}", may=TOWNSHIP),
    act("villages:overlay_end", "overlay", may=TOWNSHIP),
]
