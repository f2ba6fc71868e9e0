"""A Telegram channel without an account: its public preview pages, newest first, back to what is
held.

The pages are originals like any other; reading them is the reader's work. Only post numbers are
looked for here, in the bytes, to know how far back to go.
"""

from __future__ import annotations

import re
from typing import Any

from indicia.case import Case
from indicia.collect.fetch import Fetched
from indicia.collect.look import Look, Outside, ask
from indicia.collect.memory import WatchMemory
from indicia.watch import Watch

_POST = re.compile(rb'data-post="[\w.]{3,64}/(\d{1,12})"')


def look(case: Case, watch: Watch, memory: WatchMemory, outside: Outside) -> Look:
    """One look: pages from the newest post back to the newest that is held."""
    met = Look(watch.id)
    base = outside.preview_base + watch.address.lstrip("@")
    held, before = memory.newest, None
    for _ in range(watch.pages):
        url = base if before is None else f"{base}?before={before}"
        answer = ask(case, watch, memory, outside, met, url, _numbers)
        numbers = _found(answer.fetched.body)
        if not numbers or (before is not None and numbers[0] >= before):
            break
        before = numbers[0]
        if before <= 1 or (held is not None and before <= held + 1):
            break
    else:
        if held is not None and before is not None and before > held + 1:
            met.notes.append(
                f"{watch.id}: posts {held + 1} to {before - 1} were not reached; raise pages"
            )
    return met


def _found(body: bytes) -> list[int]:
    return sorted({int(number) for number in _POST.findall(body)})


def _numbers(fetched: Fetched) -> dict[str, Any]:
    numbers = _found(fetched.body)
    return {"oldest": numbers[0], "newest": numbers[-1]} if numbers else {}
