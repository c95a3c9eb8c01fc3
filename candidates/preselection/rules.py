"""What the rulebook says of the vote between the preliminary and the formal list. Plain values. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class PostVote:
    """The votes for one post. ``places``: candidates wanted, so many may a ballot mark."""

    title: str
    places: int
    votes: Mapping[str, int]
    written_in: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The numbers of people and ballots. ``body``: voters or representatives. ``equal_marking``: a ballot
    that marks fewer than the places is void, so that the votes of a post add up exactly."""

    body: str
    expected: int
    present: int
    issued: int
    recovered: int
    void: int
    equal_marking: bool = False

    @property
    def valid(self) -> int:
        return self.recovered - self.void


def check_attendance(meeting: Meeting, book: Rulebook) -> Decision:
    """Did enough take part? Representatives: the quorum of their meeting; voters: that of nomination."""
    if meeting.body == "representatives":
        share = book.value("reps_meeting_quorum")
        least = -(-share["num"] * meeting.expected // share["den"])
        return Decision(
            (
                Finding(
                    "preselection_quorum_missed",
                    meeting.present >= least,
                    f"{book.words.representatives}应到{meeting.expected}人，实到{meeting.present}人，至少须有{least}人到会，"
                    "预选无效，须重新召开。",
                    book.cite("reps_meeting_quorum"),
                ),
            )
        )
    share = book.value("nomination_turnout")
    return Decision(
        (
            Finding(
                "preselection_turnout_missed",
                share["num"] == 0 or share["den"] * meeting.recovered > share["num"] * meeting.expected,
                f"{book.words.voter}{meeting.expected}人，收回预选票{meeting.recovered}张，"
                f"没有超过{share['den']}分之{share['num'] or 1}，预选无效，须重新组织。",
                book.cite("nomination_turnout"),
            ),
        )
    )


def check_numbers(meeting: Meeting, posts: Sequence[PostVote], book: Rulebook) -> Decision:
    """Can these numbers be true of one meeting?"""
    by = book.cite("preselect_body")
    findings = [
        Finding(
            "more_present",
            meeting.present <= meeting.expected,
            f"实到{meeting.present}人，多于应到的{meeting.expected}人。",
        ),
        Finding(
            "more_issued",
            meeting.issued <= meeting.present,
            f"发出预选票{meeting.issued}张，多于实到的{meeting.present}人。",
        ),
        Finding(
            "more_recovered",
            meeting.recovered <= meeting.issued,
            f"收回预选票{meeting.recovered}张，多于发出的{meeting.issued}张，预选无效。",
        ),
        Finding(
            "more_void",
            meeting.valid >= 0,
            f"无效票{meeting.void}张，多于收回的{meeting.recovered}张。",
        ),
    ]
    valid = max(meeting.valid, 0)
    for post in posts:
        total = sum(post.votes.values()) + sum(post.written_in.values())
        most = post.places * valid
        findings += [
            Finding(
                "written_in_not_here",
                not post.written_in or book.value("write_in_allowed")["preselect"],
                "本地的预选不能另选他人，写有他人的预选票按无效票计算。",
                book.cite("write_in_allowed"),
            ),
            Finding(
                "too_many_marks",
                total <= most,
                f"{post.title}得票合计{total}票，多于有效票{valid}张乘以应定候选人{post.places}名"
                f"（{most}票）。",
                by,
            ),
            Finding(
                "too_few_marks",
                not meeting.equal_marking or total >= most,
                f"每票须按应定人数划足，{post.title}得票合计应为{most}票，现为{total}票。",
                by,
            ),
        ]
        findings += [
            Finding(
                "votes_exceed_valid",
                votes <= valid,
                f"{name}（{post.title}）得{votes}票，多于有效票{valid}张。",
            )
            for name, votes in (*post.votes.items(), *post.written_in.items())
        ]
    return Decision(tuple(findings))


def check_waiting(
    posts: Sequence[str], tied: Mapping[str, Sequence[str]], strong: Sequence[str], book: Rulebook
) -> Decision:
    """What is missing before the formal list. ``posts``: with more names than places and no vote yet;
    ``tied``: post → equal on the edge; ``strong``: written in with votes that would have sufficed."""
    by = book.cite("preselect_body")
    return Decision(
        (
            Finding(
                "not_preselected",
                not posts,
                f"{'、'.join(posts)}的初步候选人多于应定的候选人数，须先预选。",
                by,
            ),
            *(
                Finding(
                    "tied_in_preselection",
                    False,
                    f"{post}人选{'、'.join(names)}预选得票相等，须在他们中再次投票。",
                    by,
                )
                for post, names in tied.items()
            ),
            Finding(
                "written_in_strong",
                not strong,
                f"预选中另选的{'、'.join(strong)}得票达到入选的票数；须由{book.words.committee}征求本人意见并作审查后，"
                "在正式候选人页写明理由录入。",
                by,
                severity="warning",
            ),
        )
    )


def strong_names(written_in: Mapping[str, int], chosen: Sequence[int], places: int) -> list[str]:
    """Names written in that reach the last place. ``chosen``: votes of those who go on."""
    edge = min(chosen) if len(chosen) >= places else 1
    return [name for name, votes in written_in.items() if votes >= edge]
