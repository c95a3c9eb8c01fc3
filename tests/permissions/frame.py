"""Who gets which page: the frame: accounts, trail, jobs, papers."""

from __future__ import annotations

from tests.permissions.lines import (
    ACTED,
    CLERKS,
    EVERYBODY,
    EVERYBODY_HERE,
    GUIDES,
    MANAGERS,
    MOVED,
    NO_METHOD,
    TOWNSHIP,
    UNKNOWN,
    Line,
    act,
    begin,
    button,
    office,
    page,
    page_with_form,
    public,
    spread,
    staff,
)

TABLE = [
    # the frame
    office("dashboard:home"),
    office("dashboard:board"),
    # One thing to do, in the villages of the reader where it is open: recorded by those who may record.
    page_with_form("dashboard:act", "own1", may=CLERKS),
    act("dashboard:fill", "rectify", "classify", may=TOWNSHIP),
    # One's own reminders; who may remind others does it of what he sees.
    office("dashboard:reminders", post=ACTED),
    button("dashboard:urge", "own1", may=GUIDES | CLERKS),
    button("dashboard:urge_deferral", "deferral", may=TOWNSHIP),
    button("dashboard:urge_unit", "review_unit", may=TOWNSHIP, neighbours="township"),
    office("dashboard:find", post=ACTED),
    office("dashboard:help"),
    # Until the first roll hangs, an officer's; for everybody else, back to the desk.
    begin("dashboard:checklist"),
    public("dashboard:founding", ok=MOVED, post=ACTED, anonymous=(MOVED, ACTED)),
    public("dashboard:founding_place", ok=MOVED, anonymous=(MOVED, NO_METHOD)),
    public("dashboard:founding_office", ok=MOVED, post=ACTED, anonymous=(MOVED, ACTED)),
    # Opened, emptied and ended by officers; the file of the first task exists in a practice office alone.
    office("practice:home"),
    office("practice:begin", may=TOWNSHIP, get=NO_METHOD, denied_get=NO_METHOD, post=ACTED),
    office("practice:again", may=TOWNSHIP, get=NO_METHOD, denied_get=NO_METHOD, post=ACTED),
    office("practice:end", may=TOWNSHIP, get=NO_METHOD, denied_get=NO_METHOD, post=ACTED),
    office("practice:roll", get=UNKNOWN),
    office("components"),
    public("health"),
    # Nobody's by log-in: the bearer of a token reads it, tests/office/test_metrics.py.
    public("metrics", ok=UNKNOWN, anonymous=(UNKNOWN, NO_METHOD)),
    public("accounts:login", ok=MOVED, post=ACTED),
    Line(
        "accounts:logout",
        (),
        spread(EVERYBODY, (NO_METHOD, ACTED), None),
        spread(EVERYBODY, (NO_METHOD, ACTED), None),
    ),
    office("accounts:password_change", post=ACTED),
    office("accounts:profile"),
    # Nobody of this table has a second factor: on, past the question.
    office("accounts:second_login", get=MOVED, post=ACTED),
    office("accounts:second", post=ACTED),
    office("accounts:second_begin", get=NO_METHOD, denied_get=NO_METHOD, post=ACTED),
    office("accounts:second_codes", post=ACTED),
    office("accounts:second_end", post=ACTED),
    staff("accounts:second_reset", "clerk"),
    office("accounts:duties", may=MANAGERS),
    # One's own alone: another's is not found.
    office("accounts:session_end", "1", get=NO_METHOD, denied_get=NO_METHOD, post=UNKNOWN),
    office("accounts:typed_keep", get=NO_METHOD, post=ACTED),
    office("accounts:typed_discard", get=NO_METHOD, post=ACTED),
    # people and their posts
    office("accounts:staff_list", may=MANAGERS),
    office("accounts:staff_create", may=MANAGERS, post=ACTED),
    staff("accounts:staff_detail", "clerk", post=NO_METHOD),
    staff("accounts:staff_edit", "clerk"),
    staff("accounts:staff_password_reset", "clerk"),
    staff("accounts:staff_deactivate", "clerk"),
    staff("accounts:staff_reactivate", "clerk"),
    staff("accounts:assignment_create", "clerk"),
    staff("accounts:assignment_end", "assignment"),
    # the trail
    office("audit:list", may=MANAGERS),
    office("audit:export", "csv", may=MANAGERS),
    office("audit:state", may=MANAGERS),
    office("audit:digest", may=MANAGERS),
    office("audit:clock", may=MANAGERS, post=ACTED),
    page("audit:event_detail", "event", see=MANAGERS),
    # background work
    office("jobs:list"),
    page("jobs:detail", "job"),
    button("jobs:retry", "job", may=EVERYBODY_HERE),
    page("jobs:download", "job"),
    # papers
    office("documents:list"),
    page("documents:election_list", "election"),
    page("documents:detail", "document"),
    page("documents:pdf", "document", ok=MOVED),  # not printed yet: back to the paper
    page("documents:docx", "document"),
    page("documents:script", "document"),
    page("documents:script_pdf", "document"),
    act("documents:returned_add", "document", may=TOWNSHIP),
    page("documents:returned_file", "copy"),
    button("documents:print_again", "document", may=TOWNSHIP),
    act("documents:revoke", "document", may=TOWNSHIP, ok=MOVED),  # to the page that issues it
    act("documents:replace", "document", may=TOWNSHIP, ok=MOVED),  # the same
    page("documents:board", "election"),
    office("documents:numbers"),
    page("documents:number_series", "number_series"),
    page("documents:number_series_pdf", "number_series"),
    act("documents:posting_create", "document", may=CLERKS),
    act("documents:posting_round", "document", may=CLERKS),
    page("documents:posting_photo", "posting"),
    act("documents:posting_take_down", "posting", may=CLERKS),
    act("documents:posting_void", "posting", may=CLERKS),
    office("documents:gallery", may=TOWNSHIP),
    office("documents:gallery_make", may=TOWNSHIP, get=NO_METHOD, denied_get=NO_METHOD, post=ACTED),
    office("documents:gallery_file", "villages.day_notice", "short", "pdf", may=TOWNSHIP, get=UNKNOWN),
    public("documents:verify"),
    public("documents:verify_offline"),
    public("documents:verify_picture", "code", "ABCDEFGH", ok=MOVED, anonymous=(MOVED, NO_METHOD)),
    public("documents:verify_code", "code"),
]
