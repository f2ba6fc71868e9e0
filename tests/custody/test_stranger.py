"""A stranger with an update's folder and Python: what holds passes, what was changed is named."""

from __future__ import annotations

import ast
import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.start import PLAIN_CASE, first_checkpoint
from indicia.custody.checkpoint import load_checkpoint
from indicia.custody.keys import key_from_seed, load_or_make_key
from indicia.custody.note import sign_note
from indicia.custody.proof import write_manifest
from indicia.publish import verify as standalone
from indicia.publish.update import make_update
from indicia.run import run_case

POSTS = """id,date,channel,text
1,2026-05-01T10:00:00Z,north,"The Ferry Council of Ambria said that it burned the boat at Lower Ambria."
2,2026-05-02T10:00:00Z,south,"The Ferry Council of Ambria denies that it burned a boat."
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The second update of a case (so that it follows an earlier checkpoint)."""
    tmp_path = tmp_path_factory.mktemp("stranger")
    patch = pytest.MonkeyPatch()
    patch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    case = Case.create(tmp_path / "case", {"case.toml": PLAIN_CASE.format(title="Ferries").encode()}, "ada")  # fmt: skip
    first_checkpoint(case)
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    add_paths(case, [tmp_path / "posts.csv"])
    run_case(case)
    make_update(case)
    case.append("note", {"n": 1})
    yield make_update(case).folder
    patch.undo()


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> Path:
    """A copy of the update alone, elsewhere."""
    return Path(shutil.copytree(published, tmp_path / "downloaded"))


