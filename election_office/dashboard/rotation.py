"""New keys for numbers and files, taken into use while the former still open what is not yet sealed anew.

It may be interrupted at any moment: both keys stay in the key file until nothing is sealed with the former,
the office starts with both, and the next run goes on where this one ended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models, transaction

from election_office.core import cipher, keycheck
from election_office.core.fields import EncryptedJSONField, EncryptedTextField
from election_office.core.models import KeyCheck
from election_office.core.storage import SealedStorage
from election_office.keys import Keys, keys_path, read_keys, save_keys, with_new_keys, without_old_keys
from villages import numbers

BATCH = 1000
_TOKEN = re.compile(r"[0-9a-f]{8}:[A-Za-z0-9+/=]{38,}")
Tell = Callable[[str, int], None]


def begin() -> None:
    """Make the new keys, unless an earlier run has made them and did not come to its end."""
    path = keys_path(Path(settings.DATA_DIR))
    keys = read_keys(path)
    if not keys.old_ciphers:
        keys = with_new_keys(keys)
        save_keys(path, keys, over=True)
    use(keys)


def use(keys: Keys) -> None:
    """In this process; every other reads the file when it starts."""
    settings.PERSON_CIPHER_KEY, settings.PERSON_CIPHER_KEYS_OLD = keys.cipher, keys.old_ciphers
    settings.PERSON_HASH_KEY, settings.PERSON_HASH_KEYS_OLD = keys.hash, keys.old_hashes


def rotate(tell: Tell) -> None:
    """Seal everything with the key in use; ``tell`` hears what is being done and how much of it is."""
    for model, fields in _sealed_models():
        with _writable(model):
            _seal_rows(model, fields, partial(tell, str(model._meta.verbose_name)))
    tell("文件", seal_files())
    with transaction.atomic():
        KeyCheck.objects.all().delete()
        KeyCheck.objects.create(**keycheck.values())


def finish() -> None:
    """Forget the former keys: nothing is sealed with them any more."""
    path = keys_path(Path(settings.DATA_DIR))
    keys = without_old_keys(read_keys(path))
    save_keys(path, keys, over=True)
    use(keys)


def _sealed_models() -> Iterator[tuple[type[models.Model], list[models.Field[Any, Any]]]]:
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if _is_sealed(field)]
        if fields:
            yield model, fields


def _is_sealed(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, EncryptedTextField | EncryptedJSONField) or _is_cipher(field)


def column(field: models.Field[Any, Any]) -> str:
    assert field.column is not None  # a field without a column is not concrete
    return field.column


def _is_cipher(field: models.Field[Any, Any]) -> bool:
    return field.name.endswith("cipher")


def _seal_rows(
    model: type[models.Model], fields: list[models.Field[Any, Any]], tell: Callable[[int], None]
) -> None:
    """Batch by batch, each its own transaction: an interruption loses at most one batch's work."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), model._meta.pk
    assert key is not None
    columns = ", ".join(quote(column(field)) for field in (key, *fields))
    last, done = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns} FROM {table} WHERE {quote(column(key))} > %s"  # noqa: S608
                f" ORDER BY {quote(column(key))} LIMIT {BATCH}",
                [last],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            for pk, *stored in rows:
                changes = _changes(fields, stored)
                if changes:
                    changes |= _hashes(model, pk, changes)
                    sets = ", ".join(f"{quote(name)} = %s" for name in changes)
                    statement = f"UPDATE {table} SET {sets} WHERE {quote(column(key))} = %s"  # noqa: S608
                    cursor.execute(statement, [*changes.values(), pk])
                    done += 1
        last = rows[-1][0]
        tell(done)


def _changes(fields: list[models.Field[Any, Any]], stored: list[Any]) -> dict[str, str]:
    found = {}
    for field, value in zip(fields, stored, strict=True):
        text = value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False)
        anew = text and (_resealed(text) if _is_cipher(field) else _TOKEN.sub(_token, text))
        if anew and anew != text:
            found[column(field)] = anew
    return found


def _resealed(text: str) -> str:
    return text if cipher.is_current(text) else cipher.seal(cipher.unseal(text))


def _token(found: re.Match[str]) -> str:
    try:
        return _resealed(found[0])
    except cipher.Unreadable:
        return found[0]  # a text that only looks like a sealed one


def _hashes(model: type[models.Model], pk: int, changes: dict[str, str]) -> dict[str, str]:
    """The hashes by which a number is found follow its new key."""
    if "id_cipher" not in changes:
        return {}
    number = cipher.unseal(changes["id_cipher"])
    if model._meta.label == "villages.Person":
        village = model._default_manager.values_list("village_id", flat=True).get(pk=pk)
        return {"id_hash": cipher.fingerprint(number), "id_tail_hash": numbers.tail_hash(village, number)}
    if model._meta.label == "voters.RollChange":
        path = "roll_import__election__village_id"
        village = model._default_manager.values_list(path, flat=True).get(pk=pk)
        return {"id_tail_hash": numbers.tail_hash(village, number)}
    return {}


@contextmanager
def _writable(model: type[models.Model]) -> Iterator[None]:
    """PostgreSQL refuses any change of an event: here its meaning stays, only the key is another."""
    guarded = connection.vendor == "postgresql" and model._meta.label == "audit.AuditEvent"
    switch = "ALTER TABLE audit_auditevent {} TRIGGER audit_event_written_once"
    with connection.cursor() as cursor:
        if guarded:
            cursor.execute(switch.format("DISABLE"))
        try:
            yield
        finally:
            if guarded:
                cursor.execute(switch.format("ENABLE"))


def seal_files() -> int:
    """Seal every stored file that is not sealed with the key in use; returns how many there were."""
    storage = default_storage
    assert isinstance(storage, SealedStorage) or hasattr(storage, "seal_again")
    current, done = bytes.fromhex(cipher.key_name(settings.PERSON_CIPHER_KEY)), 0
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if not path.is_file() or path.name.startswith("."):
            continue
        with path.open("rb") as file:
            head = file.read(len(cipher.MAGIC) + 4)
        if head != cipher.MAGIC + current:
            storage.seal_again(path.relative_to(root).as_posix())
            done += 1
    return done
