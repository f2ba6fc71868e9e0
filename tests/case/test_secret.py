"""Secrets never enter log, tables, messages: in addresses, in the environment, in errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.case import Case
from indicia.console.start import PLAIN_CASE
from indicia.secret import SECRET_KEYS, secret_in, without_secrets

TOKEN = "s3cr3t-t0ken-of-nobody"
WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.", min_size=6, max_size=20)


@pytest.mark.parametrize(
    "url",
    [
        f"https://user:{TOKEN}@place.example/page",
        f"https://{TOKEN}@place.example/page",
        f"https://place.example/page?access_token={TOKEN}",
        f"https://place.example/page?a=1&Token={TOKEN}#x",
        f"https://place.example/page#api_key={TOKEN}",
        f"HTTPS://user:{TOKEN}@PLACE.example/",
    ],
)
def test_an_address_with_a_secret_is_refused_and_not_kept(url: str, tmp_path: Path) -> None:
    files = {"case.toml": PLAIN_CASE.format(title="T").encode()}
    case = Case.create(tmp_path / "c", files, "tester")
    size = case.log.size
    done = run("add", "--yes", url, folder=case.root)
    assert done.returncode == 2
    assert TOKEN not in done.stdout + done.stderr
    assert "take it out" in done.stderr.lower()
    assert Case.open(case.root).log.size == size
    assert not holding(case.root, TOKEN)


def test_a_secret_of_the_environment_reaches_no_file_and_no_message(tmp_path: Path) -> None:
    home = tmp_path / "c"
    environment = {
        **os.environ,
        "TELEGRAM_API_HASH": TOKEN,
        "INDICIA_TOKEN": TOKEN,
        "HTTPS_PROXY": f"http://user:{TOKEN}@127.0.0.1:9",
        "INDICIA_CONFIG": str(tmp_path / "config"),
    }
    (tmp_path / "post.txt").write_text("A short text.", encoding="utf-8")
    said = ""
    for arguments in (
        ("new", str(home)),
        ("-C", str(home), "add", str(tmp_path / "post.txt")),
        ("-C", str(home), "run"),
        ("-C", str(home), "status", "--json"),
        ("-C", str(home), "doctor", "--json"),
        ("-C", str(home), "--debug", "show", "nothing"),
    ):
        done = run(*arguments, folder=tmp_path, environment=environment)
        said += done.stdout + done.stderr
    assert "A short" not in said and TOKEN not in said
    assert not holding(home, TOKEN)


def run(
    *arguments: str, folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from indicia.cli import main; main()", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, check=False, env=environment
    )


def holding(folder: Path, words: str) -> list[str]:
    """Files that hold these words; compressed tables are read as tables."""
    import pyarrow.parquet as pq

    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += str(pq.read_table(path, partitioning=None).to_pylist()).encode()
        if words.encode() in content:
            found.append(str(path))
    return found


@given(WORDS, st.sampled_from(sorted(SECRET_KEYS)))
def test_no_secret_of_an_address_survives_in_a_message(secret: str, key: str) -> None:
    secret = f"{secret}Q"
    for url in (
        f"https://someone:{secret}@place.example/x",
        f"https://place.example/x?{key}={secret}",
        f"https://place.example/x?y=1&{key.upper()}={secret}#z",
    ):
        assert secret_in(url)
        assert secret not in without_secrets(f"GET {url} failed: no answer")


@pytest.mark.parametrize(
    "text",
    [
        "https://place.example/page?id=12&lang=ar",
        "https://t.me/s/somebody/12",
        "mail somebody@place.example about it",
        "decide tag: tag=money is wrong",
        "https://place.example/@somebody/status/1",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text
    assert secret_in(text) is None
