"""What ``case.toml`` says is to be watched, and what to speak up about: ``[[watch]]``, ``[[alerts]]``.

Parsed once into frozen values; nothing here looks at anything. Times are seconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from indicia.tomltable import TableReader

WatchKind = Literal["telegram", "preview", "page", "feed", "mail", "folder"]
Channel = Literal["desktop", "mail", "feed"]
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
SHORTEST_SECONDS = 60
PROXIES = ("http", "https", "socks5", "socks5h")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
_SPAN = re.compile(r"(\d{1,6})\s*([smhdw])")
_QUIET = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing that is looked at on a schedule.

    ``kind``: ``telegram`` (with an account), ``preview`` (a channel's public preview pages),
    ``page``, ``feed``, ``mail`` (a folder of mail) or ``folder``.
    """

    id: str
    kind: WatchKind
    address: str
    """A channel's handle, a web address, or a path (``~`` is the home folder)."""
    every_seconds: int = 3600
    proxy: str | None = None
    pause_seconds: float = 2.0
    """Between two requests to one host; never less."""
    pages: int = 5
    """How many pages back one round reads (previews, archives of a feed)."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One rule: what must be met (any of its conditions), whom it tells, and when it is quiet."""

    id: str
    words: tuple[str, ...] = ()
    """Words in any spelling."""
    names: tuple[str, ...] = ()
    """Entities of the lexicon, by id: any of their names in any spelling."""
    sources: tuple[str, ...] = ()
    """Any new post of these sources: platform id or name."""
    within_km: float | None = None
    """A place this near to the area's centre."""
    seen_pictures: bool = False
    """A picture that was seen before."""
    volume: float | None = None
    """A day's posts this many standard deviations above the baseline of the source."""
    tells: tuple[Channel, ...] = ("feed",)
    quiet: tuple[time, time] | None = None
    """Hours of the case's time zone in which it is noted and told nobody."""
    repeat_seconds: int = 21600
    """It tells of the same subject again only after this long."""


def parse_watches(reader: TableReader, raw: list[Any]) -> tuple[Watch, ...]:
    """The ``[[watch]]`` tables. Raises ``SettingsError``."""
    made = tuple(_watch(reader, _table(reader, e, "watch", i), i) for i, e in enumerate(raw))
    _distinct(reader, "watch", [watch.id for watch in made])
    return made


def parse_alerts(reader: TableReader, raw: list[Any]) -> tuple[Alert, ...]:
    """The ``[[alerts]]`` tables. Raises ``SettingsError``."""
    made = tuple(_alert(reader, _table(reader, e, "alerts", i), i) for i, e in enumerate(raw))
    _distinct(reader, "alerts", [alert.id for alert in made])
    return made


def _watch(reader: TableReader, raw: dict[str, Any], index: int) -> Watch:
    place = f"watch[{index}]."
    kind = reader.take(raw, place, "kind", str, "")
    if kind not in get_args(WatchKind):
        raise reader.fail(f"{place}kind", f"must be one of {', '.join(get_args(WatchKind))}")
    made = Watch(
        id=_id(reader, raw, place),
        kind=cast(WatchKind, kind),
        address=reader.take(raw, place, "address", str, ""),
        every_seconds=_span(reader, raw, place, "every", "1h"),
        proxy=reader.take(raw, place, "proxy", str, None),
        pause_seconds=reader.take(raw, place, "pause_seconds", float, 2.0),
        pages=reader.take(raw, place, "pages", int, 5),
    )
    reader.finish(raw, place.rstrip("."))
    _check_watch(reader, made, place)
    return made


