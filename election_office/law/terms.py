"""Answers about terms, ages, seats and audits that a province may change, each with its article."""

from __future__ import annotations

from datetime import date, timedelta

from election_office.law.dates import age_on, cn_date, latest_day, months_after
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import NO_LIMIT, Rulebook


def check_term_end(term_end: date, election_day: date, book: Rulebook) -> Decision:
    """Is an election so long before or after the end of the term? 届满应当及时换届: lateness alone breaks
    nothing; a province's months do, where its text was read, and warn where it was not."""
    months = book.value("early_late_months")
    source = book.parameter("early_late_months")
    if months >= NO_LIMIT:
        return Decision(
            (
                Finding(
                    "not_at_term_end",
                    election_day <= term_end,
                    f"本届于{cn_date(term_end)}届满，选举日是{cn_date(election_day)}，届满应当及时换届。",
                    book.cite("term_years"),
                    "warning",
                ),
            )
        )
    last = months_after(term_end, months)
    first = _months_before(term_end, months)
    binding = source.kind == "法定" and source.verified
    return Decision(
        (
            Finding(
                "beyond_the_months",
                first <= election_day <= last,
                f"本届于{cn_date(term_end)}届满，提前或者延期一般不超过{months}个月，应在{cn_date(first)}至"
                f"{cn_date(last)}之间选举，选举日是{cn_date(election_day)}。",
                source.citation,
                "error" if binding else "warning",
            ),
        )
    )


def first_election_by(approved_on: date, book: Rulebook) -> date | None:
    """The last day for the first election of a village made by a change of boundaries; None: no text says."""
    months = book.value("first_election_months")
    return months_after(approved_on, months) if months else None


def audit_due(committee_chosen_on: date, book: Rulebook) -> date | None:
    """The last day for publishing the audit where a text counts from the choice of the committee."""
    days = book.value("audit_days_before_committee")
    return latest_day(committee_chosen_on, days) if days else None


def check_age(birth_date: date, election_day: date, book: Rulebook) -> Decision:
    """Is a person of age on the election day? The national law counts full years; where an older provincial
    text counts by months and would say otherwise, that is shown and changes nothing."""
    years = book.value("voting_age")
    entitled = age_on(birth_date, election_day) >= years
    findings = [
        Finding(
            "under_age",
            entitled,
            f"{cn_date(birth_date)}出生，到选举日{cn_date(election_day)}不满{years}周岁。",
            book.cite("voting_age"),
        )
    ]
    by_month = (election_day.year - birth_date.year) * 12 + election_day.month - birth_date.month
    old = [other for other in book.parameter("age_counted_by").overtaken if other.value == "month"]
    if old and not entitled and by_month >= years * 12:
        findings.append(
            Finding(
                "of_age_by_months",
                False,
                f"{old[0].citation}按年月计算已满{years}周岁，与国家法律不一致，按国家法律不列入名单。",
                old[0].citation,
                "warning",
            )
        )
    return Decision(tuple(findings))


def seats_range(population: int, book: Rulebook) -> tuple[int, int]:
    """The least and the most seats of a village of that size."""
    for band in book.value("seats_by_population"):
        if not band["below"] or population < band["below"]:
            return band["min"], band["max"]
    return book.value("seats_min"), book.value("seats_max")


def check_seats_for(population: int, seats: int, book: Rulebook) -> Decision:
    low, high = seats_range(population, book)
    key = "seats_by_population" if book.value("seats_by_population") else "seats_max"
    should = f"{low}人" if low == high else f"{low}至{high}人"
    return Decision(
        (
            Finding(
                "seats_for_the_population",
                low <= seats <= high,
                f"本村人口{population}人，应设{should}，现为{seats}人。",
                book.cite(key),
            ),
        )
    )


def _months_before(day: date, months: int) -> date:
    """The first day from which `day` is at most that many months away."""
    found = months_after(day, -months) if months else day
    return found if months_after(found, months) >= day else found + timedelta(days=1)
