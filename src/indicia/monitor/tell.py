"""Telling of alerts: a feed, mail files and desktop notifications, all on this machine.

Nothing is sent anywhere. What was told lies under ``derived/monitor/`` and may be deleted; that it
was told is in the log, so that one subject is not told of again too soon.
"""

from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from indicia.case import Case
from indicia.custody.event import Event
from indicia.identity import sha256_hex
from indicia.monitor.rule import Raised
from indicia.publish.feed import Entry, Feed, atom
from indicia.watch import Alert

FEED_ENTRIES = 200
KEPT = "alerts.jsonl"
"""Under ``derived/monitor/``: the words of the last alerts."""


@dataclass(frozen=True, slots=True)
class Told:
    """An alert and what was done about it: told, held back (same subject), or quiet."""

    raised: Raised
    state: str


def subject_key(raised: Raised) -> str:
    """What the log holds in place of an alert's subject: a hash, for it may be somebody's words."""
    return sha256_hex(f"{raised.rule}\n{raised.subject}".encode())[:32]


def told_before(events: Iterable[Event]) -> dict[str, datetime]:
    """Subject -> when it was last told of, from the log."""
    found: dict[str, datetime] = {}
    for event in events:
        params = event.line.get("params") or {}
        if event.action == "note" and "alert" in params:
            found[str(params["subject"])] = datetime.fromisoformat(event.line["t"])
    return found


@dataclass(frozen=True, slots=True)
class Alerted:
    """An alert that was told: when, by which rule, why, and the posts it is about."""

    told: datetime
    rule: str
    why: str
    posts: tuple[str, ...]


def kept_alerts(case: Case) -> list[Alerted]:
    """The last alerts that were told, newest first, while their words still lie on this machine."""
    return [
        Alerted(datetime.fromisoformat(row["t"]), row["rule"], row["why"], tuple(row["posts"]))
        for row in reversed(kept_rows(case))
    ]


def kept_rows(case: Case) -> list[dict[str, Any]]:
    """The rows of ``alerts.jsonl``, oldest first; a line that is none is left out."""
    path = case.root / "derived" / "monitor" / KEPT
    found = []
    for line in path.read_bytes().splitlines() if path.exists() else ():
        with suppress(orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            row = orjson.loads(line)
            datetime.fromisoformat(row["t"])
            found.append({"posts": [], "feed": True, "rule": "", "why": "", **row})
    return found


def is_quiet(hours: tuple[time, time] | None, local: datetime) -> bool:
    """Whether a local time lies in quiet hours, which may go past midnight."""
    if hours is None:
        return False
    start, end = hours
    now = local.time()
    return start <= now < end if start <= end else now >= start or now < end


def sort_out(
    raised: Sequence[Raised],
    rules: Mapping[str, Alert],
    before: Mapping[str, datetime],
    now: datetime,
    zone: ZoneInfo,
) -> list[Told]:
    """Which alerts to tell now: not in quiet hours, not of a subject told of lately."""
    found, lately = [], dict(before)
    for one in raised:
        rule, key = rules[one.rule], subject_key(one)
        last = lately.get(key)
        if last is not None and timedelta(0) <= now - last < timedelta(seconds=rule.repeat_seconds):
            state = "held back"
        elif is_quiet(rule.quiet, now.astimezone(zone)):
            state = "quiet"
        else:
            state = "told"
            lately[key] = now
        found.append(Told(one, state))
    return found


class Teller:
    """Tells alerts by the ways that their rules name; gives notes on what could not be told."""

    def __init__(self, case: Case, title: str) -> None:
        self.case, self.title = case, title
        self.folder = case.root / "derived" / "monitor"

    def tell(self, told: Sequence[Told], rules: Mapping[str, Alert], now: datetime) -> list[str]:
        """Tell what is to be told, then log that it was."""
        speak = [one.raised for one in told if one.state == "told"]
        if not speak:
            return []
        self.folder.mkdir(parents=True, exist_ok=True)
        notes: list[str] = []
        self._keep(speak, rules, now)
        for one in speak:
            if "mail" in rules[one.rule].tells:
                self._mail(one, now)
        if any("desktop" in rules[one.rule].tells for one in speak):
            notes += _desktop(self.title, speak, rules)
        # Logged last: a kill in between tells an alert twice rather than never.
        self.case.append_many(
            [
                ("note", {"alert": one.rule, "kind": one.kind, "subject": subject_key(one)}, {})
                for one in speak
            ]
        )
        return notes

    def _keep(self, raised: Sequence[Raised], rules: Mapping[str, Alert], now: datetime) -> None:
        """Keep the words of the last alerts for the desk, and in the feed those that go there."""
        rows = kept_rows(self.case)
        rows += [
            {
                "id": f"{subject_key(o)}-{now:%Y%m%dT%H%M%SZ}",
                "why": o.why,
                "rule": o.rule,
                "t": now.isoformat(),
                "posts": list(o.posts),
                "feed": "feed" in rules[o.rule].tells,
            }
            for o in raised
        ]
        rows = rows[-FEED_ENTRIES:]
        _replace(self.folder / KEPT, b"".join(orjson.dumps(row) + b"\n" for row in rows))
        if any(row["feed"] for row in rows[-len(raised) :]):
            self._feed([row for row in rows if row["feed"]])

    def _feed(self, rows: Sequence[Mapping[str, Any]]) -> None:
        entries = [
            Entry(
                id=f"urn:indicia:alert:{row['id']}",
                title=f"{row['rule']}: {row['why']}",
                updated=datetime.fromisoformat(row["t"]),
                html=f"<p>{html.escape(row['why'])}</p>",
            )
            for row in reversed(rows)
        ]
        name = sha256_hex(self.title.encode())[:16]
        feed = Feed(f"urn:indicia:alerts:{name}", f"Alerts: {self.title}", entries)
        _replace(self.folder / "alerts.atom", atom(feed))

    def _mail(self, raised: Raised, now: datetime) -> None:
        message = EmailMessage()
        message["Subject"] = _header(f"[{self.title}] {raised.rule}: {raised.why}")
        message["Date"] = format_datetime(now)
        message["From"] = "Indicia <indicia@localhost>"
        message["Message-ID"] = f"<{subject_key(raised)}.{now:%Y%m%dT%H%M%SZ}@indicia.invalid>"
        posts = "\n".join(f"indicia show {post}" for post in raised.posts)
        message.set_content(f"{raised.why}\n\n{posts}\n")
        folder = self.folder / "mail"
        folder.mkdir(exist_ok=True)
        name = f"{now:%Y%m%dT%H%M%SZ}-{raised.rule}-{subject_key(raised)[:8]}.eml"
        _replace(folder / name, bytes(message))


def _desktop(title: str, raised: Sequence[Raised], rules: Mapping[str, Alert]) -> list[str]:
    """One notification for all; it names rules and counts, for others may see the screen."""
    tool = shutil.which("notify-send")
    if tool is None:
        return ["no desktop notification: notify-send is not installed (apt install libnotify-bin)"]
    shown = [one for one in raised if "desktop" in rules[one.rule].tells]
    by_rule = sorted({one.rule for one in shown})
    text = f"{len(shown)} alerts: {', '.join(by_rule)}"
    done = subprocess.run(
        [tool, "--app-name=Indicia", "--", title, text],
        capture_output=True,
        check=False,
        timeout=10,
    )
    return [] if done.returncode == 0 else ["no desktop notification: no desktop is running"]


def _header(text: str) -> str:
    return " ".join(text.split())[:200]


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
