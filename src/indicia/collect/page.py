"""A page by its address: fetched once, kept as it came, with how it came."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from indicia.case import Case
from indicia.collect.fetch import Fetched, FetchOptions, fetch_page
from indicia.collect.verdict import Verdict, content_verdict
from indicia.custody.event import Event
from indicia.errors import SourceUnreachable
from indicia.secret import without_secrets


def add_page(case: Case, url: str, options: FetchOptions | None = None) -> tuple[str, Verdict]:
    """Fetch a page into the case; gives the original's SHA-256 and the verdict over its content.

    A failure is logged (``collect.fail``) before it is raised.

    Raises:
        SourceUnreachable: nothing came.
    """
    try:
        fetched = fetch_page(url, options)
    except SourceUnreachable as error:
        case.append(
            "collect.fail", {"error": type(error).__name__}, url_requested=without_secrets(url)
        )
        raise
    event, verdict = keep_page(case, fetched)
    return str(event.line["object"]["sha256"]), verdict


def keep_page(
    case: Case, fetched: Fetched, told: Mapping[str, Any] | None = None
) -> tuple[Event, Verdict]:
    """Keep what was fetched as an original and log it, with ``told`` among the parameters."""
    stored = case.objects.put(fetched.body)
    case.objects.put(_header_bytes(fetched))
    verdict = content_verdict(fetched.body[:300_000], fetched.status)
    if not fetched.complete and verdict.name == "content":
        verdict = Verdict("partial", "body cut short", 1.0, verdict.media_type)
    params = {**(told or {}), "verdict": verdict.as_line(), "headers_kept": True}
    event = case.append("collect", params, **_fields(fetched, stored, verdict))
    return event, verdict


def _fields(fetched: Fetched, stored: Any, verdict: Verdict) -> dict[str, Any]:
    return {
        "object": {
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type_declared": fetched.headers.get("content-type"),
            "media_type_sniffed": verdict.media_type,
        },
        "url_requested": without_secrets(fetched.url),
        "url_final": without_secrets(fetched.final_url),
        "redirects": [without_secrets(url) for url in fetched.redirects],
        "server_ip": fetched.address,
        "tls": fetched.tls,
        "status": fetched.status,
        "headers_sha256": hashlib.sha256(_header_bytes(fetched)).hexdigest(),
        "method": "GET",
        "content_verdict": verdict.as_line(),
        "complete": {"expected": fetched.expected, "got": len(fetched.body)},
    }


def _header_bytes(fetched: Fetched) -> bytes:
    """The headers of an answer, kept as an object of their own: what a web archive needs."""
    return "".join(f"{n}: {v}\n" for n, v in sorted(fetched.headers.items())).encode()
