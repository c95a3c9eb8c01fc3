"""Which acts wait for a time given to people. Each app lends its own, so that no app names one above it.

A paper that closes a step waits for what the step waits for; these gates are read from the register.
"""

from __future__ import annotations

from election_office.documents import notice as papers

GATES: dict[str, str] = {}
"""Code of the act → what is done before its time, in words."""
STEP = "step."


def lend(code: str, words: str) -> None:
    GATES[code] = words


def gate_of_step(step: str) -> str:
    """The act of signing the paper of that step before its turn."""
    return f"{STEP}{step}"


def words_of(act: str) -> str | None:
    """What is done before its time; None: no such act waits."""
    if not act.startswith(STEP):
        return GATES.get(act)
    step = act.removeprefix(STEP)
    titles = [notice.title for notice in papers.every() if notice.closes and notice.closes.code == step]
    return f"前项事项没有办结，先行签发《{titles[0]}》" if titles else None
