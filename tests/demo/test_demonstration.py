"""The whole way once, on the demonstration: from material to a verified update."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from indicia.assets import assets_folder
from indicia.case import Case
from indicia.console.decide import Asked, take_decision
from indicia.demo.score import score
from indicia.demo.show import run_demo
from indicia.run import run_case
from indicia.search import search, spellings_of
from indicia.search_index import update_index
from indicia.verification import verify_folder

pytestmark = [
    pytest.mark.skipif(
        not (assets_folder() / "tessdata").exists(), reason="no OCR data: make setup"
    ),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, made and published once for this module."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    patch = pytest.MonkeyPatch()
    patch.setenv("INDICIA_CONFIG", str(folder.parent / "config"))
    try:
        assert run_demo(folder) == 0
    finally:
        patch.undo()
    return folder


@pytest.fixture
def copied(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A copy of the case that a test may change."""
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    shutil.copytree(demo / "case", tmp_path / "case")
    return Case.open(tmp_path / "case", "tester")


def _page(demo: Path) -> Path:
    """The page of the second update."""
    return sorted((demo / "case" / "updates").glob("*/index.html"))[-1]


def test_every_planted_post_is_read(demo: Path) -> None:
    case = Case.open(demo / "case")
    figures = score(case, orjson.loads((demo / "truth.json").read_bytes()))
    assert figures["read"]["read"] == figures["read"]["planted posts"]
    assert figures["coordination"]["power"] >= 0.95
    assert figures["coordination"]["false pairs"] == 0
    assert figures["copies"]["precision"] >= 0.85
    assert figures["origins"]["right within 1"] >= 0.9
    assert figures["sites"]["inside a 90 % region"] >= 3
    assert case.store.read("faults").num_rows == 0


def test_the_flyer_is_read_line_by_line(demo: Path) -> None:
    case = Case.open(demo / "case")
    texts = [r["text"] for r in case.store.read("renditions").to_pylist() if r["kind"] == "ocr"]
    flyer = next(text for text in texts if "اخرجوا" in text)
    assert "الخروج من البلاد كلها" in flyer
    assert flyer.index("تل قمر") < flyer.index("محافظة البادية") < flyer.index("البلاد كلها")


def test_the_page_is_complete_and_asks_nothing_from_outside(demo: Path) -> None:
    page = _page(demo).read_text("utf-8")
    for part in (
        "The answer",
        "What changed",
        "What is known",
        "Competing answers",
        "How it spread",
        "What is not known",
        "Methods and limits",
        "Sources",
    ):
        assert part in page
    assert 'lang="ar" dir="rtl"' in page
    assert "<script" not in page
    assert 'src="http' not in page and 'href="http' not in page and "url(http" not in page


def test_people_without_a_role_and_pictures_nobody_confirmed_stay_inside(demo: Path) -> None:
    folder = _page(demo).parent
    everything = b"".join(
        p.read_bytes() for p in folder.rglob("*") if p.suffix in (".html", ".json", ".md")
    )
    assert "الحاج نديم".encode() not in everything
    assert len(list(folder.glob("pictures/*"))) == 2


def test_a_confirmed_picture_leaves_without_the_private_name_in_it(demo: Path) -> None:
    from PIL import Image

    from indicia.publish.picturecheck import metadata_in

    case = Case.open(demo / "case")
    rows = case.store.read("renditions").to_pylist()
    flyer = next(r for r in rows if r["kind"] == "ocr" and "اخرجوا" in r["text"])
    at = flyer["text"].index("نديم")
    boxes = [
        b for b in case.store.read("boxes").to_pylist() if b["rendition"] == flyer["rendition"]
    ]
    name = next(b for b in boxes if b["start"] <= at < b["end"])
    folder = _page(demo).parent / "pictures"
    assert all(metadata_in(picture.read_bytes()) == [] for picture in folder.iterdir())
    with Image.open(folder / f"{flyer['original'][:16]}.jpg") as picture:
        wide, high = picture.size
        edges = (name["x0"] * wide, name["y0"] * high, name["x1"] * wide, name["y1"] * high)
        box = tuple(round(edge) for edge in edges)
        inside = picture.convert("L").crop(box)
    with Image.open(io.BytesIO(case.objects.read(flyer["original"]))) as original:
        before = original.convert("L").crop(box)
    # Strokes of letters are steps between neighbours; flat tiles have next to none.
    assert _steps(before) > 10 > 2 > _steps(inside)


def _steps(picture: Any) -> float:
    """Mean difference of grey between neighbours in a row, 0..255."""
    import numpy as np

    return float(np.abs(np.diff(np.asarray(picture, int), axis=1)).mean())


def test_the_second_update_says_what_changed(demo: Path) -> None:
    first, second = sorted((demo / "case" / "updates").glob("*/update.json"))
    kinds = {change["kind"] for change in orjson.loads(second.read_bytes())["changes"]}
    assert kinds == {"added", "strengthened", "weakened", "withdrawn"}
    assert orjson.loads(first.read_bytes())["changes"][0]["kind"] == "first"


