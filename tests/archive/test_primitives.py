"""Signatures and the cipher of our own, against the published vectors and against the library."""

from __future__ import annotations

import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from election_office.archive.verifier import chacha, ed25519, signing
from election_office.archive.verifier.ed25519 import ORDER, PRIME
from election_office.audit import notes

# RFC 8032, 7.1: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_published_signatures_hold_and_no_other(secret, public, message, signature):
    key, said, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    library = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert (library.public_key().public_bytes_raw(), library.sign(said)) == (key, signed)
    assert ed25519.verify(key, said, signed)
    assert not ed25519.verify(key, said + b"x", signed)
    for place in (0, 31, 32, 63):
        changed = bytearray(signed)
        changed[place] ^= 1
        assert not ed25519.verify(key, said, bytes(changed))


def test_signatures_of_the_library_hold_and_loose_forms_do_not():
    chance = random.Random(8032)
    for _ in range(10):
        library = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        key, said = library.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(200))
        signed = library.sign(said)
        assert ed25519.verify(key, said, signed)
        assert not ed25519.verify(bytes.fromhex(RFC_8032[0][1]), said, signed)
        # The same answer plus the order of the group is another signature of the same text: refused.
        answer = int.from_bytes(signed[32:], "little") + ORDER
        assert not ed25519.verify(key, said, signed[:32] + answer.to_bytes(32, "little"))
    assert not ed25519.verify(PRIME.to_bytes(32, "little"), b"", bytes(64))
    assert not ed25519.verify(b"", b"", bytes(64))


def test_the_published_cipher_text_opens():
    """RFC 8439, 2.8.2 without its additional data cannot be had; 2.4.2 gives the stream."""
    key = bytes(range(32))
    stream = chacha.keystream(key, bytes.fromhex("000000000000004a00000000"), 1, 2)
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    )
    sealed = bytes(one ^ other for one, other in zip(text, stream, strict=False))
    assert sealed.hex() == (
        "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
        "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
        "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
        "5af90bbf74a35be6b40b8eedf2785e42874d"
    )


@pytest.mark.parametrize("size", [0, 1, 15, 16, 63, 64, 65, 1000, 65536])
def test_what_the_library_seals_opens_and_nothing_else(size):
    chance = random.Random(size)
    key, nonce, data = chance.randbytes(32), chance.randbytes(12), chance.randbytes(size)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, data, None)
    assert chacha.opened(key, nonce, sealed) == data
    changed = bytearray(sealed)
    changed[chance.randrange(len(sealed))] ^= 1 << chance.randrange(8)
    with pytest.raises(chacha.NotGenuine):
        chacha.opened(key, nonce, bytes(changed))


def test_the_offices_signed_notes_are_read_alike():
    key = notes.private_key(b"office" * 8, "audit checkpoint")
    known = notes.verifier(key, "office-1a2b3c4d/archive")
    signer = signing.signer_of(known.text)
    assert signer is not None
    assert signer.text == known.text
    manifest = json.dumps({"files": []}).encode()
    note = notes.sign(signing.text_for(signer.name, manifest), key, signer.name)
    assert notes.is_signed(note, known)
    assert signing.is_signed(note, signer, manifest)
    assert not signing.is_signed(note, signer, manifest + b" ")
    assert not signing.is_signed(note.replace("— office", "- office"), signer, manifest)
    assert signing.signer_of(known.text[:-2]) is None
