"""``indicia conduct`` in a case: the tests by kind, the clearest findings, and what it says without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from click.testing import CliRunner

from indicia.case import Case
from indicia.cli import cli
from indicia.cli_plain import conduct  # noqa: F401  registers the command
from indicia.collect.folder import add_paths
from indicia.console import conduct as console
from indicia.console.conduct import clearest, kinds_of
from indicia.run import run_case

STORIES = 30


def row(test: str, kind: str, q: float | None, refusal: str | None = None) -> dict[str, Any]:
    return {"test": test, "kind": kind, "q": q, "refusal": refusal}


def test_kinds_are_counted_and_the_first_of_each_comes_before_the_second_of_any() -> None:
    kinds = kinds_of(
        [
            row("e-1", "coshare link", 0.0),
            row("e-2", "coshare link", 0.01),
            row("e-3", "lead text", 0.04),
            row("e-4", "lead text", 0.2),
            row("e-5", "originality", None),
            row("e-6", "originality", None, "too little"),
        ]
    )
    assert [tuple(kind.counts().values()) for kind in kinds] == [
        ("coshare link", 2, 2, 0, 0, 0, 0.0),
        ("lead text", 2, 1, 1, 0, 0, 0.04),
        ("originality", 2, 0, 0, 1, 1, None),
    ]
    assert [found["test"] for found in clearest(kinds, 0)] == ["e-1", "e-3", "e-2"]
    assert [found["test"] for found in clearest(kinds, 1)] == ["e-1"]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Two invented channels, of which the second has each text a quarter of an hour later."""
    root = tmp_path_factory.mktemp("conduct")
    made = Case.create(root / "case", {"case.toml": b'title = "invented"\n'}, "tester")
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(list("abcdefgh"), 7)) for _ in range(4000)]
    texts = [" ".join(rng.choice(words, 20)) for _ in range(STORIES)]
    for channel, late in ((1, 0), (2, 15)):
        rows = [
            {
                "_": "Message",
                "id": story + 1,
                "peer_id": {"_": "PeerChannel", "channel_id": 1900000000 + channel},
                "date": f"2026-{1 + story // 28:02d}-{1 + story % 28:02d}T{10 + story % 3}:{late:02d}:00+00:00",
                "message": text,
            }
            for story, text in enumerate(texts)
        ]
        path = root / f"channel{channel}.jsonl"
        path.write_bytes(b"\n".join(orjson.dumps(one) for one in rows))
        add_paths(made, [path])
    run_case(made)
    return made


def asked(case: Case, *words: str) -> Any:
    return CliRunner().invoke(
        cli, ["-C", str(case.root), "conduct", *words], catch_exceptions=False
    )


def test_elsewhere_than_in_a_terminal_each_kind_is_a_line(case: Case) -> None:
    found = asked(case)
    assert found.exit_code == 0
    head, *lines = found.stdout.splitlines()
    assert head.split("\t")[:3] == ["kind", "tests", "findings"]
    cells = {line.split("\t")[0]: line.split("\t")[1:3] for line in lines}
    assert cells["lead text"] == ["1", "1"]
    assert cells["originality"] == ["2", "0"]


def test_json_gives_the_findings_themselves(case: Case) -> None:
    kinds = {
        one["kind"]: one for one in map(orjson.loads, asked(case, "--json").stdout.splitlines())
    }
    lead = kinds["lead text"]
    assert (lead["findings"], lead["tests"], len(lead["clearest"])) == (1, 1, 1)
    assert lead["clearest"][0]["n"] == STORIES
    assert set(lead["clearest"][0]["items"]) <= set(
        case.store.read("post_versions").column("post_version").to_pylist()
    )


def test_a_terminal_shows_findings_in_words_with_their_limits(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "terminal_width", lambda: 100)
    shown = asked(case).stdout
    assert "channel 1900000001" in shown and "channel 1900000002" in shown
    assert "one was ahead of the other" in " ".join(shown.split())
    assert "cannot tell: " in shown


def test_without_a_run_it_says_what_to_do(tmp_path: Path) -> None:
    fresh = Case.create(tmp_path / "fresh", {"case.toml": b'title = "invented"\n'}, "tester")
    with pytest.raises(Exception, match="not been made yet; run `indicia run` first"):
        asked(fresh)


def test_outside_a_case_it_names_both_ways(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"is not a case.*indicia conduct --items"):
        CliRunner().invoke(cli, ["-C", str(tmp_path), "conduct"], catch_exceptions=False)