def _check_watch(reader: TableReader, made: Watch, place: str) -> None:
    if not made.address:
        raise reader.fail(f"{place}address", "is missing; name the channel, page, feed or folder")
    if made.kind in ("page", "feed") and urlsplit(made.address).scheme not in ("http", "https"):
        raise reader.fail(f"{place}address", "must begin with http:// or https://")
    if made.kind in ("telegram", "preview") and not re.fullmatch(
        r"@?\w{4,32}|-?\d{5,20}", made.address
    ):
        raise reader.fail(f"{place}address", "must be a channel's handle, such as channelname")
    if made.every_seconds < SHORTEST_SECONDS:
        raise reader.fail(f"{place}every", "is too often; at least a minute, such as 30m")
    if made.proxy is not None and not made.proxy.startswith("env:"):
        if urlsplit(made.proxy).scheme not in PROXIES:
            known = ", ".join(PROXIES)
            raise reader.fail(f"{place}proxy", f"must begin with one of {known}, or be env:NAME")
        if "@" in made.proxy:
            raise reader.fail(
                f"{place}proxy", "holds a password; put it into the environment and write env:NAME"
            )
    if not 0 <= made.pause_seconds <= 3600:
        raise reader.fail(f"{place}pause_seconds", "must be between 0 and 3600")
    if not 1 <= made.pages <= 1000:
        raise reader.fail(f"{place}pages", "must be between 1 and 1000")


def _alert(reader: TableReader, raw: dict[str, Any], index: int) -> Alert:
    place = f"alerts[{index}]."
    made = Alert(
        id=_id(reader, raw, place),
        words=reader.texts(raw, place, "words"),
        names=reader.texts(raw, place, "names"),
        sources=reader.texts(raw, place, "sources"),
        within_km=reader.take(raw, place, "within_km", float, None),
        seen_pictures=reader.take(raw, place, "seen_pictures", bool, False),
        volume=reader.take(raw, place, "volume", float, None),
        tells=_tells(reader, raw, place),
        quiet=_quiet(reader, raw, place),
        repeat_seconds=_span(reader, raw, place, "repeat", "6h"),
    )
    reader.finish(raw, place.rstrip("."))
    met = (made.words, made.names, made.sources, made.within_km, made.seen_pictures, made.volume)
    if not any(met):
        raise reader.fail(place.rstrip("."), "has nothing to meet; give words, names, sources ...")
    if made.volume is not None and made.volume <= 0:
        raise reader.fail(f"{place}volume", "must be above 0 (standard deviations), such as 3.0")
    if made.within_km is not None and made.within_km <= 0:
        raise reader.fail(f"{place}within_km", "must be above 0")
    return made


def _tells(reader: TableReader, raw: dict[str, Any], place: str) -> tuple[Channel, ...]:
    told = reader.texts(raw, place, "tells") or ("feed",)
    for one in told:
        if one not in get_args(Channel):
            raise reader.fail(f"{place}tells", f"must be among {', '.join(get_args(Channel))}")
    return cast(tuple[Channel, ...], told)


def _quiet(reader: TableReader, raw: dict[str, Any], place: str) -> tuple[time, time] | None:
    text = reader.take(raw, place, "quiet", str, None)
    if text is None:
        return None
    found = _QUIET.fullmatch(text.strip())
    try:
        if found:
            return time.fromisoformat(found[1]), time.fromisoformat(found[2])
    except ValueError:
        pass
    raise reader.fail(f"{place}quiet", "must be hours such as 22:00-06:00")


def _span(reader: TableReader, raw: dict[str, Any], place: str, key: str, default: str) -> int:
    text = reader.take(raw, place, key, str, default)
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise reader.fail(f"{place}{key}", "must be a number and s, m, h, d or w, such as 30m")
    return int(found[1]) * SECONDS[found[2]]


def _id(reader: TableReader, raw: dict[str, Any], place: str) -> str:
    made = reader.take(raw, place, "id", str, "")
    if not _ID.fullmatch(made):
        raise reader.fail(f"{place}id", "must be small letters, digits, - and _, such as sons")
    return str(made)


def _table(reader: TableReader, entry: Any, key: str, index: int) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise reader.fail(f"{key}[{index}]", f"must be a table; begin it with [[{key}]]")
    return dict(entry)


def _distinct(reader: TableReader, key: str, ids: list[str]) -> None:
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise reader.fail(key, f"two have the id {twice[0]!r}; ids must differ")
