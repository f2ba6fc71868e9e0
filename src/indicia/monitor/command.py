"""What ``indicia monitor`` prints: a digest a round, words to standard error, JSON to output."""

from __future__ import annotations

from collections.abc import Iterator

import click
import orjson

from indicia.case import Case
from indicia.collect.look import Outside
from indicia.monitor.loop import chosen, confirmed, one_monitor, rounds, stopped_by_signals
from indicia.monitor.novelty import Novelty
from indicia.monitor.round import Digest, one_round
from indicia.text.script import visible_controls
from indicia.watch import Watch

MOST_POSTS = 12
SIGNS = {"new": "+", "edited": "~", "deleted": "-"}


def run_monitor(
    case: Case,
    once: bool,
    only: tuple[str, ...],
    yes: bool,
    as_json: bool,
    outside: Outside | None = None,
) -> int:
    """Watch until stopped, or one round; gives the exit code.

    One round ends with 1 where an alert was told, 3 where a source was not reached, else 0.

    Raises:
        UsageError: nothing is watched.
        CaseLocked: another monitor is at work.
    """
    outside = outside or Outside()
    case.record_settings()
    with one_monitor(case):
        wanted = chosen(case.settings_at(None).settings.watches, only)
        watches, notes = confirmed(case, wanted, outside, lambda host: yes or _asked(host))
        for note in notes:
            click.echo(note, err=True)
        if once:
            digest = one_round(case, watches, outside)
            digest.notes += notes
            tell(digest, as_json)
            return digest.exit_code or (3 if notes else 0)
        _until_stopped(case, watches, outside, as_json)
    return 0


def _until_stopped(case: Case, watches: tuple[Watch, ...], outside: Outside, as_json: bool) -> None:
    if not watches:
        return
    click.echo(f"watching {len(watches)} sources; Ctrl-C stops after the look at work", err=True)
    with stopped_by_signals() as stop:
        for digest in rounds(case, watches, outside, stop):
            tell(digest, as_json)
    click.echo("stopped; everything acknowledged is kept", err=True)


def _asked(host: str) -> bool:
    """Ask whether a host may learn of this machine; no where nobody can be asked."""
    question = f"First contact with {host}: it will see this machine's address. Go on?"
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        return False


def tell(digest: Digest, as_json: bool) -> None:
    """Print a digest."""
    if as_json:
        click.echo(orjson.dumps(digest.as_dict()))
        return
    for line in digest_lines(digest):
        click.echo(visible_controls(line), err=True)


def digest_lines(digest: Digest) -> Iterator[str]:
    """The digest for a person."""
    counts = ", ".join(f"{len(digest.of(what))} {what}" for what in SIGNS)
    yield (
        f"{digest.started:%Y-%m-%d %H:%M} UTC  {_number(len(digest.looks), 'watch', 'watches')}: "
        f"{_number(digest.captures, 'capture', 'captures')}; posts: {counts}"
    )
    for wall in digest.walls:
        yield f"  no content: {wall}"
    for failed in digest.failed:
        yield f"  not reached: {failed}"
    for posts in (digest.of(what) for what in SIGNS):
        for novelty in posts[:MOST_POSTS]:
            yield f"  {SIGNS[novelty.what]} {_line(novelty)}"
        if len(posts) > MOST_POSTS:
            yield f"    and {len(posts) - MOST_POSTS} more: indicia show post_versions"
    for told in digest.alerts:
        if told.state != "held back":
            quiet = " (quiet hours)" if told.state == "quiet" else ""
            yield f"  ALERT {told.raised.rule}: {told.raised.why}{quiet}"
    held = sum(told.state == "held back" for told in digest.alerts)
    if held:
        yield f"  {_number(held, 'alert', 'alerts')} held back: the same was told lately"
    for note in digest.notes:
        yield f"  note: {note}"


def _line(novelty: Novelty) -> str:
    posted = f"{novelty.posted:%m-%d %H:%M}" if novelty.posted else "undated"
    return f"{posted}  {novelty.source_name}: {novelty.excerpt}"


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
