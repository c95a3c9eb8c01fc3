"""Which acts wait for a time given to people. Each app lends its own, so that no app names one above it.

A paper that closes a step waits for what the step waits for; these gates are read from the register.
"""

from __future__ import annotations

from election_office.documents import notice as papers
from villages.catalogue import step_kinds
from villages.preparation.sheets import BY_SHEET

GATES: dict[str, str] = {}
"""Code of the act → what is done before its time, in words."""
STEP, PAPER = "step.", "paper."


def lend(code: str, words: str) -> None:
    GATES[code] = words


def gate_of_step(step: str) -> str:
    """The act of signing the paper of that step before its turn."""
    return f"{STEP}{step}"


def gate_of_paper(code: str) -> str:
    """Signing a paper that closes no step while the body that signs it does not exist or cannot act."""
    return f"{PAPER}{code}"


def words_of(act: str) -> str | None:
    """What is done before its time; None: no such act waits."""
    if act.startswith(PAPER):
        code = act.removeprefix(PAPER)
        found = next((notice for notice in papers.every() if notice.code == code), None)
        return f"选举委员会没有产生或者人数不足，先行签发《{found.title}》" if found else None
    if not act.startswith(STEP):
        return GATES.get(act)
    step = act.removeprefix(STEP)
    titles = [notice.title for notice in papers.every() if notice.closes and notice.closes.code == step]
    if titles:
        return f"前项事项没有办结，先行签发《{titles[0]}》"
    kind = step_kinds().get(step)
    by_an_act = kind is not None and kind.closes_with.startswith("act:") and kind.closes_with != BY_SHEET
    return f"前项事项没有办结，先行办理“{kind.title}”" if kind and by_an_act and kind.waits_for else None
