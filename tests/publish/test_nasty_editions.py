"""The same hostile strings through mail, newsletter and feeds: they stay text everywhere."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import html
from nasty import nasty_strings
from test_nasty_strings import BIDI, outputs  # noqa: F401  the module's fixture

from indicia.publish.mail import Thread, render_mail
from indicia.publish.newsletter import newsletter_files
from indicia.publish.series import feed_files
from indicia.settings import Publication, Settings

ACTIVE = ("script", "iframe", "object", "embed", "form", "base", "style", "img", "input", "template", "link")  # fmt: skip
OURS = ("\u2066", "\u2067", "\u2069")


@pytest.fixture(scope="module")
def data(outputs: dict[str, bytes]) -> dict[str, Any]:  # noqa: F811
    made = dict(json.loads(outputs["update.json"]))
    hostile = nasty_strings()
    return made | {
        "title": hostile[40] + hostile[600],
        "question": "Who?\r\nBcc: x@example.org\r\n" + hostile[5],
        "checkpoint": "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
    }


def is_only_text(content: str) -> None:
    tree = html.fromstring(content)
    for tag in ACTIVE:
        assert not tree.xpath(f"//{tag}"), tag
    names = [n for node in tree.iter() if isinstance(node.tag, str) for n in node.attrib]
    assert not [n for n in names if n.startswith("on")]
    assert not tree.xpath("//@href | //@src")
    assert not [hex(ord(c)) for c in BIDI if c in content]


def test_a_mail_of_hostile_strings_is_one_message_of_two_texts(data: dict[str, Any]) -> None:
    content = render_mail(data, Thread("origin", (1, 2)), Publication())
    mail = message_from_bytes(content, policy=SMTP)
    assert not mail.defects and mail["Bcc"] is None
    parts = list(mail.iter_parts())  # type: ignore[attr-defined]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert not [part.defects for part in parts if part.defects]
    is_only_text(parts[1].get_content())
    text = parts[0].get_content()
    assert not [hex(ord(c)) for c in BIDI if c in text and c not in OURS]
    assert text.count("\u2066") + text.count("\u2067") == text.count("\u2069")
    assert "\x00" not in text and "⟦RLO⟧" in text and "{{7*7}}" in text


def test_a_newsletter_of_hostile_strings_stays_text(data: dict[str, Any]) -> None:
    files = newsletter_files(data)
    for name in ("newsletter/letter.html", "newsletter/short.html"):
        is_only_text(files[name].decode())


def test_feeds_of_hostile_strings_are_valid_and_hold_only_text(
    data: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "2026-11-01"
    folder.mkdir()
    (folder / "update.json").write_bytes(json.dumps(data).encode())
    signature = "AAAA" * 22 + "AAA="
    (folder / "checkpoint.txt").write_text(
        f"origin\n1\n{'A' * 43}=\n\n— tester {signature}\n", "utf-8"
    )
    files = feed_files(tmp_path, Settings(title=nasty_strings()[40]))
    read = feedparser.parse(files["atom.xml"], sanitize_html=False)
    assert not read.bozo and len(read.entries) == 1
    is_only_text(read.entries[0].content[0].value)
    stored = json.loads(files["feed.json"])["items"][0]["content_html"]
    is_only_text(stored)
    assert len(re.findall(r"\{\{7\*7\}\}", stored)) >= 1
