"""Corrections and withdrawals of a real small case: told everywhere, and nothing that was is changed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path

import feedparser
import orjson
import pytest
from click.testing import CliRunner
from lxml import html

from indicia.case import Case
from indicia.cli import cli
from indicia.collect.folder import add_paths
from indicia.errors import GateStopped, UsageError
from indicia.publish.update import Wish, make_update
from indicia.publish.withdraw import withdraw_update
from indicia.run import run_case
from indicia.verification import verify_folder

NOTE = "---\ntitle: Note\ndate: 2026-10-01\nlanguage: en\n---\n\nResidents said that the old road is closed.\n"
DAYS = [datetime(2026, 11, day, 12, tzinfo=UTC) for day in range(1, 8)]
SETTINGS = (
    'title = "A small case"\n[publication]\naddress = "https://example.org/u/"\n'
    'list = "https://example.org/leave"\nsender = "Desk <desk@example.org>"\n'
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Four updates: 2 corrects 1, 3 withdraws 2, 4 follows."""
    folder = tmp_path_factory.mktemp("corrected")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        made = Case.create(folder / "case", {"case.toml": SETTINGS.encode()}, "tester")
        (folder / "note.md").write_text(NOTE, "utf-8")
        add_paths(made, [folder / "note.md"])
        run_case(made)
        make_update(made, now=DAYS[0])
        before = hashes(made.root / "updates" / "2026-11-01")
        make_update(made, wish=Wish(corrects="1", reason="The date was wrong."), now=DAYS[1])
        second = hashes(made.root / "updates" / "2026-11-02")
        withdraw_update(made, "2026-11-02", "The road was another one.", DAYS[2])
        make_update(made, now=DAYS[3])
        assert hashes(made.root / "updates" / "2026-11-01") == before
        assert hashes(made.root / "updates" / "2026-11-02") == second
        yield made


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def data_of(case: Case, day: int) -> dict[str, object]:
    path = case.root / "updates" / f"2026-11-0{day}" / "update.json"
    return dict(orjson.loads(path.read_bytes()))


def page_of(case: Case, day: int) -> html.HtmlElement:
    return html.fromstring((case.root / "updates" / f"2026-11-0{day}" / "index.html").read_bytes())


def text_of(tree: html.HtmlElement, part: str) -> str:
    return " ".join(tree.get_element_by_id(part).text_content().split())


def test_a_correction_says_first_what_it_corrects_and_why(case: Case) -> None:
    data, page = data_of(case, 2), page_of(case, 2)
    assert data["status"] == "corrected"
    assert data["corrects"] == {
        "number": 1,
        "folder": "2026-11-01",
        "reason": "The date was wrong.",
    }
    assert text_of(page, "changed").startswith(
        "What changed corrected Update 1 is corrected here. The date was wrong."
    )
    assert "Update 1 is corrected here. The date was wrong." in text_of(page, "corrections")
    assert "corrected by update 2" in text_of(page, "corrections")


def test_a_withdrawal_is_a_small_signed_update_that_names_what_it_withdraws(case: Case) -> None:
    data, page = data_of(case, 3), page_of(case, 3)
    assert (data["status"], data["number"], data["corrects"]) == ("withdrawal", 3, None)
    assert data["withdraws"] == {
        "number": 2, "folder": "2026-11-02", "reason": "The road was another one."}  # fmt: skip
    gone = [s["text"] for s in data_of(case, 2)["sentences"] if s["cites"]]  # type: ignore[attr-defined]
    told = [c["words"] for c in data["changes"] if c["kind"] == "withdrawn"]  # type: ignore[attr-defined]
    assert gone and set(gone) <= set(told)
    assert text_of(page, "answer").endswith("Update 2 is withdrawn. The road was another one.")
    assert not page.xpath("//section[@id='known']")
    anchors = [link[1:] for link in page.xpath("//a/@href") if link.startswith("#")]
    assert set(anchors) <= set(page.xpath("//@id"))


def test_a_later_page_tells_of_it_and_compares_with_the_update_that_stands(case: Case) -> None:
    data, page = data_of(case, 4), page_of(case, 4)
    told = text_of(page, "corrections")
    assert "withdrawn by update 3 The road was another one." in told
    assert "corrected by update 2 The date was wrong." in told
    assert data["number"] == 4 and data["status"] == "revised"
    assert [c["kind"] for c in data["changes"]] == ["unchanged"]  # type: ignore[attr-defined]


