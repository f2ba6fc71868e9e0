"""Signed notes and checkpoints against openssl, which knows nothing of ours."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.console.start import PLAIN_CASE
from indicia.custody.keys import SigningKey, key_from_seed, load_or_make_key
from indicia.custody.note import key_hash, parse_note, sign_note
from indicia.publish.verify import signature_holds

# RFC 8410, section 10.3: the fixed beginning of an Ed25519 key as SubjectPublicKeyInfo.
SPKI = bytes.fromhex("302a300506032b6570032100")
openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")


def verified_by_openssl(folder: Path, public: bytes, signature: bytes, text: bytes) -> bool:
    """What ``openssl pkeyutl -verify -rawin`` says."""
    body = base64.b64encode(SPKI + public).decode()
    (folder / "key.pem").write_text(
        f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"
    )
    (folder / "sig").write_bytes(signature)
    (folder / "text").write_bytes(text)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin"]
    done = subprocess.run(
        [*command, "-in", "text", "-sigfile", "sig"], cwd=folder, capture_output=True, check=False
    )
    return done.returncode == 0


@openssl
def test_openssl_accepts_a_checkpoint_and_refuses_a_changed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    case = Case.create(
        tmp_path / "case", {"case.toml": PLAIN_CASE.format(title="T").encode()}, "ada"
    )
    checkpoint = sign_checkpoint(case)
    note, key = parse_note(checkpoint.note), load_or_make_key("ada")
    (signed,) = note.signatures
    text = note.text.encode()
    assert verified_by_openssl(tmp_path, key.public, signed.signature, text)
    assert not verified_by_openssl(tmp_path, key.public, signed.signature, text + b"x")
    origin, size, root, end = note.text.split("\n")
    assert (origin, int(size), end) == (checkpoint.origin, case.log.size, "")
    assert base64.b64decode(root) == case.log.root()


@openssl
def test_openssl_accepts_the_signature_of_every_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indicia.custody.event import signed_part

    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    case = Case.create(
        tmp_path / "case", {"case.toml": PLAIN_CASE.format(title="T").encode()}, "ada"
    )
    sign_checkpoint(case)
    event = Case.open(case.root, "ada").append("note", {"n": 1})
    assert event.line["sig"] is not None
    key = load_or_make_key("ada")
    signature = base64.b64decode(event.line["sig"]["ed25519"])
    assert verified_by_openssl(tmp_path, key.public, signature, signed_part(event.line))


def test_a_note_has_the_form_that_c2sp_gives_it() -> None:
    key = key_from_seed("Ada Lane", bytes(range(32)))
    note = sign_note("example/log\n7\nAAAA\n", key)
    assert note.startswith("example/log\n7\nAAAA\n\n\u2014 Ada-Lane ")
    signed = base64.b64decode(note.rsplit(" ", 1)[1])
    wanted = hashlib.sha256(b"Ada-Lane\n\x01" + key.public).digest()[:4]
    assert signed[:4] == wanted == key_hash("Ada-Lane", key.public) and len(signed) == 68


# RFC 8032, section 7.1, tests 1 to 3: secret key, public key, message, signature.
RFC_8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_stand_alone_verifier_agrees_with_rfc_8032(
    secret: str, public: str, message: str, signature: str
) -> None:
    key: SigningKey = key_from_seed("a", bytes.fromhex(secret))
    assert key.public.hex() == public and key.sign(bytes.fromhex(message)).hex() == signature
    parts = bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(message)
    assert signature_holds(*parts)
    for part in range(3):
        for bit in (0, 7, 300, 500):
            changed = bytearray(parts[part] or b"x")
            changed[bit // 8 % len(changed)] ^= 1 << bit % 8
            broken = [*parts[:part], bytes(changed), *parts[part + 1 :]]
            assert not signature_holds(*broken)
