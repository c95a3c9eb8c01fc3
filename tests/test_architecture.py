"""What the house promises about its own code, read from the code itself. Layers: see lint-imports."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from election_office.audit import presenters
from election_office.documents import kinds
from tests import guards

ROOT = Path(settings.BASE_DIR)
PACKAGES = (
    "election_office/law",
    "election_office/core",
    "election_office/accounts",
    "election_office/audit",
    "election_office/jobs",
    "election_office/documents",
    "villages",
    "voters",
    "candidates",
    "ballots",
    "election_office/archive",
    "election_office/bulk",
    "election_office/figures",
    "election_office/dashboard",
    "election_office/demonstration",
    "election_office/practice",
)
APPS = ("villages", "voters", "candidates", "ballots")
CODE = sorted(
    path
    for top in ("election_office", "villages", "voters", "candidates", "ballots", "tests")
    for path in (ROOT / top).rglob("*")
    if path.suffix in (".py", ".html", ".toml") and "__pycache__" not in path.parts
)
PYTHON = [path for path in CODE if path.suffix == ".py" and "tests" not in path.parts]
MAX_FILE, MAX_VIEW = 600, 25


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions a module defines at its top."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node


def in_layer(layer: str) -> list[Path]:
    """Modules of one kind: ``actions.py`` and every module of an ``actions`` package."""
    return [
        path
        for path in PYTHON
        if path.stem == layer or (path.parent.name == layer and path.stem != "__init__")
    ]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    # Tests and data may run on; what the program does may not.
    long = {
        name_of(path): lines
        for path in PYTHON
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE
    }
    assert long == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_on_a_page_what_it_is(package: str) -> None:
    lines = (ROOT / package / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert 10 <= len(lines) <= 80


def test_no_view_is_longer_than_a_screen() -> None:
    views = [*in_layer("views"), *in_layer("staff_views")]
    long = {
        f"{name_of(path)}:{function.name}": function.end_lineno - function.lineno + 1
        for path in views
        for function in functions(path)
        if function.end_lineno is not None and function.end_lineno - function.lineno + 1 > MAX_VIEW
    }
    assert len(views) > 10
    assert long == {}


# ------------------------------------------------------------------ pages

TREE = guards.read_tree()
# Views that take a POST and are neither an act page nor a button, by what they are instead; the long reasons
# stand in docs/decisions/bases.md. A new name here needs a reason that a reviewer believes.
BY_HAND: dict[str, tuple[str, ...]] = {
    "a script sends many acts and reads the answer to each as JSON": (
        "ballots.issuing.views.desk",
        "ballots.tally.screen_views.call",
    ),
    "the answer is a file": (
        "candidates.review.views.batches.review_batch_sheet",
        "candidates.review.views.trace.review_trace_export",
        "election_office.archive.views.archive_download",
        "election_office.archive.views.township_download",
        "election_office.bulk.views.download",
        "voters.prints.views.paper_print",
    ),
    "what was sent is shown as it was read, before it is taken": (
        "candidates.review.views.batches.review_batch",
        "candidates.review.views.batches.review_batch_load",
        "villages.lawtexts.views.text_add",
        "villages.plan.views.cycle_steps",
        "villages.plan.views.plan_paste",
        "villages.workbook.views.workbook",
    ),
    "the log-in itself: failures are counted, the session is made anew": (
        "election_office.accounts.second.views.second",
        "election_office.accounts.second.views.second_login",
        "election_office.accounts.views.logout_view",
        "election_office.accounts.views.password_change",
        "election_office.dashboard.begin.views.founding",
        "election_office.dashboard.begin.views.founding_office",
    ),
    "the page sends it by itself, nobody presses a button": (
        "election_office.accounts.views.typed_discard",
        "election_office.accounts.views.typed_keep",
    ),
    "a list with a form in its rows: a refusal stands in its row": (
        "election_office.dashboard.find.find",
        "election_office.dashboard.views.act",
        "villages.postings.views.walls",
        "villages.views.steps.step_detail",
        "voters.desk.views.desk_act",
    ),
    "the one issuing page of every notice": ("election_office.documents.paper_views.paper",),
    "two acts, and a link that is shown in the answer alone": ("villages.calendars.views.calendar_link",),
}


def test_every_view_of_an_act_is_the_one_page_or_the_one_button() -> None:
    by_hand = guards.views_by_hand(TREE)
    named = {name for names in BY_HAND.values() for name in names}
    assert len(guards.posted_views(TREE)) > 400
    assert by_hand == named


@pytest.mark.parametrize(
    ("methods", "answer", "seen"),
    [
        ("@require_POST", "redirect('/')", True),
        ("@require_http_methods(BOTH)", "redirect('/')", True),
        ("@require_http_methods(BOTH)", "_page(request)", False),
        ("@require_http_methods(BOTH)", "act_page(request)", False),
        ("@require_http_methods(['GET'])", "redirect('/')", False),
    ],
)
def test_the_guard_sees_a_view_that_answers_by_hand(methods: str, answer: str, seen: bool) -> None:
    tree = {
        "shop/pages.py": "from election_office.core.http import act_page\nBOTH = ['GET', 'POST']\n"
        "def page(request, *more):\n    return act_page(request)\n",
        "shop/views.py": "from functools import partial\nfrom election_office.core.http import act_page\n"
        "from shop.pages import BOTH, page\n_page = partial(page, 1)\n"
        f"{methods}\ndef buy(request):\n    return {answer}\n",
    }
    assert guards.views_by_hand(tree) == ({"shop.views.buy"} if seen else set())


# ------------------------------------------------------------------ actions

# What stands in a module of actions and asks nobody itself, with the reason. Only acts that have asked, these
# steps and what BESIDES names may call them; a new line here needs a reason that a reviewer believes.
STEPS = {
    "ballots.actions.boxes.fix_ballot": "closing the polls, which has asked, fixes what the ballot says",
    "ballots.actions.boxes.open_sheets": "one sheet a post, when a box comes into being or is counted",
    "ballots.actions.opening.begin_voting": "the first ballot that an act hands out opens the voting",
    "ballots.actions.secrecy.forget_order": "what an agreed sheet keeps, within the reading that agreed",
    "ballots.actions.results.record_declared": "the trace of the declaration, which has asked",
    "ballots.actions.results.save_result": "the rows of the declaration, which has asked",
    "ballots.actions.seating.seat_winners": "what a declared, decided or reopened result means for the seats",
    "ballots.actions.sheets.withdraw_entries": "the typed batches fall with the sheet that is reset",
    "ballots.aftermath.actions.winners.keep_decision": "the writing of a decision its caller has judged",
    "ballots.aftermath.actions.rounds.cancel_round": "falls with the result it was called on",
    "candidates.actions.freeze_the_rules": "the hook of the issuing act, which has asked",
    "candidates.nomination.actions.lists.take_off": "the end of a nomination its caller has judged",
    "candidates.nomination.actions.shared.leave": "the change of a nominee who leaves, on each ground",
    "candidates.nomination.actions.shared.move_up": "the next by votes takes the place of who left",
    "candidates.party.actions.shared.leave_trace": "the line in the trail of an act that has asked",
    "candidates.review.actions.batches.numbers_printed": "told by the issuing of the letter, which asked",
    "candidates.review.actions.opinions.withdraw": "an opinion falls with the file or the new opinion",
    "election_office.accounts.actions.change_own_password": "one's own account, behind the login",
    "election_office.accounts.actions.end_session": "one's own log-in on another device",
    "election_office.accounts.actions.create_first_officer": "from the server's console, before anybody may",
    "election_office.accounts.actions.note_failed_login": "nobody is logged in yet",
    "election_office.accounts.actions.note_login": "the login itself",
    "election_office.accounts.actions.note_logout": "the logout itself",
    "election_office.accounts.actions.set_password_from_console": "from the server's console",
    "election_office.accounts.second.actions.begin": "one's own phone, behind the login",
    "election_office.accounts.second.actions.confirm": "one's own phone, behind the login",
    "election_office.accounts.second.actions.end": "one's own phone, behind the login",
    "election_office.accounts.second.actions.enter": "the second half of the login itself",
    "election_office.accounts.second.actions.new_codes": "one's own codes, behind the login",
    "election_office.accounts.second.actions.note_failure": "half of a login, by whoever has the password",
    "election_office.archive.actions.write_archive": "from the server's console",
    "election_office.archive.actions.write_township_archive": "from the server's console",
    "election_office.audit.actions.note_download": "the page that sends the file has asked",
    "election_office.audit.actions.record": "it is the trace",
    "election_office.audit.actions.tie_divisions": "the program itself, every night",
    "election_office.dashboard.reminders.actions.mark_seen": "one's own marks, behind the login",
    "election_office.dashboard.retention.actions.delete_due": "from the server's console, by fixed terms",
    "election_office.documents.actions.render": "the worker, for a paper whose issuing asked",
    "election_office.documents.actions.next_number": "the number of a paper that is being issued",
    "election_office.jobs.actions.requeue_stale": "the program itself, at the start and every few seconds",
    "election_office.jobs.actions.run": "the worker, for a job whose asking asked",
    "election_office.jobs.actions.send_unsent": "the program itself, every few seconds",
    "villages.actions.cycles.lay_out": "the approval, or the joining of a late village, has asked",
    "villages.actions.steps.notice_posted": "hook of a posting, which has asked",
    "villages.actions.steps.notice_voided": "hook of a posting taken back, which has asked",
    "villages.actions.steps.notice_withdrawn": "hook of a paper revoked or corrected, which has asked",
    "villages.actions.steps.plan_again": "the days of open steps, when the day moves or a paper falls",
    "villages.actions.steps.notice_untrue": "hook of an act that changed what a paper says",
    "villages.actions.steps.notice_true_again": "hook of an act that changed back what a paper says",
    "villages.actions.steps.document_issued": "hook of a paper that is issued, which has asked",
    "villages.actions.steps.close_step": "a step closes by what an act has done",
    "villages.actions.steps.reopen_step": "a step opens again by what an act has undone",
    "villages.supervision.actions.petitions.mark_answered": "hook of the answer letter, which has asked",
    "villages.supervision.actions.petitions.mark_unanswered": "hook of the answer letter, which has asked",
    "election_office.figures.actions.add_to_hour": "the act that hands a ballot out has asked",
    "election_office.figures.actions.count_again": "the act that changed a record has asked",
    "election_office.figures.actions.count_hours": "the program, for votes that are over",
    "villages.preparation.actions.closing.settle": "a step follows the record that an act has written",
    "villages.preparation.actions.closing.settle_readers": "the same, for all steps that read such records",
    "villages.committee.actions.base.make_chair": "the chair within a choice or a change of members",
    "villages.committee.actions.base.seat": "a member enters by a choice or a succession",
    "voters.actions.proxies.end_proxy": "a proxy ends by revocation or because its voter or agent left",
    "voters.actions.registrations.remove": "a registration ends by cancellation, leaving off or the desk",
    "voters.actions.screening.screen_election": "the import that wrote the people has asked",
    "voters.actions.versions.supplement": "the next version of the roll, within the act that changed it",
    "voters.objections.actions.result_posted": "hook of the posting of the decision, which has asked",
}
# Who else calls a step, beside the hooks of papers: pages of one's own account, the console.
BESIDES = {
    "election_office.figures.watch._count",  # follows the trail, inside the act that has asked
    "election_office.figures.watch._add",  # the same at the issuing table
    "election_office.jobs.tasks.run_job",  # the worker, of which nobody asks anything
    "election_office.figures.recount.continue_recount",  # the program, after an upgrade
    "election_office.demonstration.county_votes.vote",  # the votes of the county to test on
    "election_office.demonstration.showcase.record_past",  # the demonstration's past
    "ballots.issuing.actions.keep",  # the table of take_acts, which asks first
    "ballots.issuing.actions.store",  # the same, and of a signed list
    # What the engine of papers calls within its own acts, which have asked.
    "villages.election_source.paper_issued",
    "villages.election_source.paper_posted",
    "villages.election_source.posting_voided",
    "villages.election_source.paper_withdrawn",
    "villages.election_source.paper_untrue",
    "villages.election_source.paper_true_again",
    "election_office.accounts.views.password_change",
    "election_office.accounts.views.form_invalid",
    "election_office.accounts.views.post",
    "election_office.accounts.views.session_end",
    "election_office.accounts.views.form_valid",
    "election_office.accounts.views.logout_view",
    "election_office.accounts.second.views.second",
    "election_office.accounts.second.views.second_begin",
    "election_office.accounts.second.views.second_codes",
    "election_office.accounts.second.views.second_end",
    "election_office.accounts.second.views.second_login",
    "election_office.accounts.second.views._count_failure",
    "election_office.accounts.management.commands.create_officer.handle",
    "election_office.accounts.management.commands.set_password.handle",
    "election_office.jobs.management.commands.requeue_jobs.handle",
    "election_office.archive.management.commands.archive._write",  # the console
    "election_office.audit.downloads.__call__",  # behind every page
    "election_office.audit.nightly.run",  # the program, at night
    "election_office.dashboard.reminders.views.reminders",
    "election_office.dashboard.management.commands.retention.handle",  # the console
    "election_office.audit.management.commands.checkpoint_audit.handle",
    "election_office.audit.management.commands.checkpoint_audit._county",
    "election_office.documents.tasks.render_document",  # the worker
    "election_office.jobs.watch.worker_is_stuck",  # the program watching its own worker
}
HOOKS = frozenset(guards.hooks(TREE))
# What writes and tells the trail nothing itself, with the reason.
SILENT = {
    "ballots.actions.boxes.fix_ballot": "told by the closing of the polls",
    "ballots.actions.results.save_result": "told by the declaration",
    "ballots.actions.boxes.open_sheets": "told by the act that opens the box",
    "ballots.actions.secrecy.forget_order": "told by the reading that agreed",
    "ballots.actions.sheets.withdraw_entries": "told by the reset",
    "ballots.tally.actions.add_ballot": "a ballot typed is told by the batch it is closed in, not one by one",
    "ballots.tally.actions.record_calls": "calls of the hall are told by the sheet they end in",
    "candidates.nomination.actions.shared.leave": "told by the act with its ground",
    "candidates.nomination.actions.shared.move_up": "told by the act that made the place free",
    "candidates.review.actions.opinions.withdraw": "told by the act with its ground",
    "election_office.accounts.second.actions.begin": "asked for once confirmed, which is told",
    "election_office.audit.actions.note_download": "the page that sends the file has asked",
    "election_office.audit.actions.record": "it is the trace",
    "election_office.dashboard.reminders.actions.mark_seen": "what somebody has read is his own business",
    "election_office.documents.actions.next_number": "told by the paper that has the number",
    "election_office.documents.actions.print_again": "nothing about the paper changes but its file",
    "villages.actions.cycles.lay_out": "told by the approval, or by the amendment",
    "villages.actions.steps.notice_voided": "told by the posting taken back",
    "villages.actions.steps.plan_again": "told by the act that moved the day",
    "villages.actions.steps.reopen_step": "told by the act that undid what closed it",
    "villages.supervision.actions.petitions.mark_answered": "hook of the answer letter, which has asked",
    "villages.supervision.actions.petitions.mark_unanswered": "hook of the answer letter, which has asked",
    "election_office.figures.actions.add_to_hour": "told by the act that hands the ballot out",
    "election_office.figures.actions.count_again": "told by the act that changed a record",
    "election_office.figures.actions.count_hours": "sums of hand-outs, whose acts left their traces",
    "villages.preparation.actions.closing.settle": "told by the act that wrote the record",
    "villages.preparation.actions.closing.settle_readers": "told by the act that wrote the record",
    "villages.committee.actions.base.make_chair": "told by the choice or the change",
    "villages.committee.actions.base.seat": "told by the choice or the change",
    "villages.committee.actions.leaving.on_nomination_ended": "told by the nomination that ended",
    "voters.actions.imports.try_roll": "a trial leaves the roll untouched; taking the file over is told",
}


def with_source(name: str, source: str) -> guards.Tree:
    path = next(path for path in TREE if guards.module_name(path) == name)
    return TREE | {path: source}


def without_fences(module: str, function: str) -> guards.Tree:
    """The program with every bare ``require…(…)`` of that function replaced by ``pass``."""

    class Remover(ast.NodeTransformer):
        def visit_Expr(self, node: ast.Expr) -> ast.AST:
            called = node.value.func if isinstance(node.value, ast.Call) else None
            return (
                ast.Pass() if getattr(called, "id", "") in ("require", "require_in", "require_held") else node
            )

    path = next(path for path in TREE if guards.module_name(path) == module)
    tree = ast.parse(TREE[path])
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            Remover().visit(node)
    return TREE | {path: ast.unparse(tree)}


ACTS = guards.acts(TREE)


def has_one_fence(act: str) -> bool:
    """It asks itself, and calls nothing that asks again."""
    module, _, function = act.rpartition(".")
    program = guards.parse(TREE)
    source = program[module]
    calls = [call.func for call in guards.certain_calls(source.functions[function])]
    names = {guards.resolved(guards.full_name(called, source), program) for called in calls}
    return bool(names & guards.FENCES) and not any(asks(name) for name in names - guards.FENCES)


def asks(name: str) -> bool:
    module, _, function = name.rpartition(".")
    program = guards.parse(TREE)
    helper = program[module].functions.get(function) if module in program else None
    return helper is not None and guards.reaches(program, program[module], helper, guards.FENCES, surely=True)


def test_every_act_asks_who_may_before_anything_else_can_end_it() -> None:
    assert len(ACTS) > 250
    assert guards.unfenced(TREE) - STEPS.keys() == set()


def test_every_act_leaves_a_trace() -> None:
    assert guards.silent(TREE) - SILENT.keys() == set()


def test_no_reason_is_given_for_what_is_no_longer_there() -> None:
    every = {
        f"{module.name}.{function.name}" for module, function in guards.public_functions(guards.parse(TREE))
    }
    assert (STEPS.keys() | SILENT.keys()) - every == set()


def test_no_act_stands_outside_the_modules_of_actions() -> None:
    assert guards.traces_elsewhere(TREE) == set()


@pytest.mark.parametrize("step", sorted(STEPS))
def test_only_acts_that_asked_call_what_asks_nobody(step: str) -> None:
    assert guards.open_callers(step, TREE, frozenset(STEPS) | HOOKS) - BESIDES == set()


# The seed is fixed, so that a failure can be looked at; another seed draws ten others.
FENCED = sorted(act for act in ACTS - STEPS.keys() if has_one_fence(act))


@pytest.mark.parametrize("act", random.Random(2026).sample(FENCED, 10))
def test_the_guard_sees_an_act_whose_fence_is_gone(act: str) -> None:
    module, _, function = act.rpartition(".")

    assert act in guards.unfenced(without_fences(module, function), only=module)


@pytest.mark.parametrize(
    "body",
    [
        "if by.is_active:\n        require(by, 1, row)",
        "for row in rows:\n        require(by, 1, row)",
        "by and require(by, 1, row)",
        "if not rows:\n        return record('x', target=row, by=by)\n    require(by, 1, row)",
        "decision.require()",
        "rules.check(1).require()",
        "later = lambda: require(by, 1, row)",
        "def inner():\n        require(by, 1, row)",
        "views.require(by, 1, row)",
    ],
)
def test_a_fence_that_may_be_passed_by_is_no_fence(body: str) -> None:
    source = (
        "from election_office.accounts.access import require\n"
        "from election_office.audit.actions import record\n"
        f"def act(*, rows, row, by):\n    {body}\n    record('x', target=row, by=by)\n"
    )
    tree = TREE | {"voters/cards/actions/extra.py": source}

    assert "voters.cards.actions.extra.act" in guards.unfenced(tree, only="voters.cards.actions.extra")


def test_a_fence_in_a_helper_of_another_module_is_a_fence() -> None:
    tree = TREE | {
        "ballots/begin.py": "from election_office.accounts import access\n"
        "def begin(row, by):\n    access.require(by, 1, row)\n",
        "ballots/cards/actions.py": "from ballots import begin\n"
        "from election_office.audit.actions import record\n"
        "def act(*, row, by):\n    begin.begin(row, by)\n    record('x', target=row, by=by)\n",
    }

    assert "ballots.cards.actions.act" in guards.acts(tree)
    assert "ballots.cards.actions.act" not in guards.unfenced(tree, only="voters.cards.actions.extra")


def test_the_guards_see_an_act_outside_and_a_step_called_from_a_page() -> None:
    tree = TREE | {
        "ballots/stations.py": "from election_office.audit import actions\n"
        "def assign(row, by):\n    actions.record('x', target=row, by=by)\n",
        "ballots/views/extra.py": "from voters.actions.proxies import end_proxy\n"
        "def page(request):\n    end_proxy(1)\n",
    }

    assert guards.traces_elsewhere(tree) == {"ballots.stations.assign"}
    assert guards.open_callers("voters.actions.proxies.end_proxy", tree, frozenset(STEPS)) == {
        "ballots.views.extra.page"
    }


def test_an_act_that_writes_and_tells_nobody_is_seen() -> None:
    source = (
        "from election_office.accounts.access import require\n"
        "def act(*, row, by):\n    require(by, 1, row)\n    row.keep('name')\n"
    )

    assert "villages.extra.actions.act" in guards.silent(TREE | {"villages/extra/actions.py": source})


def test_an_act_is_called_by_names_and_says_who_acts() -> None:
    """``by`` is the person; background work brings them with its progress."""
    wrong = []
    program = guards.parse(TREE)
    for act in ACTS - STEPS.keys():
        module, _, name = act.rpartition(".")
        if module.partition(".")[0] not in APPS:
            continue
        function = program[module].functions[name]
        keywords = {one.arg for one in function.args.kwonlyargs}
        if function.args.args or function.args.posonlyargs or not keywords & {"by", "progress"}:
            wrong.append(act)
    assert wrong == []


# ------------------------------------------------------------------ rules


def test_the_rules_know_nothing_of_django() -> None:
    assert len(guards.rule_modules(TREE)) > 40
    assert guards.impure_rules(TREE) == set()


def test_the_contract_on_the_law_names_every_module_of_rules() -> None:
    """import-linter takes a package with all its modules."""
    listed = set(guards.contracts()[1]["source_modules"])
    wanted = {name.partition(".rules")[0] + ".rules" for name in guards.rule_modules(TREE)}

    assert listed == wanted | {"election_office.law", "villages.kinship_picture"}


@pytest.mark.parametrize("name", sorted(guards.rule_modules(TREE)))
def test_the_guard_sees_django_in_a_module_of_rules(name: str) -> None:
    path = next(path for path in TREE if guards.module_name(path) == name)
    tree = TREE | {path: TREE[path] + "\n\ndef today():\n    from django.utils import timezone\n"}

    assert guards.impure_rules(tree) == {name}


# ------------------------------------------------------------------ words and papers


def recorded_acts() -> dict[str, str]:
    """Every act that some ``record(…)`` names, and where."""
    found: dict[str, str] = {}
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in ("record", "_record"):
                continue
            for text in ast.walk(node.args[0]):
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and "." in text.value:
                    found[text.value] = name_of(path)
    return found


def test_every_act_in_the_trail_has_a_chinese_name() -> None:
    acts = recorded_acts()
    assert len(acts) > 40
    # An act whose name is put together ends in its dot here: some act of that family has a name.
    known = {code for code, _ in presenters.action_choices()}
    families = {f"{code.partition('.')[0]}." for code in known}
    assert {act: where for act, where in acts.items() if act not in known | families} == {}


def test_every_row_the_trail_points_at_has_a_chinese_name() -> None:
    """The target of each recorded act of the apps is a model the trail can name."""
    named = {presenters.target_label(f"{label}:1") for label in presenters._targets}
    assert all(any("一" <= sign <= "鿿" for sign in name) for name in named)
    for app in APPS[:3]:
        assert any(label.startswith(f"{app}.") for label in presenters._targets), app


def test_every_paper_is_registered_by_the_app_that_its_code_names() -> None:
    wrong = [
        kind.code
        for kind in kinds.every()
        if not kind.code.startswith("test.")
        and kind.facts.__module__.removeprefix("election_office.").split(".")[0] != kind.code.split(".")[0]
    ]
    assert wrong == []
    assert {"villages.day_notice", "villages.register_notice", "candidates.formal_notice"} <= {
        kind.code for kind in kinds.every()
    }


def test_a_paper_that_closes_a_step_by_hanging_opens_it_again_when_it_does_not() -> None:
    """A posting entered by mistake, or a paper revoked, must not leave its step closed."""
    wrong = [
        kind.code
        for kind in kinds.every()
        if kind.on_posted and not (kind.on_voided and kind.on_revoked) and not kind.code.startswith("test.")
    ]
    assert wrong == []


def test_every_step_a_paper_closes_names_a_paper_there_is() -> None:
    from villages.catalogue import step_kinds  # noqa: PLC0415 -- beside its only use

    wanted = {
        kind.closes_with.partition(":")[2]
        for kind in step_kinds().values()
        if kind.closes_with.startswith(("document:", "issued:"))
    }
    assert wanted - {kind.code for kind in kinds.every()} == set()


# The division of an act is that of its row. What lies in none, or is written for another, says which.
OTHER_DIVISION = {
    "election_office.accounts": "a person lies in no place: the trail of the place they serve",
    "election_office.audit.actions": "the trail itself, and files of a whole place",
    "election_office.dashboard.retention.actions": "files of a whole place",
    "election_office.dashboard.reminders.actions": "a unit of the county is reminded by each township",
    "election_office.figures.actions": "the figures of a whole place",
    "villages.actions.places": "a village with a new code is told of under both",
    "villages.calendars.actions": "a calendar belongs to a person",
    "villages.lawtexts.actions": "a text of a province is entered by a county, whose trail tells of it",
    "voters.actions.imports": "numbers answered to another village stand in that village's trail",
    "voters.screening.actions": "a case touches several villages",
}


def test_an_act_is_told_in_the_division_of_its_row() -> None:
    named = set()
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "id", getattr(called, "attr", ""))
            if name == "record" and any(word.arg == "area_code" for word in node.keywords):
                named.add(guards.module_name(name_of(path)))
    held = {key: [module for module in named if f"{module}.".startswith(f"{key}.")] for key in OTHER_DIVISION}
    assert named - {module for modules in held.values() for module in modules} == set()
    assert [key for key, modules in held.items() if not modules] == []
