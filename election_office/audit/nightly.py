"""Every night: tie the chains, sign their end, show it to the witness, and walk through all of it."""

from __future__ import annotations

import datetime as dt
import subprocess

from django.utils import timezone

from election_office.audit import actions, evidence, ties
from election_office.audit.models import AuditCheck, AuditEvent
from election_office.audit.verify import verify_chains
from election_office.core.background import command_of

EVERY = dt.timedelta(hours=24)
STALE = dt.timedelta(hours=48)
HOUR = 2  # of the night, local time
SHOWN = 200
_running: list[subprocess.Popen[bytes]] = []


def run() -> AuditCheck:
    """The whole walk; its answer is kept for the page."""
    began = timezone.now()
    faults: list[dict[str, str]] = []
    chains = events = 0
    # First what is there, then the tie: a rebuilt chain must not be signed over.
    for report in verify_chains():
        chains += 1
        events += report.count
        if not report.holds:
            faults.append(_fault(report.area_code, report.code, report.fault))
    faults += [_fault(row.area_code, row.code, row.sentence) for row in evidence.faults()]
    if not faults:
        actions.tie_divisions()
        for area_code in ties.counties():
            if said := ties.show_witness(ties.checkpoint(area_code)):
                faults.append(_fault(area_code, "witness", said))
    return AuditCheck.objects.create(
        began_at=began, ended_at=timezone.now(), chains=chains, events=events, faults=faults[:SHOWN]
    )


def _fault(area_code: str, code: str, sentence: str) -> dict[str, str]:
    return {"area_code": area_code, "code": code, "fault": sentence}


def last_check() -> AuditCheck | None:
    return AuditCheck.objects.first()


def is_due(now: dt.datetime) -> bool:
    """Once a day, at night; by day only where a night was missed."""
    last = last_check()
    if last is None:
        return AuditEvent.objects.exists()
    age = now - last.ended_at
    return age > EVERY or (age > EVERY / 2 and timezone.localtime(now).hour == HOUR)


def begin_when_due() -> bool:
    """Start tonight's walk in a process of its own. Never asks for a new worker."""
    _running[:] = [row for row in _running if row.poll() is None]
    if not _running and is_due(timezone.now()):
        _running.append(subprocess.Popen(command_of("verify_audit", "--nightly")))  # noqa: S603
    return False


def fault() -> str:
    """For the monitor and the home page; empty while the last walk is young and found nothing."""
    return fault_of(last_check())


def fault_of(last: AuditCheck | None) -> str:
    if last is None:
        return ""
    if last.faults:
        return f"操作留痕校验发现{len(last.faults)}处不符，请打开“操作留痕”的“校验结果”查看。"
    if timezone.now() - last.ended_at > STALE:
        hours = int((timezone.now() - last.ended_at).total_seconds() // 3600)
        return f"操作留痕最近一次校验是{hours}小时以前的，请检查平台是否整夜运行。"
    return ""