def test_each_folder_and_the_case_verify_and_every_file_is_signed(case: Case) -> None:
    report = verify_folder(case.root)
    assert report.exit_code == 0 and report.updates == 4
    assert not [finding for finding in report.findings if "atom" in finding.where]
    assert (case.root / "updates" / "atom.xml").exists()
    for day in (1, 2, 3, 4):
        folder = case.root / "updates" / f"2026-11-0{day}"
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(folder / "verify.py")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        signed = set(orjson.loads((folder / "manifest.json").read_bytes())["files"])
        present = set(hashes(folder)) - {"manifest.json", "manifest.sig"}
        assert signed == present
        assert {"update.eml", "citations.csv", "newsletter/short.txt", "update.json"} <= signed


def test_a_changed_byte_of_any_edition_is_found(case: Case, tmp_path: Path) -> None:
    import shutil

    for name in ("update.eml", "newsletter/letter.txt", "citations.csv"):
        copy = tmp_path / name.replace("/", "-")
        shutil.copytree(case.root / "updates" / "2026-11-04", copy)
        (copy / name).write_bytes((copy / name).read_bytes() + b" ")
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(copy / "verify.py")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1 and f"DAMAGED  {name}: its bytes were changed" in done.stdout


def test_feeds_tell_of_corrections_apart(case: Case) -> None:
    updates = case.root / "updates"
    series = feedparser.parse((updates / "atom.xml").read_bytes())
    told = feedparser.parse((updates / "corrections.atom").read_bytes())
    assert len(series.entries) == 4 and [e.title[:8] for e in told.entries] == [
        "Update 3",
        "Update 2",
    ]
    assert "The road was another one." in told.entries[0].content[0].value


def test_mails_thread_from_the_first_to_the_last(case: Case) -> None:
    mails = [
        message_from_bytes((case.root / "updates" / f"2026-11-0{n}" / "update.eml").read_bytes())
        for n in (1, 2, 3, 4)
    ]
    for before, after in pairwise(mails):
        assert after["In-Reply-To"] == before["Message-ID"]
    assert str(mails[3]["References"]).split() == [m["Message-ID"] for m in mails[:3]]
    assert mails[0]["List-Unsubscribe"] == "<https://example.org/leave>"


@pytest.mark.parametrize(
    ("name", "reason", "told"),
    [
        ("2026-11-01", "", "say why"),
        ("2025-01-01", "x", "is no update of this case"),
        ("2", "x", "was withdrawn by update 3 already"),
        ("3", "x", "is a notice of withdrawal"),
    ],
)  # fmt: skip
def test_what_cannot_be_withdrawn_or_corrected_is_told(
    case: Case, name: str, reason: str, told: str
) -> None:
    count = len(list((case.root / "updates").iterdir()))
    with pytest.raises(UsageError, match=told):
        withdraw_update(case, name, reason, DAYS[5])
    with pytest.raises(UsageError, match=told):
        make_update(case, wish=Wish(corrects=name, reason=reason), now=DAYS[5])
    assert len(list((case.root / "updates").iterdir())) == count


def test_a_reason_passes_the_gate_or_nothing_is_written(case: Case) -> None:
    size, count = case.log.size, len(list((case.root / "updates").iterdir()))
    with pytest.raises(GateStopped, match="contact"):
        withdraw_update(case, "1", "Ask someone@example.org about it.", DAYS[5])
    with pytest.raises(GateStopped, match="contact"):
        make_update(case, wish=Wish(corrects="1", reason="Ask someone@example.org."), now=DAYS[5])
    assert case.log.size == size and len(list((case.root / "updates").iterdir())) == count


def test_the_command_says_what_it_would_do_and_needs_a_reason(case: Case) -> None:
    run = CliRunner().invoke
    dry = run(cli, ["-C", str(case.root), "withdraw", "1", "--reason", "x", "--dry-run"])
    assert dry.exit_code == 0 and "would publish update 5: it withdraws 2026-11-01" in dry.stderr
    with pytest.raises(UsageError, match="say why"):
        run(cli, ["-C", str(case.root), "withdraw", "1"], catch_exceptions=False, standalone_mode=False)  # fmt: skip
