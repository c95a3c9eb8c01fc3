"""Making a backup, holding it to what it says, and bringing an office back from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection as office
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend
from django.utils import timezone

from election_office.accounts.models import User
from election_office.audit.models import AuditEvent, AuditHead
from election_office.core import keycheck, scratch
from election_office.core.models import KeyCheck
from election_office.core.storage import make_folder, write_whole
from election_office.dashboard.backups import tables
from election_office.dashboard.backups.container import BadBackup, Reader, entry, frame, write

FORMAT = "office-backup/1"
PIECE = 1 << 16
HEADS = "audit.AuditHead"


@dataclass
class Content:
    """What a backup holds, as read: of each table its rows and digest, of each file its size."""

    made_at: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)


def applied_migrations(connection: BaseDatabaseWrapper) -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def make_backup(path: Path, *, passphrase: str | None = None) -> Content:
    """One file of all there is now, while the office goes on working. Read back before this returns.

    The tables are read in one snapshot; a file is written before the row that names it, so that every
    file the snapshot names is there.
    """
    snapshot = office.copy("default")
    if snapshot.vendor == "sqlite":
        snapshot.settings_dict["OPTIONS"] = {"timeout": 20, "transaction_mode": "DEFERRED"}
    draft = path.with_name(f".{path.name}.draft")
    try:
        write(draft, _frames(snapshot), passphrase)
        content = read_backup(draft, passphrase=passphrase)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return content


def _frames(snapshot: BaseDatabaseWrapper) -> Iterator[bytes]:
    connections["snapshot"] = snapshot
    snapshot.alias = "snapshot"
    try:
        head = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "migrations": applied_migrations(office),
        }
        yield from entry("说明", [json.dumps(head).encode()])
        with transaction.atomic(using="snapshot"):
            if snapshot.vendor == "postgresql":
                with snapshot.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for model in tables.tables():
                yield from entry(f"表 {model._meta.label}", tables.dumped(model, snapshot))
        root = Path(settings.MEDIA_ROOT)
        for name in sorted(_stored(root)):
            yield from entry(f"文件 {name}", _pieces(root / name))
        yield frame(b"M", json.dumps({"complete": True}).encode())
    finally:
        snapshot.close()
        del connections["snapshot"]


def _stored(root: Path) -> list[str]:
    return [
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    ]


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def read_backup(path: Path, *, passphrase: str | None = None) -> Content:
    """Everything in it held to its digest. Raises BadBackup, naming what is changed or missing."""
    reader, content = Reader(path, passphrase), Content()
    try:
        for name, pieces in reader.entries():
            _read_entry(name, pieces, content)
    finally:
        reader.close()
    return content


def _read_entry(name: str, pieces: Iterator[bytes], content: Content) -> None:
    kind, _, what = name.partition(" ")
    if kind == "说明":
        head = json.loads(b"".join(pieces))
        if head.get("format") != FORMAT:
            raise BadBackup("这个备份的格式本版本不认识，请用做备份的版本恢复。")
        content.made_at = head["made_at"]
    elif kind == "表":
        lines = tables.rows_of(pieces)
        names = next(lines)
        content.rows[what] = 0
        for line in lines:
            content.rows[what] += 1
            row = dict(zip(names, line, strict=True))
            if what == HEADS:
                content.heads[row["area_code"]] = (row["number"], row["hash"])
            if what == "core.KeyCheck":
                said = keycheck.fault_of(KeyCheck(**row))
                if said:
                    raise BadBackup(said)
    else:
        content.files[what] = sum(map(len, pieces))


def verify_backup(path: Path, *, passphrase: str | None = None) -> Content:
    """Bring it back into a scratch database and compare. Raises BadBackup with what differs."""
    content = read_backup(path, passphrase=passphrase)
    with scratch.place() as folder:
        copy = _scratch(folder / "scratch.sqlite3")
        try:
            with copy.schema_editor() as editor:
                for model in tables.tables():
                    if not model._meta.auto_created:
                        editor.create_model(model)
            _load(path, passphrase, copy)
            _compare(path, passphrase, copy, content)
        finally:
            copy.close()
            del connections[copy.alias]
    return content


def _scratch(path: Path) -> BaseDatabaseWrapper:
    """A database of its own, whatever the office works on."""
    engine = "django.db.backends.sqlite3"
    said = {**office.settings_dict, "ENGINE": engine, "NAME": str(path), "OPTIONS": {}}
    copy: BaseDatabaseWrapper = load_backend(engine).DatabaseWrapper(said, "verify")
    connections[copy.alias] = copy
    return copy


def _load(path: Path, passphrase: str | None, connection: BaseDatabaseWrapper) -> None:
    """All tables in one transaction; what they say of each other is checked at its end."""
    known = {model._meta.label: model for model in tables.tables()}
    reader = Reader(path, passphrase)
    try:
        with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
            tables.empty(connection)
            for name, pieces in reader.entries():
                kind, _, what = name.partition(" ")
                if kind == "表":
                    if what not in known:
                        raise BadBackup(f"备份中的表{what}本版本没有，请用做备份的版本恢复。")
                    tables.load(known[what], pieces, connection)
            tables.count_on(connection)
            connection.check_constraints()
    finally:
        reader.close()


def _compare(path: Path, passphrase: str | None, connection: BaseDatabaseWrapper, content: Content) -> None:
    """The database now says what the backup says: table by table, and the ends of the chains."""
    reader = Reader(path, passphrase)
    known = {model._meta.label: model for model in tables.tables()}
    try:
        for name, pieces in reader.entries():
            kind, _, what = name.partition(" ")
            if kind != "表":
                continue
            if b"".join(pieces) != b"".join(tables.dumped(known[what], connection)):
                raise BadBackup(f"恢复出来的表{what}与备份不符。")
    finally:
        reader.close()
    events = AuditEvent.objects.using(connection.alias)
    for area_code, (number, last) in content.heads.items():
        found = events.filter(area_code=area_code, number=number).values_list("hash", flat=True).first()
        if number and found != last:
            raise BadBackup(f"区划{area_code}的操作留痕末条与链尾不符。")


def restore(path: Path, *, passphrase: str | None = None) -> Content:
    """Into the office's own database, which must be empty. Nothing is written unless the backup is whole."""
    content = read_backup(path, passphrase=passphrase)
    call_command("migrate", interactive=False, verbosity=0)
    if User.objects.exists() or AuditEvent.objects.exists() or AuditHead.objects.exists():
        raise BadBackup("数据库里已有数据，没有恢复。请恢复到空的数据目录或者空的数据库。")
    _require_same_version(path, passphrase)
    _load(path, passphrase, office)
    _compare(path, passphrase, office, content)
    reader = Reader(path, passphrase)
    try:
        for name, pieces in reader.entries():
            kind, _, what = name.partition(" ")
            if kind == "文件":
                _write_file(Path(settings.MEDIA_ROOT), what, pieces)
    finally:
        reader.close()
    return content


def _require_same_version(path: Path, passphrase: str | None) -> None:
    reader = Reader(path, passphrase)
    try:
        head: dict[str, Any] = next(json.loads(b"".join(pieces)) for _, pieces in reader.entries())
    finally:
        reader.close()
    if head["migrations"] != applied_migrations(office):
        raise BadBackup("备份与本程序的版本不同，没有恢复。请用做备份的版本恢复，再升级。")


def _write_file(root: Path, name: str, pieces: Iterator[bytes]) -> None:
    target = (root / name).resolve()
    if not target.is_relative_to(root.resolve()):
        raise BadBackup(f"备份中的文件名{name}不合规，没有恢复。")
    make_folder(target.parent)
    target.unlink(missing_ok=True)
    write_whole(target, pieces)
