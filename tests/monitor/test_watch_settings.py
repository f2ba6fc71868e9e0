"""``[[watch]]`` and ``[[alerts]]`` of a case.toml, and the sentences for what is wrong with one."""

from __future__ import annotations

from datetime import time

import pytest

from indicia.errors import SettingsError
from indicia.settings import parse_settings

GOOD = """
title = "Tell Qamar"
[[watch]]
id = "sons"
kind = "preview"
address = "sonsoftellqamar"
every = "30m"
proxy = "socks5h://localhost:9050"
pages = 3
[[watch]]
id = "review"
kind = "page"
address = "https://review.example/latest"
[[alerts]]
id = "threats"
words = ["get out", "اخرجوا"]
names = ["brigade-19"]
volume = 3.0
tells = ["desktop", "feed"]
quiet = "22:00-06:30"
repeat = "2h"
"""


def test_watches_and_alerts_are_parsed_into_values() -> None:
    settings = parse_settings(GOOD.encode())
    sons, review = settings.watches
    assert (sons.kind, sons.every_seconds, sons.pages) == ("preview", 1800, 3)
    assert (review.every_seconds, review.proxy, review.pause_seconds) == (3600, None, 2.0)
    (alert,) = settings.alerts
    assert alert.words == ("get out", "اخرجوا")
    assert alert.quiet == (time(22), time(6, 30))
    assert alert.repeat_seconds == 7200


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ('kind = "preview"', 'kind = "fax"', r"watch\[0\].kind: must be one of"),
        ('every = "30m"', 'every = "often"', r"watch\[0\].every: must be a number"),
        ('every = "30m"', 'every = "5s"', r"watch\[0\].every: is too often"),
        ('address = "sonsoftellqamar"', 'address = "a b"', r"watch\[0\].address"),
        ("https://review.example/latest", "file:///etc/passwd", r"watch\[1\].address: must begin"),
        ("socks5h://localhost:9050", "localhost", r"watch\[0\].proxy: must begin"),
        (
            "socks5h://localhost:9050",
            "socks5://me:secret@host:1",
            r"watch\[0\].proxy: holds a pass",
        ),
        ("pages = 3", "pages = 0", r"watch\[0\].pages"),
        ('id = "review"', 'id = "sons"', "watch: two have the id 'sons'"),
        ('id = "review"', 'id = "The Review"', r"watch\[1\].id: must be small letters"),
        ("pages = 3", "page = 3", "watch\\[0\\]: unknown key 'page'"),
        ('tells = ["desktop", "feed"]', 'tells = ["pager"]', r"alerts\[0\].tells"),
        ('quiet = "22:00-06:30"', 'quiet = "at night"', r"alerts\[0\].quiet: must be hours"),
        ('quiet = "22:00-06:30"', 'quiet = "25:00-06:30"', r"alerts\[0\].quiet: must be hours"),
        ("volume = 3.0", "volume = -1.0", r"alerts\[0\].volume: must be above 0"),
    ],
)
def test_a_slip_is_named_with_its_place(right: str, wrong: str, place: str) -> None:
    assert right in GOOD
    with pytest.raises(SettingsError, match=place):
        parse_settings(GOOD.replace(right, wrong).encode())


def test_an_alert_without_a_condition_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"alerts\[0\]: has nothing to meet"):
        parse_settings(b'title = "x"\n[[alerts]]\nid = "empty"\n')


def test_a_watch_that_is_no_table_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"watch\[0\]: must be a table"):
        parse_settings(b'title = "x"\nwatch = ["channel"]\n')