def test_a_stranger_verifies_the_update_and_finds_any_change(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "update"
    shutil.copytree(_page(demo).parent, folder)
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout
    assert "needs Indicia" in good.stdout and "not verifiable here" in good.stdout
    page = folder / "index.html"
    page.write_text(page.read_text("utf-8").replace("Tell Qamar", "Tell Qamra"), "utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
    citations = orjson.loads((folder / "citations.json").read_bytes())
    citations["sentences"][0]["text"] += " It is certain."
    (folder / "citations.json").write_bytes(orjson.dumps(citations))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_damage_to_an_object_or_a_log_line_is_found(copied: Case) -> None:
    assert verify_folder(copied.root).exit_code == 0
    victim = copied.objects.path(next(iter(copied.objects)))
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    assert verify_folder(copied.root).exit_code == 1


def test_deleting_what_is_derived_and_running_again_gives_the_same_bytes(copied: Case) -> None:
    before = copied.store.generation().stages
    shutil.rmtree(copied.root / "derived")
    run_case(copied)
    after = copied.store.generation().stages
    assert {n: s.tables for n, s in after.items()} == {n: s.tables for n, s in before.items()}


def test_a_second_run_does_nothing(copied: Case) -> None:
    assert not run_case(copied).changed


def test_a_decision_is_replayed_and_undone(copied: Case) -> None:
    entity = next(
        r["entity"] for r in copied.store.read("entities").to_pylist() if r["status"] == "suggested"
    )
    take_decision(copied, Asked("reject", [entity], [], "not a name"), False)
    event = f"e-{copied.log.size:08d}"
    run_case(copied)
    assert _status(copied, entity) == "rejected"
    take_decision(copied, Asked("undo", [event], []), False)
    run_case(copied)
    assert _status(copied, entity) == "suggested"


def _status(case: Case, entity: str) -> str:
    rows = case.store.read("entities").to_pylist()
    return str(next(r["status"] for r in rows if r["entity"] == entity))


def test_a_correction_replaces_the_reading_and_both_stay(copied: Case) -> None:
    rows = copied.store.read("renditions").to_pylist()
    flyer = next(r for r in rows if r["kind"] == "ocr" and "اخرجوا" in r["text"])
    take_decision(
        copied, Asked("correct", [flyer["item"]], ["text=اخرجوا الآن", "language=ar"]), False
    )
    run_case(copied)
    held = [r for r in copied.store.read("renditions").to_pylist() if r["item"] == flyer["item"]]
    assert {(r["kind"], r["preferred"]) for r in held} == {("ocr", False), ("correction", True)}


def test_as_of_a_time_before_the_decisions_nothing_is_judged(copied: Case) -> None:
    first = next(e for e in copied.log.events(None) if e.line["action"] == "decide")
    instant = datetime.fromisoformat(first.line["t"])
    instant = instant.astimezone(UTC).replace(microsecond=max(0, instant.microsecond - 1))
    from indicia.run import store_at

    run_case(copied, as_of=instant)
    rows = store_at(copied, instant).read("assessments").to_pylist()
    assert {r["confidence"] for r in rows} == {"none"}


def test_one_spelling_finds_the_others(copied: Case) -> None:
    update_index(copied.store)
    hits = search(copied.store, "Brigade 19", 50, spellings_of(copied.store, "Brigade 19"))
    texts = {h.excerpt for h in hits}
    assert any("لواء 19" in t for t in texts) and any("Brigade 19" in t for t in texts)


def test_ten_thousand_forwards_of_a_rumour_move_nothing(demo: Path) -> None:
    from indicia.weigh import parse_model, weigh

    def model(relays: int) -> dict[str, object]:
        passed_on = [{"asserts": True, "c": 1.0}] * relays
        report = {"origin": "o", "asserts": True, "r": 0.5, "b": "none", "relays": passed_on}
        return {
            "question": "who",
            "answers": ["local", "foreign", "something else"],
            "indications": [
                {
                    "id": "i",
                    "text": "t",
                    "theme": "x",
                    "p": {"local": [0.1, 0.2, 0.3], "foreign": [0.6, 0.7, 0.8]},
                    "reports": [report],
                }
            ],
        }

    one, many = weigh(parse_model(model(0))), weigh(parse_model(model(10_000)))
    assert list(one.posterior) == pytest.approx(list(many.posterior), abs=1e-12)


def test_every_drafted_sentence_of_both_updates_can_be_said_in_arabic_and_hebrew(
    demo: Path,
) -> None:
    from indicia.publish.drafted import said_in

    for path in sorted((demo / "case" / "updates").glob("*/update.json")):
        update = orjson.loads(path.read_bytes())
        texts = [s["text"] for s in update["sentences"]] + [f["caption"] for f in update["figures"].values()]  # fmt: skip
        assert len(texts) > 30
        for language in ("ar", "he"):
            assert [t for t in texts if said_in(t, language) == t] == []
