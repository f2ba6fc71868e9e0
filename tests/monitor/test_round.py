"""Whole rounds: what is new, edited, gone and alerting; and kills at any moment."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indicia.case import Case
from indicia.collect.fetch import FetchOptions
from indicia.collect.look import Outside
from indicia.collect.pacing import Pacer
from indicia.console.status import status_of
from indicia.errors import CaseLocked, UsageError
from indicia.monitor.command import digest_lines, run_monitor
from indicia.monitor.loop import confirmed, one_monitor
from indicia.monitor.round import Digest, one_round
from indicia.monitor.tell import kept_alerts
from indicia.verification import verify_folder
from loopback import page, serving

OUTSIDE = Outside(
    FetchOptions(allow_loopback=True, timeout_seconds=5), Pacer(sleep=lambda seconds: None)
)
LEXICON = (
    b"entity,kind,name,source\n"
    b"b19,organisation,Brigade 19,a note\n"
    b"tellawi,person,Abu Rashid al-Tellawi,a note\n"
)


def make_case(folder: Path, toml: str) -> Case:
    files = {"case.toml": toml.encode(), "lexicon/names.csv": LEXICON}
    return Case.create(folder / "case", files, "Nour")


def article(*sentences: str, advert: str = "Buy carpets") -> bytes:
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    filler = "<p>This is an invented article of an invented review about a town.</p>" * 3
    return (
        f"<html><head><title>Steppe Review</title></head><body><aside>{advert}</aside>"
        f"<article><h1>Steppe Review</h1>{text}{filler}</article></body></html>"
    ).encode()


def once(case: Case) -> Digest:
    return one_round(case, case.settings_at(None).settings.watches, OUTSIDE)


def export(posts: dict[int, str]) -> bytes:
    messages = [
        {
            "id": number,
            "type": "message",
            "date": "2026-10-01T10:00:00",
            "date_unixtime": str(1790848800 + number),
            "from": "Sons of Tell Qamar",
            "from_id": "channel1900000001",
            "text": text,
        }
        for number, text in posts.items()
    ]
    chat = {"name": "Sons of Tell Qamar", "type": "public_channel", "id": 1900000001}
    return json.dumps({**chat, "messages": messages}).encode()


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    then = datetime.now(UTC).timestamp() - 60
    os.utime(path, (then, then))


def test_a_page_is_new_then_edited_and_an_advertisement_is_no_change(tmp_path: Path) -> None:
    with serving({"/": page(article("Brigade 19 came to the town."))}) as server:
        toml = f'title = "T"\n[[watch]]\nid = "review"\nkind = "page"\naddress = "{server.base}/"\n'
        case = make_case(tmp_path, toml + "pause_seconds = 0.0\n")
        first = once(case)
        server.routes["/"] = page(article("Brigade 19 came to the town.", advert="Buy tea"))
        advert = once(case)
        server.routes["/"] = page(article("Brigade 19 left the town."))
        edit = once(case)
    assert [n.what for n in first.posts] == ["new"]
    assert (advert.captures, advert.posts) == (1, [])
    assert [n.what for n in edit.posts] == ["edited"]
    assert "left the town" in edit.posts[0].text


def test_a_post_that_the_next_export_lacks_is_told_as_deleted(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    toml = f'title = "T"\n[[watch]]\nid = "inbox"\nkind = "folder"\naddress = "{inbox}"\n'
    case = make_case(tmp_path, toml)
    posts = {1: "one invented", 2: "two invented", 3: "three invented"}
    put(inbox / "first" / "result.json", export(posts))
    assert len(once(case).of("new")) == 3
    put(inbox / "second" / "result.json", export({1: "one invented", 3: "three, edited"}))
    digest = once(case)
    assert [n.text for n in digest.of("deleted")] == ["two invented"]
    assert [n.text for n in digest.of("edited")] == ["three, edited"]
    assert digest.of("new") == []
    assert once(case).posts == []


def test_alerts_are_told_once_and_their_subjects_stay_out_of_the_log(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    toml = (
        f'title = "Tell Qamar"\n[[watch]]\nid = "inbox"\nkind = "folder"\naddress = "{inbox}"\n'
        '[[alerts]]\nid = "threat"\nwords = ["get out"]\nnames = ["b19", "tellawi"]\n'
        'tells = ["feed", "mail"]\n'
    )
    case = make_case(tmp_path, toml)
    put(inbox / "a.txt", b"Brigade 19 must get out of the town, says an invented note.")
    digest = once(case)
    assert sorted(t.raised.kind for t in digest.alerts) == ["name", "word"]
    assert digest.exit_code == 1
    assert any("tellawi is a person" in note for note in digest.notes)
    put(inbox / "b.txt", b"Brigade 19 should get out, says another invented note of the town.")
    again = once(case)
    assert {t.state for t in again.alerts} == {"held back"}
    assert again.exit_code == 0
    log = b"".join(path.read_bytes() for path in (case.root / "log").glob("*.jsonl"))
    assert b"get out" not in log and not re.search(rb"(?<![0-9a-f])b19(?![0-9a-f])", log)
    told = case.root / "derived" / "monitor"
    assert b"get out" in (told / "alerts.atom").read_bytes()
    assert len(list((told / "mail").glob("*.eml"))) == 2
    status = status_of(case)
    assert status.alerts == 2 and status.waiting_events == 0
    kept = kept_alerts(case)
    assert {alert.rule for alert in kept} == {"threat"}
    versions = set(case.store.read("post_versions").column("post_version").to_pylist())
    assert all(alert.posts and set(alert.posts) <= versions for alert in kept)
    with (told / "alerts.jsonl").open("ab") as damaged:
        damaged.write(b'{"t": "no time"}\n{"cut')
    assert kept_alerts(case) == kept


def test_walls_and_failures_are_in_the_digest(tmp_path: Path) -> None:
    wall = page(b"<html><body>Log in to continue</body></html>")
    with serving({"/wall": wall}) as server:
        toml = (
            f'title = "T"\n[[watch]]\nid = "wall"\nkind = "page"\naddress = "{server.base}/wall"\n'
            '[[watch]]\nid = "gone"\nkind = "folder"\naddress = "/nowhere/at/all"\n'
        )
        case = make_case(tmp_path, toml)
        digest = once(case)
    lines = "\n".join(digest_lines(digest))
    assert "no content: 127.0.0.1: wall (log-in wall)" in lines
    assert "not reached: /nowhere/at/all: is not there" in lines
    assert digest.exit_code == 3


def test_a_case_that_watches_nothing_says_what_to_add(tmp_path: Path) -> None:
    case = make_case(tmp_path, 'title = "T"\n')
    with pytest.raises(UsageError, match=r"add a \[\[watch\]\]"):
        run_monitor(case, True, (), False, False)


def test_an_unconfirmed_host_is_not_contacted(tmp_path: Path) -> None:
    with serving({"/": page()}) as server:
        toml = f'title = "T"\n[[watch]]\nid = "review"\nkind = "page"\naddress = "{server.base}/"\n'
        case = make_case(tmp_path, toml)
        watches = case.settings_at(None).settings.watches
        kept, notes = confirmed(case, watches, OUTSIDE, lambda host: False)
        assert (kept, len(notes)) == ((), 1)
        kept, _ = confirmed(case, watches, OUTSIDE, lambda host: True)
        one_round(case, kept, OUTSIDE)
        again, notes = confirmed(case, watches, OUTSIDE, lambda host: False)
        assert (len(again), notes) == (1, [])
        assert server.paths() == ["/"]


def test_two_monitors_do_not_watch_one_case(tmp_path: Path) -> None:
    case = make_case(tmp_path, 'title = "T"\n')
    refused = pytest.raises(CaseLocked, match="another `indicia monitor`")
    with one_monitor(case), refused, one_monitor(case):
        pass


LOOP = """
import sys
from pathlib import Path
from indicia.case import Case
from indicia.monitor.command import run_monitor
run_monitor(Case.open(Path(sys.argv[1]), "Nour"), False, (), True, True)
"""


def test_killed_at_random_moments_no_file_is_lost_or_taken_twice(tmp_path: Path) -> None:
    """Files arrive while the monitor is killed and started again."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    toml = (
        f'title = "T"\n[[watch]]\nid = "inbox"\nkind = "folder"\naddress = "{inbox}"\n'
        'every = "1m"\n'
    )
    case = make_case(tmp_path, toml)
    chance = random.Random(7)
    made = 0
    for _ in range(6):
        for _ in range(4):
            made += 1
            put(inbox / f"{made}.txt", f"invented note number {made}".encode())
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(case.root)], stdout=subprocess.DEVNULL
        )
        time.sleep(0.3 + chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
    once(Case.open(case.root, "Nour"))
    taken = Counter(
        event.line["object"]["sha256"]
        for event in Case.open(case.root).log.events(None)
        if event.action == "import"
    )
    assert len(taken) == made
    assert set(taken.values()) == {1}
    report = verify_folder(case.root)
    assert report.exit_code == 0, [str(f) for f in report.findings]


def test_told_to_stop_it_ends_its_look_and_says_so(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    put(inbox / "1.txt", b"an invented note")
    toml = f'title = "T"\n[[watch]]\nid = "inbox"\nkind = "folder"\naddress = "{inbox}"\n'
    case = make_case(tmp_path, toml)
    process = subprocess.Popen(
        [sys.executable, "-c", LOOP, str(case.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _, words = process.communicate(timeout=30)
    assert json.loads(line)["new"]
    assert process.returncode == 0
    assert "stopped; everything acknowledged is kept" in words