def check(folder: Path, python: str = sys.executable) -> tuple[int, str]:
    """What ``python3 -I -S verify.py`` says in the folder, with nothing of ours in reach."""
    bare = {"PATH": os.environ["PATH"]}
    command = [python, "-I", "-S", "verify.py"]
    done = subprocess.run(
        command, cwd=folder, env=bare, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def interpreters() -> list[str]:
    """Every Python from 3.8 on that is here."""
    found = [
        sys.executable,
        *(path for n in range(8, 20) if (path := shutil.which(f"python3.{n}"))),
    ]
    root = os.environ.get("PYENV_ROOT")
    if root:
        found += [str(p) for p in sorted(Path(root).glob("versions/3.*/bin/python3"))]
    working = []
    for path in found:
        question = "import sys; print(sys.version_info[1])"
        done = subprocess.run([path, "-c", question], capture_output=True, text=True, check=False)
        if done.returncode == 0 and int(done.stdout) >= 8:
            working.append(path)
    return working


def test_a_true_update_passes_on_every_python_that_is_here(copy: Path) -> None:
    for python in interpreters():
        code, said = check(copy, python)
        assert code == 0, f"{python}: {said}"
        for words in ("sentences, 2 citations", "needs Indicia:", "not verifiable here:"):
            assert words in said
        assert "this log begins with the one that" in said
        assert "checkpoint code: " + load_checkpoint(copy / "checkpoint.txt")[0].code in said


def test_the_verifier_is_python_3_8_and_imports_the_standard_library_only(copy: Path) -> None:
    source = (copy / "verify.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= set(sys.stdlib_module_names)


def _json(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
        change(content)
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return tamper


def _proofs(change: Callable[[Any], None]) -> Callable[[Path], None]:
    return _json("citations.json", change)


def _set(path: str, value: Callable[[Any], Any]) -> Callable[[Any], None]:
    """Change what stands at ``path``, such as ``sentences.0.text``."""

    def change(content: Any) -> None:
        parts = [int(p) if p.isdigit() else p for p in path.split(".")]
        for part in parts[:-1]:
            content = content[part]
        content[parts[-1]] = value(content[parts[-1]])

    return change


def _other_hex(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


def _text(name: str, old: str, new: str) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        content = (folder / name).read_text(encoding="utf-8")
        assert old in content
        (folder / name).write_text(content.replace(old, new), encoding="utf-8")

    return tamper


def _checkpoint_line(number: int, change: Callable[[str], str]) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        lines = (folder / "checkpoint.txt").read_text(encoding="utf-8").split("\n")
        lines[number] = change(lines[number])
        (folder / "checkpoint.txt").write_text("\n".join(lines), encoding="utf-8")

    return tamper


def _signed_by_another(folder: Path) -> None:
    text = (folder / "checkpoint.txt").read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    note = sign_note(text, key_from_seed("ada", bytes(32)))
    (folder / "checkpoint.txt").write_text(note, encoding="utf-8")


def _other_signature(line: str) -> str:
    dash, name, encoded = line.split(" ")
    signed = bytearray(base64.b64decode(encoded))
    signed[20] ^= 1
    return f"{dash} {name} {base64.b64encode(bytes(signed)).decode()}"


def _line_of(row: str, old: str, new: str) -> Callable[[Any], None]:
    return _set(row, lambda line: line.replace(old, new))


TAMPERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a sentence": (_proofs(_set("sentences.0.text", lambda t: t + " Certainly.")), "is not what was published"),
    "an excerpt": (_proofs(_set("citations.0.quote", lambda t: "x" + t)), "is not what was published"),
    "the words around an excerpt": (_proofs(_set("citations.0.suffix", lambda t: t + "x")), "is not what was published"),
    "a salt": (_proofs(_set("citations.0.salt", _other_hex)), "is not what was published"),
    "a rendition's hash": (_proofs(_set("citations.0.rendition_sha256", _other_hex)), "is not what was published"),
    "an original's hash": (_proofs(_set("citations.0.original", _other_hex)), "is not what was published"),
    "a span": (_proofs(_set("citations.0.start", lambda n: n + 1)), "is not what was published"),
    "a proof": (_proofs(_set("citations.0.proof.0", _other_hex)), "is not what was published"),
    "a sentence left out": (_proofs(lambda p: p["sentences"].pop()), "entries"),
    "a citation left out": (_proofs(lambda p: p["citations"].pop()), "its citation"),
    "the publish line": (_proofs(_line_of("publish.line", '"number":2', '"number":3')), "is not the one that was hashed"),
    "the publish line's way": (_proofs(_set("publish.proof.0", _other_hex)), "is not in the log under this checkpoint"),
    "the publish line withheld": (_proofs(_set("publish.line", lambda _: None)), "nothing commits to the sentences"),
    "a key's line": (_proofs(_line_of("keys.0.line", '"person":"ada"', '"person":"eve"')), "is not the one that was hashed"),
    "the original's line": (_proofs(_set("originals.0.leaf", _other_hex)), "no line of the log is given"),
    "the way of the original's line": (_proofs(_set("originals.0.proof.0", _other_hex)), "is not in the log"),
    "the earlier checkpoint's way": (_proofs(_set("previous.proof.0", _other_hex)), "is not the beginning of this log"),
    "the checkpoint's name": (_checkpoint_line(0, lambda t: t + "0"), "no signature by a key of the log holds"),
    "the checkpoint's size": (_checkpoint_line(1, lambda t: str(int(t) + 1)), "no signature by a key of the log holds"),
    "the checkpoint's root": (_checkpoint_line(2, lambda t: base64.b64encode(bytes(32)).decode()), "no signature by a key of the log holds"),
    "the checkpoint's signature": (_checkpoint_line(4, _other_signature), "no signature by a key of the log holds"),
    "a checkpoint that another key signed": (_signed_by_another, "no signature by a key of the log holds"),
    "the page's sentence": (_text("index.html", "The Ferry", "The Fairy"), "index.html"),
    "the data's sentence": (_json("update.json", _set("sentences.0.text", lambda t: t + "!")), "is not the proved sentence"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_tampered_with_is_named_to_a_stranger(copy: Path, what: str) -> None:
    tamper, words = TAMPERED[what]
    tamper(copy)
    code, said = check(copy)
    assert code == 1 and "DAMAGED" in said and "do not rely on this copy" in said, said
    assert "its bytes were changed after it was signed" in said or words in said
    assert "Traceback" not in said


@pytest.mark.parametrize("what", TAMPERED)
def test_it_is_named_even_where_whoever_has_the_key_signed_the_folder_again(
    copy: Path, what: str
) -> None:
    tamper, words = TAMPERED[what]
    checkpoint, _ = load_checkpoint(copy / "checkpoint.txt")
    tamper(copy)
    write_manifest(copy, checkpoint, load_or_make_key("ada"))
    code, said = check(copy)
    assert code == 1 and words in said, said


def test_a_missing_an_added_and_a_changed_file_are_named(copy: Path) -> None:
    (copy / "added.txt").write_text("x")
    (copy / "style.css").unlink()
    (copy / "brief.md").write_text("another brief")
    code, said = check(copy)
    assert code == 1
    for line in (
        "DAMAGED  added.txt: is not in the signed list: it was added later",
        "DAMAGED  style.css: is missing",
        "DAMAGED  brief.md: its bytes were changed after it was signed",
    ):
        assert line in said


@pytest.mark.parametrize(
    "name", ["citations.json", "checkpoint.txt", "manifest.json", "manifest.sig"]
)
def test_without_a_proof_file_it_could_not_run_and_with_a_broken_one_it_says_so(
    copy: Path, name: str
) -> None:
    whole = (copy / name).read_bytes()
    for broken in (b"", b"{}", b"[1,2", b"\xff\xfe", whole[: len(whole) // 2]):
        (copy / name).write_bytes(broken)
        code, said = check(copy)
        assert code == 1 and "DAMAGED" in said and "Traceback" not in said, (broken, said)
    (copy / name).unlink()
    code, said = check(copy)
    assert code == 4 and name in said and "Traceback" not in said


def test_any_flipped_bit_of_an_update_is_found(published: Path, tmp_path: Path) -> None:
    import random

    chance = random.Random(1)
    files = sorted(p for p in published.rglob("*") if p.is_file() and p.name != "verify.py")
    for number in range(60):
        folder = tmp_path / str(number)
        shutil.copytree(published, folder)
        path = folder / files[number % len(files)].relative_to(published)
        content = bytearray(path.read_bytes())
        at = chance.randrange(len(content))
        content[at] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(content))
        assert standalone.Check.faults_of(str(folder)), f"{path.name}, byte {at}"
        shutil.rmtree(folder)
