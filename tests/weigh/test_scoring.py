"""Scoring: what was published before the end, beside prior and previous, word by word."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from indicia.case import Case
from indicia.cli import cli
from indicia.console.calibration import render_plot
from indicia.console.score import score_desk
from indicia.weigh.score import record_words

SETTINGS = b"""
title = "Scored (invented)"
[[questions]]
id = "who"
text = "Who?"
answers = [{id = "a", text = "A"}, {id = "b", text = "B"}]
"""


def make_case(folder: Path, name: str = "case") -> Case:
    return Case.create(folder / name, {"case.toml": SETTINGS}, "ann")


def publish(case: Case, folder: str, number: int, means: tuple[float, ...], **more: object) -> None:
    """An update as the folder holds it: only what scoring reads."""
    answers = [
        {"question": "who", "answer": name, "mean": mean, "prior": 1 / 3, "confidence": "low"}
        for name, mean in zip(("a", "b", "something else"), means, strict=True)
    ]
    update = {"number": number, "log_size": case.log.size, "answers": answers, **more}
    target = case.root / "updates" / folder
    target.mkdir()
    (target / "update.json").write_bytes(orjson.dumps(update))


def resolve(case: Case, answer: str) -> None:
    case.decide("resolve", [], {"question": "who", "answer": answer}, "It has become known")


def test_each_update_is_scored_beside_prior_and_previous(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    publish(case, "2026-01-01", 1, (0.5, 0.4, 0.1))
    publish(case, "2026-02-01", 2, (0.8, 0.15, 0.05))
    resolve(case, "a")
    first, second = score_desk([case.root]).scored
    assert first.scores.previous is None
    assert second.scores.published.brier == pytest.approx(0.04 + 0.0225 + 0.0025)
    assert second.scores.previous == first.scores.published
    assert second.scores.prior is not None
    assert second.scores.prior.brier == pytest.approx(4 / 9 + 1 / 9 + 1 / 9)


def test_what_was_published_after_the_end_is_hindsight_and_does_not_count(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    publish(case, "2026-01-01", 1, (0.2, 0.7, 0.1))
    resolve(case, "a")
    publish(case, "2026-02-01", 2, (0.98, 0.01, 0.01))
    assert [row.update for row in score_desk([case.root]).scored] == ["2026-01-01"]


def test_contradictory_resolutions_are_named_with_their_events_and_left_out(tmp_path: Path) -> None:
    case, other = make_case(tmp_path), make_case(tmp_path, "other")
    for one in (case, other):
        publish(one, "2026-01-01", 1, (0.5, 0.4, 0.1))
        resolve(one, "a")
    resolve(case, "b")
    record = score_desk([case.root, other.root, tmp_path / "nowhere"])
    assert len(record.scored) == 1
    assert "e-00000003, e-00000004" in record.left_out[0] and "Undo" in record.left_out[0]
    assert "is not a case" in record.left_out[1]
    case.decide("undo", ["e-00000004"], {})
    assert len(score_desk([case.root, other.root]).scored) == 2


def test_a_question_nobody_judged_or_of_other_answers_is_not_scored(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    publish(case, "2026-01-01", 1, (0.5, 0.4, 0.1), answers=[])
    resolve(case, "b")
    record = score_desk([case.root])
    assert not record.scored
    assert "no update that was published before" in record.left_out[0]


def test_the_command_says_how_few_questions_there_are_and_plots_them(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    publish(case, "2026-01-01", 1, (0.7, 0.2, 0.1))
    resolve(case, "a")
    plot = tmp_path / "plot.html"
    done = CliRunner().invoke(cli, ["-C", str(case.root), "score", "--figure", str(plot)])
    assert done.exit_code == 0, done.output
    assert "fewer than 10" in done.stdout and "likely" in done.stdout
    assert "1 resolved questions" in plot.read_text("utf-8")


def test_the_drawing_holds_no_words_and_the_table_says_the_same() -> None:
    words = record_words([(0.7, True)] * 6 + [(0.7, False)] * 3 + [(0.1, False)] * 9)
    page = render_plot(words, 18)
    assert "<text" not in page
    assert page.count('class="dot"') == page.count('<th scope="row">') == 2
    assert "67%" in page


def test_the_interval_of_a_share_holds_it_and_never_leaves_0_to_1() -> None:
    for right in range(5):
        said = [(0.7, True)] * right + [(0.7, False)] * (4 - right)
        row = next(row for row in record_words(said) if row.used)
        low, high = row.interval()
        assert 0 <= low <= (row.share_true or 0) <= high <= 1
