"""The trial of a file for one election: what the file alone cannot know is asked of the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from villages import numbers
from villages.models import Election, Group, Person
from voters import queries
from voters.imports.check import RowFinding, Trial, trial
from voters.imports.reader import open_workbook
from voters.imports.rows import RollRow
from voters.models import Registration

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Groups:
    """A village's groups by number and by name."""

    by_number: Mapping[int, Group]
    by_name: Mapping[str, Group]


def groups_of(election: Election) -> Groups:
    groups = list(election.village.groups.all())
    names = {name: group for group in groups for name in (group.title, group.name) if name}
    return Groups({group.number: group for group in groups}, names)


def group_for(row: RollRow, groups: Groups) -> Group | None:
    """The village's group the row means: by its name first, then by its number."""
    named = groups.by_name.get(row.group_label)
    if named is not None or row.group_number is None:
        return named
    return groups.by_number.get(row.group_number)


def try_for_election(
    content: bytes, filename: str, election: Election, tell: Callable[[int], None] | None = None
) -> Trial:
    """The trial with this election's day, rules, groups, and everybody else's rolls.

    Beyond ``check.trial``: ``unknown_group``, ``registered_elsewhere`` with the village's name,
    ``person_name_differs`` and ``deprived_of_rights`` from the person's own record,
    ``candidate_would_wait`` for a candidate whom the file makes somebody still to be decided on.
    Raises UnreadableFileError.
    """
    result = trial(
        open_workbook(content, filename),
        election_day=election.election_day,
        book=election.rulebook,
        known_ids=_elsewhere(election),
        progress=tell,
    )
    _against_groups(result, groups_of(election))
    _against_people(result, election)
    _against_candidates(result, election)
    order = {name: index for index, name in enumerate(result.sheets)}
    result.findings.sort(key=lambda finding: (order.get(finding.sheet, 0), finding.row))
    return result


def _elsewhere(election: Election) -> Callable[[Sequence[str]], dict[str, str]]:
    others = queries.registered_elsewhere(election)

    def ask(ids: Sequence[str]) -> dict[str, str]:
        by_hash = {numbers.fingerprint(number): number for number in ids}
        rows = others.filter(person__id_hash__in=list(by_hash)).values_list(
            "person__id_hash", "election__village__name"
        )
        return {by_hash[digest]: village for digest, village in rows if digest}

    return ask


def _against_groups(result: Trial, groups: Groups) -> None:
    bad: set[int] = set()
    for row in [*result.accepted, *result.pending]:
        if (row.group_number or row.group_label) and group_for(row, groups) is None:
            said = f"第{row.group_number}组" if row.group_number else f"「{row.group_label[:20]}」"
            sentence = f"本村没有登记村民小组{said}，请改正组号，或者先在村资料中设立这个小组。"
            result.findings.append(RowFinding(row.sheet, row.row, "", "error", "unknown_group", sentence))
            bad.add(id(row))
    _drop(result, bad)


def _against_people(result: Trial, election: Election) -> None:
    bad: set[int] = set()
    rows = [*result.accepted, *result.pending]
    for start in range(0, len(rows), _BATCH):
        batch = {numbers.fingerprint(row.id_number): row for row in rows[start : start + _BATCH]}
        known = Person.objects.filter(id_hash__in=list(batch)).values_list(
            "id_hash", "name", "rights_deprived", "village_id"
        )
        people = list(known)
        renamed = [digest for digest, name, _, _ in people if digest and name != batch[digest].name]
        ours = _on_this_roll(renamed, election)
        for digest, name, deprived, village_id in people:
            row = batch[digest or ""]
            mine = digest in ours and village_id == election.village_id
            if name != row.name and mine and not deprived:
                # Somebody on this roll whose name the new file writes otherwise: shown, then corrected.
                sentence = f"名单上的姓名是「{name}」，导入后改为「{row.name}」，请与身份证核对。"
                result.findings.append(
                    RowFinding(row.sheet, row.row, "", "warning", "person_name_differs", sentence)
                )
                continue
            if name != row.name and not mine:
                sentence = f"这个身份证号在人员库中的姓名是「{name}」，文件写的是「{row.name}」，请核对。"
                finding = RowFinding(row.sheet, row.row, "", "error", "person_name_differs", sentence)
            elif deprived:
                sentence = f"{name}的人员记录写明依照法律被剥夺政治权利，不列入名单。"
                finding = RowFinding(row.sheet, row.row, "", "excluded", "deprived_of_rights", sentence)
            else:
                continue
            result.findings.append(finding)
            bad.add(id(row))
    _drop(result, bad)


def _on_this_roll(hashes: Sequence[str], election: Election) -> set[str]:
    if not hashes:
        return set()
    rows = Registration.objects.filter(election=election, person__id_hash__in=hashes)
    return {digest for digest in rows.values_list("person__id_hash", flat=True) if digest}


def _against_candidates(result: Trial, election: Election) -> None:
    """A candidate leaves the roll only after leaving the candidacy, and no file does either."""
    rows = Registration.objects.filter(election=election, is_candidate=True).registered()
    candidates = dict(rows.values_list("person__id_hash", "roll_class"))
    if not candidates:
        return
    bad: set[int] = set()
    for row in result.pending:
        known = candidates.get(numbers.fingerprint(row.id_number))
        if known is not None and row.roll_class and row.roll_class != known:
            sentence = f"{row.name}是候选人，名册改了居住或者户籍情况，请先在候选人页核对，再改名册或者登记。"
            code = "candidate_would_wait"
            result.findings.append(RowFinding(row.sheet, row.row, "", "error", code, sentence))
            bad.add(id(row))
    _drop(result, bad)


def _drop(result: Trial, bad: set[int]) -> None:
    if bad:
        result.accepted = [row for row in result.accepted if id(row) not in bad]
        result.pending = [row for row in result.pending if id(row) not in bad]


def pending_reasons(result: Trial) -> dict[tuple[str, int], str]:
    """(sheet, row) → why that person still waits for a decision."""
    reasons: dict[tuple[str, int], str] = {}
    for finding in result.findings:
        if finding.level == "pending":
            key = (finding.sheet, finding.row)
            reasons[key] = reasons.get(key, "") + finding.message
    return reasons
