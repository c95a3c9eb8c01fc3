"""A vote on a recall failed, and the member stays (罢免未通过公告)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.models import Recall
from ballots.notices.aftermath import AftermathWords, titled, to_all
from ballots.notices.departure import recall_sentence
from ballots.notices.shared import results_in_force
from ballots.recalls.rules import barred_until
from ballots.rules.recall import RecallVote, check_recall_vote
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper
from election_office.law.dates import cn_date
from election_office.law.rulebooks import Rulebook
from election_office.law.words import GENERAL
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, places_of, words_in

CODE = "ballots.recall_failed_notice"


@dataclass(frozen=True)
class RecallFailedFacts(ElectionFacts):
    """``demanded``: how the recall was asked for. ``bar``: when the same reasons may come again, where the
    place has a rule for it."""

    name: str
    post: str
    demanded: str
    received: str
    voted: str
    numbers: str
    why: str
    article: str
    bar: str | None
    signer: str
    words: AftermathWords


def _what(body: str) -> str:
    return f"{body}成员罢免未通过公告"


def facts(recall: Recall) -> RecallFailedFacts:
    election = recall.election
    words, book, village = election.words, election.rulebook, election.village
    township = recall.basis == Recall.Basis.TOWNSHIP
    return RecallFailedFacts(
        **titled(election, _what(words.body)),
        name=recall.holder.person.name,
        post=recall.holder.post_title,
        demanded=(
            f"{village.township.name}人民政府建议"
            if township
            else f"{words.people}或者{words.representative}联名要求"
        ),
        received=cn_date(recall.received_on),
        voted=cn_date(recall.voted_on) if recall.voted_on else "",
        numbers=_numbers(recall, book),
        why=_why(recall, book),
        article=recall.article,
        bar=_bar(recall, book),
        signer=village.committee_name,
        words=words_in(AftermathWords, words),
    )


def _numbers(recall: Recall, book: Rulebook) -> str:
    figures = {
        name: getattr(recall, name) for name in ("registered", "cast", "in_favour", "against", "abstained")
    }
    return recall_sentence(recall.way, figures, book)


def _why(recall: Recall, book: Rulebook) -> str:
    """Too few voted, or too few agreed: the first that the law asks is what is said."""
    vote = RecallVote(recall.registered or 0, recall.cast or 0, recall.in_favour or 0, recall.way)
    missed = {finding.code for finding in check_recall_vote(vote, book).refusals}
    if "recall_turnout_not_over_half" in missed:
        return "投票的没有超过法定的比例，表决无效"
    return "同意罢免的没有超过投票的半数"


def _bar(recall: Recall, book: Rulebook) -> str | None:
    bar = book.value("recall_repeat_bar")
    cite = book.cite("recall_repeat_bar").basis
    if recall.voted_on is not None and (until := barred_until(recall.voted_on, book)) is not None:
        return f"{cn_date(until)}以前，不得以同一事实和理由再次提出对该成员的罢免要求。{cite}"
    if bar == "term":
        return (
            f"届期内以同一事实和理由再次提出罢免要求的，{book.words.body}可以不再核查处理，"
            f"但应当说明理由。{cite}"
        )
    return None


def layout(facts: RecallFailedFacts) -> Paper:
    return to_all(
        facts,
        facts.words,
        _what(facts.words.body),
        f"{facts.received}收到{facts.demanded}，罢免{facts.name}的{facts.post}职务。{facts.voted}投票表决，"
        f"结果如下：",
        facts.numbers,
        f"{facts.why}，罢免没有通过，{facts.name}继续担任{facts.post}。（依据：{facts.article}）",
        *((facts.bar,) if facts.bar else ()),
        "特此公告。",
        signer=facts.signer,
    )


def _failed(election: Election) -> Sequence[Recall]:
    if not results_in_force(election):
        return []
    rows = Recall.objects.failed().filter(holder__body__election=election)
    return list(rows.select_related("holder__person", "holder__body"))


NOTICE = register(
    Notice(
        code=CODE,
        title=_what(GENERAL.body),
        about="罢免谁的表决没有通过、票数多少。",
        subject=Recall,
        facts_type=RecallFailedFacts,
        facts=facts,
        layout=layout,
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.signer,
        subjects=_failed,
        link="ballots:term",
    )
)
