"""When a meeting's paper may be opened, whom its names mean, what is open before anybody is chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from election_office.law.decision import Decision, Finding
from election_office.law.words import GENERAL, Words


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """``grouped``: the groups meet each for itself. ``present``: who came, where that was entered."""

    grouped: bool
    with_group: bool
    issued: int
    present: int | None
    needs_attendance: bool = True
    typed_by_hand: bool = False


def check_open(facts: OpenFacts, words: Words = GENERAL) -> Decision:
    """May the paper of this meeting be opened for reading?"""
    present = facts.present
    return Decision(
        (
            Finding(
                "group",
                facts.grouped == facts.with_group,
                f"分组开会的，请选择是哪个{words.group}的会议。"
                if facts.grouped
                else f"一次开会、不分{words.group}的，登记计票单时不选{words.group}。",
            ),
            Finding(
                "attendance_missing",
                present is not None or not facts.needs_attendance,
                "请先登记这次会议的到会人数，再登记计票单。",
            ),
            Finding(
                "issued_exceed_present",
                present is None or facts.issued <= present,
                f"发出{facts.issued}张票，多于到会的{present}人。",
            ),
            Finding(
                "typed_by_hand",
                not facts.typed_by_hand,
                "名单上已有手工登记的得票；改为两人录入计票单的，请先把这些得票去掉。",
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Matched:
    """``sure``: written name → the one person of that name. ``unsure``: names nobody or several bear."""

    sure: Mapping[str, int]
    unsure: Sequence[str]


def match_names(names: Collection[str], people: Mapping[str, Sequence[int]]) -> Matched:
    """Only a name that exactly one person of the village bears is matched without asking."""
    sure = {name: people[name][0] for name in names if len(people.get(name, ())) == 1}
    return Matched(sure, [name for name in names if name not in sure])


def check_naming(*, written: str, open_names: Collection[str], person: str, reason: str) -> Decision:
    """May this written name be taken for this person?"""
    return Decision(
        (
            Finding("name_not_open", written in open_names, "这个票面姓名不在待认定的姓名中，请重新选择。"),
            Finding(
                "no_reason",
                written == person or bool(reason.strip()),
                f"票面写的是{written}，认定为{person}的，请写明理由。",
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Papers:
    """How the papers of a choice stand. ``secret``: ballots were cast, not hands raised."""

    secret: bool
    any: bool
    not_agreed: Sequence[str] = ()
    missing: Sequence[str] = ()
    unsure: Sequence[str] = ()
    here: str = GENERAL.here


def check_papers(papers: Papers) -> Decision:
    """What of the counting is open before somebody is chosen. Votes that nobody read a second time, and names
    nobody was found for, are taken over with a reason."""
    return Decision(
        (
            Finding(
                "votes_read_once",
                papers.any or not papers.secret,
                "无记名投票的得票没有由两人分别录入计票单；以当场核对的结果登记的，请写明理由。",
                severity="warning",
            ),
            Finding(
                "papers_missing",
                not papers.missing,
                f"还没有登记{'、'.join(papers.missing)}的计票单。",
            ),
            Finding(
                "papers_open",
                not papers.not_agreed,
                f"{'、'.join(papers.not_agreed)}的计票单还没有两人录入一致。",
            ),
            Finding(
                "names_open",
                not papers.unsure,
                f"票面姓名{'、'.join(papers.unsure)}还没有认定是谁；不是{papers.here}的人或者无法认定的，请写明理由。",
                severity="warning",
            ),
        )
    )


def check_votes_as_read(*, name: str, votes: int | None, read: int, open_papers: Sequence[str]) -> Decision:
    """The votes of somebody whose meeting's paper two people read are those of the paper."""
    return Decision(
        (
            Finding("papers_open", not open_papers, f"{'、'.join(open_papers)}的计票单还没有两人录入一致。"),
            Finding(
                "votes_differ",
                votes is None or votes == read or bool(open_papers),
                f"两人录入一致的计票单上{name}得{read}票，与填写的{votes}票不符。",
            ),
        )
    )
