"""Whether proxies beyond the limit could have changed a result. Whole numbers, the worst case both ways."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.rules.codes import finding
from ballots.rules.facts import CountInput, Votes
from ballots.rules.outcome import Robustness, Verdict, Winner
from ballots.rules.ruleset import CountRules
from ballots.rules.seats import Contest, has_enough, is_annulled
from election_office.law.decision import Finding


@dataclass(frozen=True, slots=True)
class Field:
    """The winners who keep a seat, and everybody who could have had it instead, most votes first."""

    winners: tuple[Winner, ...]
    losers: tuple[Votes, ...]


def field_of(contest: Contest, winners: tuple[Winner, ...], count: CountInput, rules: CountRules) -> Field:
    """Who won and who lost by votes. Whoever holds another seat, had to avoid a relative or won in vain is
    neither."""
    won = {winner.name for winner in winners}
    return Field(
        winners=tuple(winner for winner in winners if winner.seated),
        losers=tuple(
            votes for votes in contest.standings if votes.name not in won and votes.name not in contest.out
        ),
    )


def robustness_of(contest: Contest, field: Field, count: CountInput, rules: CountRules) -> Robustness | None:
    """None without both a winner and a loser. Each of k excess ballots may have been one vote for the last
    winner and one vote lost to the first loser, so 2k votes stand between them."""
    if not field.winners or not field.losers:
        return None
    last, first, excess = field.winners[-1].votes, field.losers[0].votes, count.excess_proxies
    margin = last - first
    verdict: Verdict = "stands"
    if excess and 2 * excess >= margin:
        verdict = "undetermined"
    elif not _enough_without(last - excess, contest, count, rules):
        verdict = "majority_uncertain"
    return Robustness(excess, margin, verdict)


def _enough_without(votes: int, contest: Contest, count: CountInput, rules: CountRules) -> bool:
    """Whether so many votes still win a seat when the excess ballots are taken away from the base too."""
    if count.round == "tie" and not rules.is_collective:
        return True  # the most votes win; there is no share to fall short of
    excess = count.excess_proxies
    if rules.win_of_registered:
        return has_enough(votes, contest.base, contest.voted, count.round, rules)
    return has_enough(
        votes, max(0, contest.base - excess), max(0, contest.voted - excess), count.round, rules
    )


def about_margin(
    contest: Contest,
    field: Field,
    robustness: Robustness | None,
    unfilled: int,
    count: CountInput,
    rules: CountRules,
) -> list[Finding]:
    """What the excess proxies mean for this post, in words."""
    excess, title = count.excess_proxies, contest.entry.title
    if not excess:
        return []
    findings = []
    if robustness and robustness.verdict == "undetermined":
        first = field.losers[0].votes
        safe = [winner.name for winner in field.winners if winner.votes - first > 2 * excess]
        remaining = f"{'、'.join(safe)}的当选不受影响，其余名额" if safe else "这一职位"
        findings.append(
            finding(
                "result_undetermined",
                f"{title}最后一名当选人与第一名落选人相差{robustness.margin}票，{excess}张超限委托票足以改变名次；"
                f"{remaining}的结果不能确定，应当重新投票。",
                rules.cite("proxy_max"),
            )
        )
    if robustness and robustness.verdict == "majority_uncertain":
        last = field.winners[-1]
        base = contest.base if count.round == "first" else contest.voted
        share = "不超过半数" if count.round == "first" else "达不到规定的比例"
        findings.append(
            finding(
                "majority_uncertain",
                f"{title}{last.name}的名次不变，但{last.votes}票去掉{excess}张超限委托票后"
                f"是{last.votes - excess}票，"
                f"在{base - excess}张中{share}，由乡镇决定。",
                rules.cite("win_threshold" if count.round == "first" else "runoff_threshold"),
            )
        )
    best = next(
        (votes for votes in field.losers if votes.name not in {tied.name for tied in contest.tied}), None
    )
    if (
        unfilled > len(contest.all_tied)
        and best is not None
        and not is_annulled(best.name, count, rules)
        and not has_enough(best.votes, contest.base, contest.voted, count.round, rules)
        and _enough_without(best.votes, contest, count, rules)
    ):
        findings.append(
            finding(
                "excess_may_hide_winner",
                f"{title}{best.name}得{best.votes}票没有当选，去掉{excess}张超限委托票后有可能达到当选票数。",
                rules.cite("proxy_max"),
            )
        )
    return findings
