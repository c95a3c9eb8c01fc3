"""What a rule says: every reason at once, each with the article it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one text. `law` is the title as printed, without 《》; empty when a paper has no title,
    and then `article` is the whole source (文号 and date). `verified` is False when nobody has read the
    article in its own text: such a source is printed with that warning, never without."""

    law: str
    article: str
    verified: bool = True

    def __str__(self) -> str:
        source = f"《{self.law}》{self.article}" if self.law else self.article
        return source if self.verified else f"{source}（未核实）"

    @property
    def basis(self) -> str:
        """The bracket that closes a refusal: （依据：《…》第…条）."""
        return f"（依据：{self}）"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of one rule. `passed` False with severity "error" stops the act; with "warning" a person
    may accept it by name and reason."""

    code: str
    passed: bool
    message: str
    citation: Citation | None = None
    severity: Severity = "error"

    @property
    def refused(self) -> bool:
        return not self.passed and self.severity == "error"

    @property
    def warned(self) -> bool:
        return not self.passed and self.severity == "warning"


@dataclass(frozen=True, slots=True)
class Decision:
    """All findings of a question. Decisions add up: `first + second` holds the findings of both."""

    findings: tuple[Finding, ...] = ()

    def __add__(self, other: Decision) -> Decision:
        return Decision(self.findings + other.findings)

    @property
    def allowed(self) -> bool:
        return not self.refusals

    @property
    def refusals(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.refused)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.warned)

    def require(self) -> None:
        """Raise RuleRefused when a finding forbids the act."""
        if not self.allowed:
            raise RuleRefused(self)


class RuleRefused(Exception):
    """The law does not allow this act. Carries the decision, for the form to show."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("".join(finding.message for finding in decision.refusals))
        self.decision = decision
