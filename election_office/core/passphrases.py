"""A passphrase that lies in a file, and a short secret closed under it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError

SHORTEST = 12
_FORM = "OFKEY1"
_SALT_BYTES, _NONCE_BYTES = 16, 12


class BadSecret(ValueError):
    """Why a closed secret does not open: a Chinese sentence."""


def passphrase_in(path: Path | None) -> str | None:
    """The first line of the file. Refused when it is short: a backup lies about for years."""
    if path is None:
        return None
    try:
        words = path.read_text(encoding="utf-8").split("\n")[0].strip()
    except OSError as error:
        raise CommandError(f"打不开口令文件{path}：{error.strerror}。", returncode=1) from None
    if len(words) < SHORTEST:
        raise CommandError(f"口令不足{SHORTEST}个字符，请换一个更长的口令。", returncode=1)
    return words


def closed(secret: bytes, passphrase: str) -> str:
    """One line of text; a quarter of a second and 32 MB for each guess (scrypt), AES-256-GCM."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, secret, _FORM.encode())
    return f"{_FORM}:{base64.b64encode(salt + nonce + sealed).decode()}"


def opened(text: str, passphrase: str) -> bytes:
    """Raises BadSecret for another passphrase, a changed character or another kind of file."""
    form, _, body = text.strip().partition(":")
    try:
        raw = base64.b64decode(body, validate=True)
    except binascii.Error:
        raw = b""
    head = _SALT_BYTES + _NONCE_BYTES
    if form != _FORM or len(raw) <= head:
        raise BadSecret("这不是完整的密钥备份文件。")
    try:
        cipher = AESGCM(_key(passphrase, raw[:_SALT_BYTES]))
        return cipher.decrypt(raw[_SALT_BYTES:head], raw[head:], _FORM.encode())
    except InvalidTag:
        raise BadSecret("口令不对，或密钥备份文件已被改动。") from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32)
