"""An empty database made in one go is the same as one that took every migration; an old one is brought up."""

from __future__ import annotations

import json
import lzma
import os
import tarfile
from pathlib import Path

import pytest

from tests.services import create_database, manage

DATA = Path(__file__).resolve().parent.parent / "data"

# Everything a database says of itself, without the order of columns and the names of indexes, which no
# statement of ours relies on. Django's own table of groups, which nothing here uses, has a wider key one way.
SAID_BY_POSTGRESQL = """
SELECT 'column', table_name, column_name, data_type || is_nullable
  || coalesce(character_maximum_length::text, '')
  || coalesce(column_default, '') || coalesce(identity_generation, '')
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'auth_group_permissions'
UNION SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION SELECT 'index', tablename, '', replace(indexdef, indexname, '')
  FROM pg_indexes WHERE schemaname = 'public'
UNION SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION SELECT 'function', '', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION SELECT 'type', app_label, model, '' FROM django_content_type
UNION SELECT 'permission', codename, name, '' FROM auth_permission
UNION SELECT 'migration', app, name, '' FROM django_migrations
"""


def migrated(folder: Path, *arguments: str) -> set[tuple[str, ...]]:
    """What a new database says of itself after ``migrate`` with these arguments."""
    import psycopg  # noqa: PLC0415 -- SQLite runs need no driver

    folder.mkdir()
    address = create_database(os.environ["DATABASE_URL"], folder.name)
    manage(office(folder, DATABASE_URL=address), "migrate", "--verbosity", "0", *arguments)
    with psycopg.connect(address) as connection:
        return set(connection.execute(SAID_BY_POSTGRESQL).fetchall())


def office(folder: Path, **more: str) -> dict[str, str]:
    """The environment of an office in that folder, on SQLite unless ``more`` says otherwise."""
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    known |= {"OFFICE_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "election_office.settings"}
    return known | more


# PostgreSQL tells its whole schema, triggers and functions too; SQLite is made by the same operations.
@pytest.mark.postgres
def test_both_ways_to_a_new_database_end_in_the_same(tmp_path: Path) -> None:
    at_once = migrated(tmp_path / "at_once")
    one_by_one = migrated(tmp_path / "one_by_one", "--one-by-one")
    assert len(at_once) > 1000
    assert at_once ^ one_by_one == set()


def office_of_november(folder: Path) -> dict[str, str]:
    """The demonstration as the build of 21 November 2026 left it; the environment to run it in."""
    folder.mkdir()
    packed = (DATA / "office-2026-11.sqlite3.xz").read_bytes()
    (folder / "office.sqlite3").write_bytes(lzma.decompress(packed))
    with tarfile.open(DATA / "office-2026-11-papers.tar.xz") as papers:
        papers.extractall(folder, filter="data")
    return office(folder)


# What an officer would look at first after an upgrade: people are found and their numbers read, the roll and
# the result are what they were, and every paper ever issued is laid out from its frozen facts.
LOOK = """
import json
from django.test import Client
from election_office.accounts.models import User
from election_office.documents.models import Document
from villages.models import Person
from voters.models import Registration, RollImport

client = Client(HTTP_HOST="127.0.0.1")
client.force_login(User.objects.get(username="zhen"))
papers = list(Document.objects.values_list("pk", flat=True))
pages = ["/", "/villages/", "/documents/", "/audit/"]
pages += [f"/elections/4/{page}" for page in ("", "roll/", "result/")]
print(json.dumps({
    "people": Person.objects.count(),
    "registered": Registration.objects.filter(status="registered").count(),
    "files": list(RollImport.objects.order_by("pk").values_list("people", "created", "level_error")),
    "papers": {pk: client.get(f"/documents/{pk}/docx/").status_code for pk in papers},
    "pages": {page: client.get(page).status_code for page in pages},
}))
"""


def test_a_loaded_office_of_november_is_brought_up_and_works(tmp_path: Path) -> None:
    environment = office_of_november(tmp_path / "november")
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "verify_audit")
    seen = json.loads(manage(environment, "shell", "-v", "0", "-c", LOOK).splitlines()[-1])
    assert (seen["people"], seen["registered"], len(seen["papers"])) == (1071, 1060, 13)
    assert seen["files"] == [[640, 640, 0], [420, 420, 0]]
    assert set(seen["papers"].values()) == {200}, seen["papers"]
    assert set(seen["pages"].values()) == {200}, seen["pages"]
