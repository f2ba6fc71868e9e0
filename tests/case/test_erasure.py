"""Erasing an original: two people, a tombstone, and nothing left of it in objects or tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from case_process import indicia

from indicia.case import Case
from indicia.verification import verify_folder

SECRET = "The boatwright of Ambria lives behind the third lock"


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A published case from which one original was erased: folder, SHA-256, what was said."""
    tmp_path = tmp_path_factory.mktemp("erased")
    patch = pytest.MonkeyPatch()
    patch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    root = tmp_path / "case"
    (tmp_path / "one.txt").write_text(SECRET + ".\n")
    (tmp_path / "two.txt").write_text("The Ferry Council of Ambria denied that it burned a boat.\n")
    indicia("new", root, "--title", "Ferries")
    indicia("-C", root, "--actor", "ada", "add", tmp_path / "one.txt", tmp_path / "two.txt")
    indicia("-C", root, "--actor", "ada", "run")
    case = Case.open(root, "ada")
    rows = case.store.read("items", ["item", "original"]).to_pylist()
    texts = {row["original"]: row["item"] for row in rows}
    original = next(sha for sha in texts if SECRET.encode() in case.objects.read(sha))
    indicia("-C", root, "--actor", "ada", "decide", "correct", texts[original], "--set", f"text={SECRET}!")  # fmt: skip
    indicia("-C", root, "--actor", "ada", "update")
    said = indicia("-C", root, "--actor", "ada", "decide", "erase", original, "--reason", "asked by her")  # fmt: skip
    event = re.search(r"as (e-\d+)", said)
    assert event is not None and case.objects.has(original)
    confirm = ("erase", original, "--set", f"confirms={event[1]}", "--reason", "she may be harmed")
    refused = indicia("-C", root, "--actor", "ada", "decide", *confirm, code=2)
    assert "another person must confirm" in refused and case.objects.has(original)
    said = indicia("-C", root, "--actor", "bela", "decide", *confirm)
    yield root, original, said
    patch.undo()


def test_two_people_erase_and_the_words_are_in_no_object_and_no_table(
    erased: tuple[Path, str, str],
) -> None:
    root, original, said = erased
    assert "the tombstone stays" in said.lower()
    indicia("-C", root, "run")
    case = Case.open(root, "ada")
    assert not case.objects.has(original)
    for sha256 in case.objects:
        content = case.objects.read(sha256)
        quoted = b'"entries"' in content  # what the update published is kept with its proofs
        assert quoted or SECRET.encode() not in content
    assert original not in case.store.read("captures").column("original").to_pylist()
    assert case.store.read("items").num_rows == 1
    for path in (root / "derived").rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
    texts = [row["text"] or "" for row in case.store.read("renditions").to_pylist()]
    assert not any(SECRET in text for text in texts)


def test_verification_passes_and_shows_the_tombstone(erased: tuple[Path, str, str]) -> None:
    root, original, _ = erased
    report = verify_folder(root)
    assert report.exit_code == 0, [str(f) for f in report.findings]
    stones = [f.what for f in report.findings if original in f.what]
    assert stones == [f"the object {original} ({len(SECRET) + 2} bytes) was erased by ada and bela"]


def test_an_erasure_that_was_cut_off_is_named_and_finished_by_the_next_run(
    erased: tuple[Path, str, str],
) -> None:
    root, original, _ = erased
    case = Case.open(root, "ada")
    case.objects.put(f"{SECRET}.\n".encode())  # as if the power went before it was removed
    assert case.objects.has(original)
    report = verify_folder(root)
    assert report.exit_code == 1 and any(
        "`indicia run` erases it" in str(f) for f in report.findings
    )
    indicia("-C", root, "run")
    assert not case.objects.has(original) and verify_folder(root).exit_code == 0


def test_what_was_never_added_or_never_asked_for_is_not_erased(
    erased: tuple[Path, str, str],
) -> None:
    root, _, _ = erased
    assert "no original" in indicia(
        "-C", root, "decide", "erase", "0" * 64, "--reason", "x", code=2
    )
    case = Case.open(root, "ada")
    settings = case.setting_files()["case.toml"]
    sealed = case.objects.put(settings).sha256
    assert "never added" in indicia("-C", root, "decide", "erase", sealed, "--reason", "x", code=2)
    kept = case.store.read("captures").column("original").to_pylist()[0]
    words = indicia("-C", root, "decide", "erase", kept, "--set", "confirms=e-00000001", "--reason", "x", code=2)  # fmt: skip
    assert "does not ask" in words
