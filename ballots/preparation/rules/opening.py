"""Whether a station may open on the polling day, and whether everybody on the staff may still serve. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ballots.preparation.rules.staffing import Serving, Standing, StationFacts, check_serving, check_station
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class ListFacts:
    """The list of a mobile box on the wall. ``unposted``: names that stand on no posted list."""

    posted: bool
    unposted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoxStaff:
    name: str
    issuers: int
    watchers: int


def check_staff(staff: Sequence[Serving], standing: Standing, book: Rulebook) -> Decision:
    """Everybody who was asked to serve, against who stands now: a candidate named later, or standing only in
    this round, takes with him the relatives who serve already."""
    return Decision(
        tuple(
            finding
            for item in staff
            for finding in check_serving(item, standing, book).findings
            if not finding.passed and finding.severity == "error"
        )
    )


def check_posted_list(name: str, listed: ListFacts, book: Rulebook) -> Decision:
    """Who votes at a mobile box hangs by name before the vote, where the rulebook asks for it."""
    rule, cite = book.value("mobile_box"), book.cite("mobile_box")
    if not rule["publish"]:
        return Decision(())
    text = f"流动票箱“{name}”的投票人名单还没有张贴公布。"
    found = [Finding("mobile_not_posted", listed.posted, text, cite)]
    if listed.posted and listed.unposted:
        text = f"{'、'.join(listed.unposted)}是名单公布以后才列入流动票箱“{name}”的，请更正公告并重新张贴。"
        found.append(Finding("mobile_listed_later", False, text, cite))
    return Decision(tuple(found))


def check_opening(
    station: StationFacts, listed: ListFacts, staff: Sequence[Serving], standing: Standing, book: Rulebook
) -> Decision:
    """What stands against opening a box. ``staff``: who serves at it, and the chief scrutineer.

    A mobile box is refused where its rule was read in a law of the place; where it is the office's own
    default the same findings are warnings, and the box opens with a reason."""
    decision = check_staff(staff, standing, book)
    if not station.mobile:
        return decision
    findings = (check_station(station, book) + check_posted_list(station.name, listed, book)).findings
    severity: Literal["error", "warning"] = "error" if book.cite("mobile_box").verified else "warning"
    return decision + Decision(tuple(replace(finding, severity=severity) for finding in findings))


def check_box_staff(boxes: Sequence[BoxStaff]) -> Decision:
    """Every place has somebody who hands out ballots and somebody who watches. A habit of the office."""
    found = []
    for box in boxes:
        found.append(
            Finding("box_without_issuer", bool(box.issuers), f"“{box.name}”还没有发票人。", None, "warning")
        )
        found.append(
            Finding("box_without_watcher", bool(box.watchers), f"“{box.name}”还没有监票人。", None, "warning")
        )
    return Decision(tuple(found))
