"""The bank of questions and the examination on the screen, whose mark decides who may work."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.groundwork import queries, rules
from villages.models import Participant, Question, Sitting, Township
from villages.preparation.actions import settle


@transaction.atomic
def add_questions(*, township: Township, lines: Sequence[rules.Asked], by: User) -> int:
    """Add to the bank; a question that is there already takes its new options and answer."""
    require(by, Permission.CYCLE_PLAN, township)
    township = Township.objects.select_for_update(of=("self",)).get(pk=township.pk)
    known = {row.text: row for row in queries.bank(township)}
    if len({line.text for line in lines}) != len(lines):
        raise ValidationError({"lines": "同一道题写了两行，请合并。"})
    for line in lines:
        row = known.get(line.text) or Question(township=township, text=line.text, recorded_by=by)
        row.options, row.answer, row.article = list(line.options), line.answer, line.article
        row.keep("options", "answer", "article")
    record("questions.added", target=township, by=by, after={"questions": len(lines)})
    return len(lines)


@transaction.atomic
def withdraw_question(*, question: Question, reason: str, by: User) -> Question:
    """Never asked again; sittings that had it keep it."""
    require(by, Permission.CYCLE_PLAN, question)
    question = question.take_back(by=by, reason=reason, again="这道题已经停用。")
    record("question.withdrawn", target=question, by=by, reason=reason)
    return question


def needed(participant: Participant, by: User) -> Permission:
    """One's own examination, or one that is opened for somebody of the village at the office's screen."""
    return Permission.VILLAGE_VIEW if participant.user_id == by.pk else Permission.STEP_RECORD


@transaction.atomic
def start_sitting(*, participant: Participant, by: User) -> Sitting:
    """Draw the questions for somebody who signed in at the training; the bank is not shown before."""
    require(by, needed(participant, by), participant.election or participant)
    participant = participant.lock()
    bank = queries.bank(participant.activity.cycle.township)
    rules.check_sitting(
        name=participant.name,
        signed_in=participant.signed_in,
        pass_mark=participant.activity.pass_mark,
        bank=len(bank),
        passed=queries.has_passed(participant),
        open_=queries.open_sitting(participant) is not None,
    ).require()
    drawn = secrets.SystemRandom().sample(bank, min(rules.DRAWN_QUESTIONS, len(bank)))
    row = Sitting(
        participant=participant,
        number=participant.sittings.count() + 1,
        questions=[asdict(queries.asked(question)) for question in drawn],
        opened_by=by,
    ).keep()
    record("exam.started", target=row, by=by, after={"name": participant.name, "number": row.number})
    return row


@transaction.atomic
def hand_in(*, sitting: Sitting, answers: Mapping[int, str], by: User) -> Sitting:
    """Mark the answers. The best mark of all sittings is the participant's, and lets them work or not."""
    require(by, needed(sitting.participant, by), sitting.participant.election or sitting.participant)
    sitting = sitting.lock()
    if sitting.handed_in_at:
        raise ValidationError("这次考试已经交卷。")
    sitting.answers = {str(number): letters for number, letters in answers.items()}
    sitting.mark = rules.mark_of(queries.drawn(sitting), answers)
    sitting.handed_in_at = timezone.now()
    sitting.keep("answers", "mark", "handed_in_at")
    participant = sitting.participant.lock()
    participant.mark = max(sitting.mark, participant.mark or 0)
    participant.keep("mark")
    if participant.election is not None:
        settle(election=participant.election, code="training", by=by)
    record("exam.handed_in", target=sitting, by=by, after={"name": participant.name, "mark": sitting.mark})
    return sitting
