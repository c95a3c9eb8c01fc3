"""Nobody rebuilds a personal number from the database without its keys.

Of an identity number the division code is known from the village and the birth date from the roll. The
last four characters beside them are the whole number, so they count as it. That no page shows them together
is seen where all pages are drawn (tests/test_permissions.py).
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models

from election_office.accounts.permissions import Role
from election_office.core import cipher
from election_office.core.fields import EncryptedJSONField
from election_office.core.storage import SealedStorage
from tests.factories import ElectionFactory, UserFactory
from tests.services import Office
from tests.tails import END, HALF_HIDDEN, WHOLE
from villages import actions as village_actions
from villages import numbers
from villages.models import Person
from voters import actions

DATA = Path(__file__).parent / "data"


def cells() -> Iterator[tuple[str, str]]:
    """Every value of every column of every table there is, as text, whoever made the table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [one[0] for one in cursor.description]
            for row in cursor:
                yield from ((f"{table}.{name}", str(value)) for name, value in zip(columns, row, strict=True))


def hashes_of(text: str) -> set[str]:
    """What somebody without a key could work out of it."""
    return {hashlib.new(name, text.encode()).hexdigest() for name in ("md5", "sha1", "sha256")}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="what is written is the same on both databases")
def test_the_database_without_its_keys_gives_no_number() -> None:
    office = Office(OFFICE_DEMO="1", OFFICE_EAGER="1")
    try:
        said = office.python("from tests.test_numbers import work, hunt; work(); hunt()")
    finally:
        shutil.rmtree(office.folder)
    assert said.splitlines()[-1] == "no number found"


def work() -> None:
    """Run in an office of its own: what writes numbers about beside the demonstration."""
    election = ElectionFactory()
    clerk = UserFactory(serving=election.area_code)
    for name in ("roll_messy.xlsx", "roll_clean.xlsx"):
        file = SimpleUploadedFile(name, (DATA / name).read_bytes())
        actions.upload_roll(election=election, file=file, by=clerk)
    person = Person.objects.exclude(id_cipher="").filter(village__code__startswith="369901").first()
    assert person is not None
    officer = UserFactory(serving=person.area_code, role=Role.VILLAGE_CLERK)
    number = village_actions.reveal_number(person=person, what="id", purpose="核对户口簿", by=officer)
    said = f"户口簿上是{number}"
    village_actions.update_person(person=person, address="演示路1号", reason=said, by=officer)


def hunt() -> None:
    """Run in an office of its own: everything that is stored, looked through by somebody without a key."""
    people = list(Person.objects.exclude(id_cipher=""))
    known = {numbers.decrypt(one.id_cipher) for one in people}
    assert len(known) > 1000
    ends = {one[-4:] for one in known if one.endswith("X")}
    assert len(ends) > 50
    worked_out = set().union(*(hashes_of(one) | hashes_of(one[-4:]) for one in sorted(known)[::20]))
    found = set()
    for where, text in cells():
        if known & set(WHOLE.findall(text)):
            found.add(f"{where}: a whole number")
        if ends & set(END.findall(text)):
            found.add(f"{where}: the end of a number")
        if HALF_HIDDEN.search(text):
            found.add(f"{where}: a number half hidden")
        if text in worked_out:
            found.add(f"{where}: a hash without a key")
    assert found == set()

    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(stored) > 3
    assert [path for path in stored if not cipher.is_sealed(path.read_bytes()[:8])] == []
    # By the number itself: a random name may have fifteen digits in a row.
    shaped = re.compile(r"(?=([0-9]{17}[0-9X]))")
    assert [path for path in stored if known & set(shaped.findall(path.name.upper()))] == []
    print("no number found")  # noqa: T201


# ------------------------------------------------------------------ where nothing is sealed, and why

# Every column of free JSON that stands open. What people type comes through forms, which take no identity
# number outside its own field (core.forms.without_id_numbers); a new column needs its reason here.
OPEN_JSON = {
    "rules, days, seats and figures": {
        "villages.LawTextRow.value", "villages.FrozenRules.parameters", "villages.Cycle.seat_table",
        "villages.Cycle.village_days", "villages.RuleOverlay.value", "villages.MethodValue.value",
        "villages.PlanChange.villages", "villages.Step.waits_for", "candidates.NominationPlan.ways",
        "ballots.CharterArticle.value", "figures.Polling.same_sheets", "figures.SummaryDraft.base",
        "figures.SummaryDraft.text", "figures.ReportAnswer.figures", "ballots.StockDifference.lines",
        "archive.Archive.missing", "audit.AuditCheck.faults", "archive.BoxOrder.boxes",
        "villages.Township.rest_days", "ballots.Recall.petition",
    },
    "keys, codes and choices offered": {
        "villages.Question.options", "villages.Sitting.questions", "villages.Sitting.answers",
        "voters.Registration.conditions", "voters.RollImport.mapping", "voters.RollImport.decisions",
        "candidates.ReviewDepartment.keys", "candidates.AdoptedClause.keys", "candidates.Opinion.answers",
        "candidates.ReviewRuling.grounds", "candidates.ExceptionStatement.lines", "ballots.Departure.numbers",
        "ballots.MarkDraw.options", "documents.Document.places", "documents.Document.untrue",
    },
    "counts of votes, by the names on the ballot": {
        "ballots.Result.count", "ballots.Result.outcome", "ballots.Result.accepted", "ballots.Assembly.count",
        "ballots.Assembly.outcome", "ballots.Marking.marks", "ballots.Ruling.marks",
        "candidates.Nominee.written_as", "candidates.PartyNominee.written_as", "candidates.PartyCount.tied",
    },
    "names, which are public on the roll, and no numbers": {
        "voters.RollVersion.entries", "voters.RollImport.trial", "archive.Destruction.witnesses",
    },
    "ids of rows; the number of a person is sealed within": {
        "jobs.Job.params", "jobs.Job.result", "voters.DeskEntry.before", "voters.DeskEntry.person_before",
    },
}  # fmt: skip


def test_every_file_is_sealed_and_every_open_column_of_json_has_its_reason() -> None:
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    stored = [field for field in fields if isinstance(field, models.FileField)]
    assert [str(field) for field in stored if not isinstance(field.storage, SealedStorage)] == []
    assert len(stored) > 30
    opened = {
        str(field)
        for field in fields
        if isinstance(field, models.JSONField) and not isinstance(field, EncryptedJSONField)
    }
    assert opened == set().union(*OPEN_JSON.values())
