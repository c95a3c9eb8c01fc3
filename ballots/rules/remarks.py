"""What has to be said about the persons of a count: bars, write-ins, two posts, relatives, women."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ballots.rules.codes import finding
from ballots.rules.facts import POST_NAMES, CountInput
from ballots.rules.outcome import PostOutcome
from ballots.rules.ruleset import CountRules
from ballots.rules.seats import Contest, Kinship, has_enough, is_annulled
from election_office.law.decision import Finding

TIES: Final[dict[str, str]] = {
    "spouse": "夫妻",
    "parent": "父母子女",
    "child": "父母子女",
    "sibling": "兄弟姐妹",
    "grandparent": "祖孙（外祖孙）",
    "grandchild": "祖孙（外祖孙）",
}


def about_bars(count: CountInput, rules: CountRules, contests: Sequence[Contest]) -> list[Finding]:
    """Persons under a bar who were printed on the ballot, or won."""
    if not any(person.barred for person in count.people.values()):
        return []
    findings = []
    printed: set[str] = set()
    for contest in contests:
        for votes in contest.entry.votes:
            ground = count.person(votes.name).barred
            if ground and not votes.write_in and votes.name not in printed:
                printed.add(votes.name)
                findings.append(
                    finding(
                        "barred_on_ballot",
                        f"{votes.name}（{ground}）不得作为候选人，却印在了{contest.entry.title}选票上。",
                        rules.cite("statutory_bars"),
                    )
                )
        for pick in contest.picks:
            ground = count.person(pick.name).barred
            if ground and is_annulled(pick.name, count, rules):
                findings.append(
                    finding(
                        "barred_winner_annulled",
                        f"{pick.name}得{pick.votes}票够当选{contest.entry.title}，但{ground}，当选无效，"
                        f"由{count.words.committee}核实后宣布，名额空缺。",
                        rules.cite("review_failure" if not rules.has_statutory_bars else "statutory_bars"),
                    )
                )
            elif ground:
                findings.append(
                    finding(
                        "barred_winner_escalated",
                        f"{pick.name}得{pick.votes}票够当选{contest.entry.title}，被指{ground}；"
                        "没有可以直接宣布当选无效的法律依据，报乡镇处理，不自动认定。",
                        rules.cite("review_failure"),
                    )
                )
        for votes in contest.standings:
            ground = count.person(votes.name).barred
            tied = votes in contest.tied or contest.out.get(votes.name) == "barred"
            if ground and tied and votes not in contest.picks:
                findings.append(
                    finding(
                        "barred_in_tie",
                        f"{votes.name}（{ground}）在{contest.entry.title}得{votes.votes}票，"
                        f"不得当选，由{count.words.committee}确认其是否参加再次投票。",
                        rules.cite("review_failure"),
                    )
                )
    return findings


def about_persons(count: CountInput, rules: CountRules, contests: Sequence[Contest]) -> list[Finding]:
    """Votes that cannot give a seat, and winners who still need a look."""
    findings = []
    for contest in contests:
        title = contest.entry.title
        written = {votes.name for votes in contest.entry.votes} if contest.out else set()
        for votes in contest.standings if contest.out else ():
            ground = contest.out.get(votes.name)
            if not ground:
                continue
            if ground == "held" and votes.name in written:
                findings.append(
                    finding(
                        "already_elected",
                        f"{votes.name}前一轮已经当选，{title}所得{votes.votes}票不再产生当选。",
                        rules.cite("runoff_threshold"),
                    )
                )
            elif (
                ground == "higher_post"
                and not rules.counts_down
                and has_enough(votes.votes, contest.base, contest.voted, count.round, rules)
            ):
                findings.append(
                    finding(
                        "higher_post_kept",
                        f"{votes.name}已当选较高的职务，{title}所得{votes.votes}票不产生当选，由得票多的其他人当选。",
                        rules.cite("two_posts_rule"),
                    )
                )
            elif ground == "other_seat":
                findings.append(
                    finding(
                        "reserved_seat_kept",
                        f"{votes.name}同时够当选妇女职位和{title}，按妇女职位计。",
                        rules.cite("two_posts_rule"),
                    )
                )
            elif ground == "predicate" and votes.name in written:
                findings.append(
                    finding(
                        "outside_reserved",
                        f"{votes.name}不是妇女，{title}所得{votes.votes}票在该栏无效。",
                        rules.cite("reserved_seats"),
                    )
                )
            elif ground == "write_in" and votes.name in written:
                findings.append(
                    finding(
                        "write_in_not_allowed",
                        f"这一轮不能另选他人，{votes.name}在{title}所得{votes.votes}票不产生当选。",
                        rules.cite("write_in_allowed"),
                    )
                )
        for pick in contest.picks:
            if (
                pick.write_in
                and rules.reviews_write_ins
                and not is_annulled(pick.name, count, rules)
                and not count.person(pick.name).barred
                and not count.person(pick.name).reviewed
            ):
                findings.append(
                    finding(
                        "write_in_pending",
                        f"{pick.name}是另选他人，得{pick.votes}票够当选{title}；"
                        "先公布得票，审查通过后确认当选、颁发证书。",
                        rules.cite("winner_review"),
                    )
                )
            if contest.entry.reserved == "woman" and count.person(pick.name).sex is None:
                findings.append(finding("sex_not_stated", f"{pick.name}当选{title}，人员信息没有写明性别。"))
    return findings


def about_ties(rules: CountRules, contests: Sequence[Contest]) -> list[Finding]:
    """Equal votes on the edge, and what waits for them."""
    if not any(contest.tied or contest.tied_relatives for contest in contests):
        return []
    findings = []
    waiting: dict[str, Contest] = {}
    for contest in sorted(contests, key=lambda contest: contest.entry.rank):
        title = contest.entry.title
        if contest.tied:
            names = "、".join(votes.name for votes in contest.tied)
            open_seats = contest.entry.seats - contest.lost - len(contest.picks)
            findings.append(
                finding(
                    "tie_vote_needed",
                    f"{title}{names}各得{contest.tied[0].votes}票，只余{open_seats}个名额，应当就这{len(contest.tied)}人再次投票。",
                    rules.cite("tie_rule"),
                )
            )
        if contest.tied_relatives:
            names = "、".join(votes.name for votes in contest.tied_relatives)
            findings.append(
                finding(
                    "relatives_equal_votes",
                    f"{title}{names}是应当回避的近亲属，职务相同、各得{contest.tied_relatives[0].votes}票，应当再次投票确定留任的人。",
                    rules.cite("relative_resolution"),
                )
            )
        for pick in contest.picks:
            higher = waiting.get(pick.name)
            if higher is not None and higher.entry.rank < contest.entry.rank:
                findings.append(
                    finding(
                        "tied_for_higher_post",
                        f"{pick.name}在{higher.entry.title}上票数相等待再次投票，又够当选{title}；"
                        f"再次投票以前{title}的结果不能公布。",
                        rules.cite("tie_rule"),
                    )
                )
        waiting.update({votes.name: contest for votes in contest.all_tied})
    return findings


def about_relatives(count: CountInput, rules: CountRules, contests: Sequence[Contest]) -> list[Finding]:
    """Who had to leave a seat to whom, and where the text leaves the question open."""
    if not count.relatives:
        return []
    findings = []
    for contest in contests:
        title = contest.entry.title
        for remaining in contest.left:
            filled = "名额依次递补" if rules.refills_relatives else "名额空缺"
            findings.append(
                finding(
                    "relative_left",
                    f"{remaining.name}（{title}{remaining.votes}票）与{remaining.keeper}是{TIES[remaining.kind]}关系，应当回避，"
                    f"由{remaining.keeper}留任，{filled}。",
                    rules.cite("member_relation_set"),
                )
            )
            if rules.relative_resolution == "open":
                findings.append(
                    finding(
                        "relative_no_method",
                        f"{remaining.name}与{remaining.keeper}都够当选；当地规定没有写明近亲属回避时谁留任，"
                        f"这里按职务高的留任、职务相同得票多的留任列出，须由{count.words.committee}提出办法、乡镇确认。",
                        rules.cite("relative_resolution"),
                    )
                )
    findings += _about_pairs(count, rules, contests)
    known = {votes.name for entry in count.posts for votes in entry.votes}
    known |= {seat.name for seat in count.elected_before}
    strangers = dict.fromkeys(
        name
        for relation in count.relatives
        for name in (relation.first, relation.second)
        if name not in known
    )
    if strangers:
        findings.append(
            finding(
                "relative_not_in_count",
                f"亲属关系中的{'、'.join(strangers)}没有得票，也没有当选，请核对姓名。",
            )
        )
    return findings


def _about_pairs(count: CountInput, rules: CountRules, contests: Sequence[Contest]) -> Iterable[Finding]:
    """Pairs who both hold a seat: with a member of an earlier round, or outside the circle applied."""
    seated = {
        pick.name: contest.entry.rank
        for contest in contests
        for pick in contest.picks
        if not is_annulled(pick.name, count, rules)
    }
    before = {seat.name: seat for seat in count.elected_before}
    inside = Kinship(count, rules.relations)
    for winner, rank in seated.items():
        for name, seat in before.items():
            kind = inside.kind(winner, name)
            if kind and seat.rank > rank:
                yield finding(
                    "relative_of_earlier_member",
                    f"{winner}与前一轮当选{POST_NAMES[seat.post]}的{name}是{TIES[kind]}关系，"
                    f"职务高的留任，{name}应当回避。",
                    rules.cite("relative_resolution"),
                )
    wider = Kinship(count, rules.national_relations - rules.relations)
    members = [*seated, *before]
    for index, first in enumerate(members):
        for second in members[index + 1 :]:
            kind = wider.kind(first, second)
            if kind:
                yield finding(
                    "relatives_nationally",
                    f"{first}与{second}是{TIES[kind]}关系，不在所用规定的回避范围内，"
                    "但在国家法律的近亲属范围内，应当按国家法律核实。",
                    rules.cite("member_relation_set"),
                )


def about_women(count: CountInput, rules: CountRules, posts: Sequence[PostOutcome]) -> list[Finding]:
    """A committee needs a woman. No text says who makes way for her, so nothing is swapped here."""
    seats = sum(entry.seats for entry in count.posts) + len(count.elected_before)
    if not rules.needs_woman or seats < rules.seats_min:
        return []  # fewer seats than a committee has: this count is one post among several
    members = [winner.name for post in posts for winner in post.seated]
    members += [seat.name for seat in count.elected_before]
    sexes = {count.person(name).sex for name in members}
    unfilled = sum(post.unfilled for post in posts)
    if not members or "female" in sexes:
        return []
    if None in sexes:
        unknown = "、".join(name for name in members if count.person(name).sex is None)
        return [
            finding(
                "woman_not_known",
                f"当选人中没有写明是妇女的成员，{unknown}没有写明性别，不能判断有没有妇女成员。",
                rules.cite("women_member_required"),
            )
        ]
    rest = f"还缺{unfilled}人，应当从中产生妇女成员" if unfilled else "名额已经选足，须另行安排产生妇女成员"
    return [
        finding(
            "no_woman_elected",
            f"已当选{len(members)}人都不是妇女；{rest}，不能由落选人直接替换当选人。",
            rules.cite("women_member_required"),
        )
    ]
