"""The queue learns from decisions: examples, the model, the stage with and without enough of them."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.decide import Asked, take_decision
from indicia.find import learned
from indicia.find.learned import Example, Model, both_ways, train
from indicia.find.passage import read_passage
from indicia.learn.example import Judged, Lists, examples
from indicia.learn.stage import LEAST_CONFIRMED, LEAST_REJECTED, verdicts_of
from indicia.lexicon import Lexicon
from indicia.run import run_case

pytest.importorskip("pycrfsuite", reason="the extra `learn` is not installed")

SYLLABLES = ("vel", "mo", "ra", "ker", "tun", "ish", "dal", "os", "bri", "fen")
LISTS = Lists(Lexicon())


def town(number: int) -> str:
    """An invented town."""
    picked = (
        SYLLABLES[number % 10],
        SYLLABLES[number // 10 % 10],
        SYLLABLES[(number * 7 + 3) % 10],
    )
    return "".join(picked).capitalize()


def example(text: str, *names: tuple[str, bool]) -> list[Example]:
    judged = [
        Judged(text.index(name), text.index(name) + len(name), "place", right)
        for name, right in names
    ]
    passage = read_passage(text)
    return list(examples(passage, LISTS.features(passage), judged))


def some_examples() -> list[Example]:
    made = []
    for number in range(40):
        name = town(number)
        made += example(f"Rain fell in the village of {name} during the night.", (name, True))
        made += example(f"The {name} engine runs on the new server today.", (name, False))
    return made


def test_an_example_labels_what_was_decided_and_ends_where_nobody_decided() -> None:
    text = "near Velmora and Kertun lies the mill of Daldal by the stream"
    passage = read_passage(text)
    judged = [Judged(5, 12, "place", True), Judged(17, 23, "place", None)]
    one = next(examples(passage, LISTS.features(passage), judged))
    assert one.labels == ["O", "B-place", "O"]
    assert sum("w=kertun" in word for word in one.features) == 0


def test_the_same_examples_give_the_same_bytes() -> None:
    made = some_examples()
    assert train(made) == train(made)
    assert train(made) != train(made[:-2])


def test_a_model_marks_a_name_that_it_never_saw_with_its_reasons() -> None:
    model = Model(train([both for one in some_examples() for both in both_ways(one)]))
    text = "Rain fell in the village of Quarbusk during the night."
    features = LISTS.features(read_passage(text))
    (found,) = model.mark(features)
    assert (found.first, found.last, found.kind) == (6, 7, "place") and found.probability > 0.8
    assert any("village" in reason or "of" in reason for reason in model.reasons(features, found))
    other = LISTS.features(read_passage("The Quarbusk engine runs on the new server today."))
    assert not model.mark(other)
    assert model.score(other, 1, 2, "place") < 0.2 and model.score(other, 1, 2, "person") == 0.0


def test_a_later_decision_replaces_an_earlier_one() -> None:
    rows = [
        {"what": "confirm", "about": ["m-1", "c-2"], "undone_by": None},
        {"what": "reject", "about": ["m-1"], "undone_by": None},
        {"what": "confirm", "about": ["x-3"], "undone_by": 9},
    ]
    assert verdicts_of(rows) == {"m-1": False}


def posts(folder: Path, count: int) -> Path:
    rows = []
    for number in range(count):
        name, other = town(number), f"{town(number + 300)} Array"
        text = (
            f"Rain fell in the village of {name} during the night and the road was closed."
            if number % 2
            else f"We bought the {other} market for the office, and it runs well on two machines."
        )
        rows.append({
            "channel": f"Valley {number % 3}", "channel_id": str(number % 3), "message_id": number,
            "date": f"2026-03-{1 + number % 28:02d}T10:{number % 60:02d}:00+00:00", "text": text,
        })  # fmt: skip
    path = folder / "posts.json"
    path.write_bytes(orjson.dumps(rows))
    return path


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    root = tmp_path_factory.mktemp("learn")
    settings = b'title = "Valley"\ntime_zone = "UTC"\nlanguages = ["en"]\n'
    made = Case.create(root / "case", {"case.toml": settings}, "tester")
    add_paths(made, [posts(root, 120)])
    run_case(made, "learn")
    return made


def decide(case: Case) -> tuple[int, int]:
    """Confirm towns and reject products, but for the last dozen posts."""
    rows = case.store.read("mentions").to_pylist()
    right = [row for row in rows if "village of" in row["prefix"] and row["kind"] == "place"]
    wrong = [row for row in rows if "bought the" in row["prefix"]]
    held = [row["mention"] for row in right[6:]], [row["mention"] for row in wrong[6:]]
    for what, names in zip(("confirm", "reject"), held, strict=True):
        take_decision(case, Asked(what, tuple(names), (), ""), False)
    return len(held[0]), len(held[1])


def test_nothing_is_learnt_before_enough_was_decided(case: Case) -> None:
    (row,) = case.store.read("models").to_pylist()
    assert row["model"] is None
    assert f"{LEAST_CONFIRMED} and {LEAST_REJECTED} are needed" in row["refusal"]
    assert not case.store.read("learned").num_rows


def test_decisions_train_a_model_whose_findings_wait_with_a_probability(case: Case) -> None:
    decide(case)
    run_case(case, "learn")
    (row,) = case.store.read("models").to_pylist()
    assert row["refusal"] is None and len(row["model"]) == len(row["trained_on"]) == 64
    assert row["confirmed"] >= LEAST_CONFIRMED and row["rejected"] >= LEAST_REJECTED
    found = case.store.read("learned").to_pylist()
    assert all(0 <= one["score"] <= 1 and one["method"] == "crf" for one in found)
    assert all(one["model"] == row["model"] and "probability" in one["reason"] for one in found)
    texts = {r["rendition"]: r["text"] for r in case.store.read("renditions").to_pylist()}
    assert all(texts[o["rendition"]][o["start"] : o["end"]] == o["quote"] for o in found)
    before = case.store.read("models"), case.store.read("learned")
    again = run_case(case, "learn")
    assert all(report.kept for report in again.stages)
    assert (case.store.read("models"), case.store.read("learned")) == before


def test_without_the_extra_everything_else_runs_and_the_reason_is_told(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learned, "is_available", lambda: False)
    monkeypatch.setattr("indicia.learn.stage.is_available", lambda: False)
    rows = case.store.read("mentions").to_pylist()
    take_decision(case, Asked("confirm", (rows[0]["mention"],), (), ""), False)
    run_case(case, "learn")
    (row,) = case.store.read("models").to_pylist()
    assert "python-crfsuite is not installed" in row["refusal"] and row["model"] is None
    assert not case.store.read("learned").num_rows and case.store.read("entities").num_rows
