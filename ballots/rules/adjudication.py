"""The result of a count. One function; the page, the notice, the report and the command all read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ballots.rules.box_sheets import Ballots
from ballots.rules.checks import ballots_of, check_ballots, check_posts, names_too_many
from ballots.rules.codes import finding
from ballots.rules.facts import CountInput, Votes
from ballots.rules.irregularities import IRREGULARITIES
from ballots.rules.margins import about_margin, field_of, robustness_of
from ballots.rules.outcome import Next, Outcome, PostOutcome, Status, Winner
from ballots.rules.parsing import parse_count
from ballots.rules.remarks import about_bars, about_persons, about_relatives, about_ties, about_women
from ballots.rules.ruleset import CountRules, rules_with, ruleset_for
from ballots.rules.seats import Contest, Kinship, fill_seats, is_annulled
from ballots.rules.vacancy import VacancyFacts, may_ever_stay_vacant, vacancy_options
from election_office.law.decision import Finding
from election_office.law.rulebooks import Rulebook


def adjudicate(count: CountInput | Mapping[str, Any], *, book: Rulebook | None = None) -> Outcome:
    """What a counted round decides, with every reason.

    `count` is a CountInput or the decoded JSON of an election-count/1 (then CountFileError names its faults).
    The rules are those of its area on its election day with its `params`; `book` gives others, as for a
    township with papers of its own. Equal input gives equal output; nothing is read or written.
    """
    facts = count if isinstance(count, CountInput) else parse_count(count)
    if book is None:
        rules = ruleset_for(facts.area, facts.election_day, facts.params, facts.kind, facts.way)
    else:
        rules = rules_with(book, facts.params)
    ballots = ballots_of(facts, rules)
    valid, findings = check_ballots(facts, rules, ballots)
    findings += check_posts(facts, rules, ballots)
    valid = valid and not names_too_many(findings)
    findings += [
        finding(irregularity.code, irregularity.message, rules.cite(IRREGULARITIES[irregularity.code]))
        for irregularity in facts.irregularities
    ]
    if valid:
        posts, more = _results(facts, rules, ballots)
        findings += more
    else:
        posts = tuple(_open_again(entry.post, entry.reserved, entry.seats) for entry in facts.posts)
    if rules.law is not None:
        findings = [replace(row, message=rules.law.say(row.message)) for row in findings]
    return Outcome(
        valid=valid,
        findings=tuple(sorted(findings, key=lambda item: item.severity != "error")),
        voted=ballots.voted,
        registered=facts.registered,
        posts=posts,
    )


def _open_again(post: str, reserved: str | None, seats: int) -> PostOutcome:
    """A post of a void election: no winners are computed, everything is voted on again (重新选举)."""
    return PostOutcome(
        post=post,
        reserved=reserved,
        elected=(),
        tied=(),
        unfilled=seats,
        next="repeat",
        runoff_candidates=(),
        robustness=None,
    )


def _results(
    count: CountInput, rules: CountRules, ballots: Ballots
) -> tuple[tuple[PostOutcome, ...], list[Finding]]:
    contests = fill_seats(count, rules, ballots.voted)
    winners = [_winners(contest, count, rules) for contest in contests]
    taken = {winner.name for group in winners for winner in group}
    taken |= {seat.name for seat in count.elected_before}
    posts, margins = [], []
    for contest, elected in zip(contests, winners, strict=True):
        field = field_of(contest, elected, count, rules)
        robustness = robustness_of(contest, field, count, rules)
        unfilled = contest.entry.seats - len(field.winners)
        step = _next(contest, unfilled, rules)
        posts.append(
            PostOutcome(
                post=contest.entry.post,
                reserved=contest.entry.reserved,
                elected=elected,
                tied=tuple(votes.name for votes in contest.all_tied),
                unfilled=unfilled,
                next=step,
                runoff_candidates=(
                    _runoff_candidates(contest, unfilled, count, rules, taken) if step == "runoff" else ()
                ),
                robustness=robustness,
            )
        )
        margins += about_margin(contest, field, robustness, unfilled, count, rules)
    findings = [
        *about_bars(count, rules, contests),
        *about_persons(count, rules, contests),
        *about_ties(rules, contests),
        *about_relatives(count, rules, contests),
        *margins,
        *_about_runoff(count, rules, contests, posts),
        *_about_vacancy(count, rules, posts),
        *_about_charter(rules, contests, posts),
        *about_women(count, rules, posts),
    ]
    return tuple(posts), findings


def _winners(contest: Contest, count: CountInput, rules: CountRules) -> tuple[Winner, ...]:
    return tuple(Winner(pick.name, pick.votes, _status(pick, count, rules)) for pick in contest.picks)


def _status(pick: Votes, count: CountInput, rules: CountRules) -> Status:
    if is_annulled(pick.name, count, rules):
        return "annulled"
    person = count.person(pick.name)
    if person.barred or (pick.write_in and rules.reviews_write_ins and not person.reviewed):
        return "pending_review"
    return "elected"


def _next(contest: Contest, unfilled: int, rules: CountRules) -> Next:
    if contest.all_tied:
        return "tie_vote"
    if not unfilled:
        return "none"
    return "charter" if rules.is_collective else "runoff"


def _runoff_candidates(
    contest: Contest, unfilled: int, count: CountInput, rules: CountRules, taken: set[str]
) -> tuple[str, ...]:
    """Those not elected with the most votes, one more than the open seats; equal votes on the edge all come
    in. Not those who hold a seat, are barred, had to avoid a relative, or are outside a reserved seat."""
    able = [
        votes
        for votes in contest.standings
        if votes.name not in taken
        and not count.person(votes.name).barred
        and contest.out.get(votes.name) not in ("predicate", "write_in", "relative")
    ]
    names = rules.runoff_names(contest.entry.post, unfilled)
    if len(able) > names:  # equal is the same
        edge = able[names - 1].votes
        able = [votes for votes in able if votes.votes >= edge]
    return tuple(votes.name for votes in able)


def _about_runoff(
    count: CountInput, rules: CountRules, contests: Sequence[Contest], posts: Sequence[PostOutcome]
) -> list[Finding]:
    if not any(post.next == "runoff" for post in posts):
        return []
    findings = []
    kinship = Kinship(count, rules.relations)
    members = [winner.name for post in posts for winner in post.seated]
    members += [seat.name for seat in count.elected_before]
    listed: dict[str, str] = {}
    for contest, post in zip(contests, posts, strict=True):
        title = contest.entry.title
        if post.next == "runoff" and len(post.runoff_candidates) <= post.unfilled:
            findings.append(
                finding(
                    "runoff_candidates_too_few",
                    f"{title}缺{post.unfilled}人，可以列为另行选举候选人的只有{len(post.runoff_candidates)}人，没有差额。",
                    rules.cite("runoff_threshold"),
                )
            )
        if post.runoff_candidates:
            last = contest.standing(post.runoff_candidates[-1])
            findings += [
                finding(
                    "barred_not_in_runoff",
                    f"{votes.name}在{title}得{votes.votes}票，因{count.person(votes.name).barred}"
                    "没有列入另行选举的候选人。",
                    rules.cite("statutory_bars"),
                )
                for votes in contest.standings
                if count.person(votes.name).barred
                and last
                and votes.votes >= last.votes
                and votes not in contest.picks
            ]
        for name in post.runoff_candidates:
            if name in listed:
                findings.append(
                    finding(
                        "runoff_candidate_two_posts",
                        f"{name}同时列为{listed[name]}和{title}另行选举的候选人，须由本人书面选定一个职位。",
                        rules.cite("two_posts_rule"),
                    )
                )
            listed.setdefault(name, title)
            relative = kinship.relative_among(name, members)
            if relative:
                findings.append(
                    finding(
                        "runoff_candidate_related",
                        f"{title}另行选举候选人{name}与已当选的{relative}是近亲属，当选后也要回避。",
                        rules.cite("member_relation_set"),
                    )
                )
    return findings


def _about_charter(
    rules: CountRules, contests: Sequence[Contest], posts: Sequence[PostOutcome]
) -> list[Finding]:
    return [
        finding(
            "charter_decides",
            f"{contest.entry.title}缺{post.unfilled}人，法律没有规定怎样补足，按章程办理。",
            rules.cite("seats_min"),
        )
        for contest, post in zip(contests, posts, strict=True)
        if post.next == "charter"
    ]


def _about_vacancy(count: CountInput, rules: CountRules, posts: Sequence[PostOutcome]) -> list[Finding]:
    """Where the place lets open seats stay empty, say so; whether they do is decided by people."""
    if not any(post.next == "runoff" for post in posts) or any(post.next == "tie_vote" for post in posts):
        return []
    if not may_ever_stay_vacant(rules.book):
        return []
    filled = {seat.post for seat in count.elected_before} | {post.post for post in posts if post.seated}
    before = len(count.elected_before)
    elected = before + sum(len(post.seated) for post in posts)
    options = vacancy_options(
        VacancyFacts(
            seats=elected + sum(post.unfilled for post in posts),
            elected=elected,
            director_elected="director" in filled,
            deputy_elected="deputy" in filled,
            after_runoff=count.round != "first",
        ),
        rules.book,
    )
    if not options.may_stay_vacant:
        return []
    return [finding("may_stay_vacant", options.reason, options.vacancy_by)]
