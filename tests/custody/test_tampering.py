"""Bits that flip and insiders that edit: each is found against a checkpoint, and its place named."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_case import assert_whole
from insider import EDITS, chain_holds, chained, plain, read_lines

from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.collect.folder import add_paths
from indicia.console.start import PLAIN_CASE, first_checkpoint
from indicia.custody.keys import load_or_make_key
from indicia.publish.update import make_update
from indicia.run import run_case
from indicia.verification import verify_folder

CI, PROOF = 150, 10_000
POSTS = """id,date,channel,text
1,2026-05-01T10:00:00Z,north,"The Ferry Council of Ambria said that it burned the boat."
2,2026-05-02T10:00:00Z,south,"The Ferry Council of Ambria denies that it burned a boat."
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A published case with objects, checkpoints at several sizes, and an update."""
    tmp_path = tmp_path_factory.mktemp("tampering")
    patch = pytest.MonkeyPatch()
    patch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    case = Case.create(
        tmp_path / "case", {"case.toml": PLAIN_CASE.format(title="F").encode()}, "ada"
    )
    first_checkpoint(case)
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    add_paths(case, [tmp_path / "posts.csv"])
    run_case(case)
    for n in range(6):
        case.decide("note", ["i-1"], {"text": f"seen {n}"}, "")
        if n == 3:
            sign_checkpoint(case)
    make_update(case)
    case.append("note", {"n": 1})
    sign_checkpoint(case)
    assert_whole(case.root)
    yield case
    patch.undo()


def _kept(root: Path) -> list[Path]:
    """Every file that verification answers for; feeds are made again from what is signed."""
    files = [*root.glob("objects/*/*"), *root.glob("log/*.jsonl"), *root.glob("log/checkpoints/*")]
    return sorted([*files, *(p for p in root.glob("updates/*/**/*") if p.is_file())])


def _flips(case: Case, count: int, seed: int) -> Counter[str]:
    """Flip one bit at a time; gives how many of each kind of file were found."""
    chance = random.Random(seed)
    files, found = _kept(case.root), Counter[str]()
    for _ in range(count):
        path = chance.choice(files)
        whole = path.read_bytes()
        damaged = bytearray(whole)
        at = chance.randrange(len(whole))
        damaged[at] ^= 1 << chance.randrange(8)
        path.chmod(0o644)
        path.write_bytes(bytes(damaged))
        report = verify_folder(case.root)
        damage = [f for f in report.findings if f.severity != "notice"]
        path.write_bytes(whole)
        kind = path.relative_to(case.root).parts[0]
        if kind == "log" and path.suffix == ".txt":
            kind = "log/checkpoints"
        assert report.exit_code, f"{path}, byte {at}: not found"
        named = path.name if kind != "log" else "line"
        assert any(named in str(f) for f in damage), f"{path}, byte {at}: {damage}"
        found[kind] += 1
    return found


def _insiders(case: Case, count: int, seed: int, rechain: bool) -> dict[str, tuple[int, int, int]]:
    """Insiders' edits by kind: how many, found against a checkpoint, found by the chain alone."""
    chance, key = random.Random(seed), load_or_make_key("ada")
    path = case.root / "log" / "000001.jsonl"
    whole, lines = path.read_bytes(), read_lines(case.root)
    assert chain_holds(whole) and chain_holds(chained(lines, key))
    tally: dict[str, list[int]] = {name: [0, 0, 0] for name in EDITS}
    for number in range(count):
        name = tuple(EDITS)[number % len(EDITS)]
        changed = EDITS[name](lines, chance)
        raw = chained(changed, key) if rechain else plain(changed)
        path.write_bytes(raw)
        report = verify_folder(case.root)
        named = any("checkpoint" in f.where for f in report.findings if f.severity == "damage")
        tally[name][0] += 1
        tally[name][1] += report.exit_code == 1 and named
        tally[name][2] += not chain_holds(raw)
    path.write_bytes(whole)
    return {name: (row[0], row[1], row[2]) for name, row in tally.items()}


def test_a_flipped_bit_anywhere_is_found_and_its_file_named(case: Case) -> None:
    found = _flips(case, CI, 1)
    assert set(found) == {"objects", "log", "log/checkpoints", "updates"}
    assert_whole(case.root)


def test_an_insider_with_the_key_who_chains_anew_is_found_against_a_checkpoint(case: Case) -> None:
    for name, (count, ours, alone) in _insiders(case, CI, 2, True).items():
        assert ours == count, f"{name}: {ours} of {count}"
        assert alone == 0, f"{name}: a chain alone cannot know"
    assert_whole(case.root)


def test_an_edit_that_does_not_chain_anew_is_found_even_by_the_chain(case: Case) -> None:
    for name, (count, ours, alone) in _insiders(case, CI // 3, 3, False).items():
        assert ours == count, name
        # The last line has no line behind it that would tell; a cut end has none either.
        assert alone == 0 if name == "truncate" else alone >= count - 3, name


def test_an_insider_who_forges_every_checkpoint_in_the_folder_fails_at_the_code_kept_outside(
    case: Case, tmp_path: Path
) -> None:
    import shutil

    code = sign_checkpoint(case).code
    root = Path(shutil.copytree(case.root, tmp_path / "forged"))
    assert verify_folder(root, [code]).exit_code == 0
    shutil.rmtree(root / "updates")
    (root / "updates").mkdir()
    for path in (root / "log" / "checkpoints").iterdir():
        path.unlink()
    lines = [line for line in read_lines(root) if line["action"] != "publish"]
    path = root / "log" / "000001.jsonl"
    path.write_bytes(chained(EDITS["drop"](lines, random.Random(1)), load_or_make_key("ada")))
    sign_checkpoint(Case.open(root, "ada"))
    unknown = verify_folder(root)
    assert not [f for f in unknown.findings if f.severity == "damage" and "checkpoint" in f.where]
    report = verify_folder(root, [code])
    assert any("no beginning of this log has it" in f.what for f in report.findings)


@pytest.mark.proof
@pytest.mark.timeout(4 * 3600)
def test_ten_thousand_flips_and_ten_thousand_insiders_are_found(case: Case) -> None:
    print(f"\nflips found: {dict(_flips(case, PROOF, 11))}")
    print("edits chained anew (kind: count, found against a checkpoint, found by the chain alone):")
    for name, row in _insiders(case, PROOF, 12, True).items():
        print(f"  {name}: {row}")
        assert row[0] == row[1] and row[2] == 0
