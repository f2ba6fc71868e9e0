"""Taking a decision from the command line: look the subject up, record how it stands, log it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import orjson
import pyarrow.compute as pc

from indicia.case import Case
from indicia.console.adopt import adopted
from indicia.console.prefix import HOLDERS, looks_like_id, short, the_id
from indicia.decision import ABOUT_TABLE, ID_VALUES, KINDS, check_decision, event_name, given_id
from indicia.erase import take_erasure
from indicia.errors import BadInput, UsageError
from indicia.nearest import did_you_mean
from indicia.store import TableStore

RECORDED = (
    "kind", "quote", "item", "name", "zone", "predicate", "polarity", "speaker", "x0", "y0",
    "left", "right",
)  # fmt: skip
LONG_TEXTS = ("transcribe", "correct", "translate", "note")
"""Decisions whose text may come from a file (``--set text=@FILE``)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision as it was typed."""

    what: str
    about: Sequence[str]
    pairs: Sequence[str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision as it was logged; ``seq`` is ``None`` where it was only tried."""

    what: str
    about: tuple[str, ...]
    seq: int | None
    told: str = ""
    """What to say instead of the usual sentence."""

    def sentence(self) -> str:
        """What was decided, and how to take it back."""
        if self.told:
            return self.told
        names = ", ".join(map(short, self.about)) or "the case"
        if self.seq is None:
            return f"would decide {self.what} about {names}; it is right as it stands"
        if self.what == "undo":
            return f"took back {names} as {event_name(self.seq)}; the next `indicia run` applies it"
        made = f", and made {given_id('d', self.seq)}" if self.what == "indication" else ""
        return (
            f"decided {self.what} about {names} as {event_name(self.seq)}{made}; the next "
            f"`indicia run` applies it (take it back: indicia decide undo {event_name(self.seq)})"
        )

    def as_json(self) -> bytes:
        """One line of JSON."""
        fields = {
            "what": self.what,
            "about": list(self.about),
            "event": None if self.seq is None else event_name(self.seq),
            "made": given_id("d", self.seq) if self.what == "indication" and self.seq else None,
        }
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


def list_kinds(as_json: bool) -> None:
    """Say what can be decided, about what, with which values."""
    for kind in KINDS.values():
        if as_json:
            fields = {
                "what": kind.name,
                "about": list(kind.about),
                "needs": list(kind.needs),
                "may": list(kind.may),
                "reason": kind.reason,
                "doc": kind.doc,
            }
            click.echo(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))
            continue
        click.echo(kind.usage())
        click.echo(click.wrap_text(kind.doc, 96, "    ", "    "))


def take_decision(case: Case, asked: Asked, dry_run: bool) -> Taken:
    """Check and log a decision.

    Raises:
        UsageError: the decision is not right, or names something that the tables do not hold.
    """
    value = parse_values(asked.pairs, asked.what in LONG_TEXTS)
    if asked.what == "indication" and "draft" in value:
        value = adopted(case.store, value)
    check_decision(asked.what, asked.about, value, asked.reason)
    if asked.what == "handout" and "confirms" in value:
        raise UsageError("decide handout: another custodian confirms it at the desk (/custody)")
    if asked.what == "erase":
        return _erase(case, asked, value, dry_run)
    about = tuple(
        subject_id(case, asked.what, name, place) for place, name in enumerate(asked.about)
    )
    value = {k: _value_id(case, k, v) for k, v in value.items()}
    _check_against_settings(case, asked.what, value)
    _check_band(asked.what, value)
    was = {name: subject_of(case.store, name) for name in about}
    if dry_run:
        return Taken(asked.what, about, None)
    value = _with_text_sealed(case, asked.what, value)
    event = case.decide(asked.what, about, value, asked.reason, was)
    return Taken(asked.what, about, event.seq)


def _erase(case: Case, asked: Asked, value: Mapping[str, str], dry_run: bool) -> Taken:
    """An erasure, asked for or confirmed; it cannot be taken back, so it has sentences of its own."""
    if len(asked.about) != 1:
        raise UsageError("decide erase: names one original at a time")
    found = the_id(case.store, asked.about[0])
    original = found.id if found else asked.about[0]
    told = take_erasure(case, original, value.get("confirms"), asked.reason, dry_run)
    return Taken("erase", (original,), None if dry_run else case.log.size, told)


def parse_values(pairs: Sequence[str], from_file: bool = False) -> dict[str, str]:
    """Values from ``key=value`` words; ``text=@FILE`` reads a file (``@-``: standard input).

    Raises ``UsageError``.
    """
    value: dict[str, str] = {}
    for pair in pairs:
        key, equals, content = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"--set {pair}: write it as KEY=VALUE")
        if key in value:
            raise UsageError(f"--set {key}: is given twice; once is enough")
        if from_file and key == "text" and content.startswith("@"):
            content = _text_of(content[1:])
        value[key] = content
    return value


def _text_of(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UsageError(f"--set text=@{name}: {reason}; name a file of UTF-8 text") from error


def _with_text_sealed(case: Case, what: str, value: dict[str, str]) -> dict[str, str]:
    """A person's reading is an object of its own, so that it can be cited and erased."""
    if what not in ("transcribe", "correct", "translate"):
        return value
    rest = {key: content for key, content in value.items() if key != "text"}
    return {**rest, "text_sha256": case.seal({"text": value["text"], "by": case.actor})}


def subject_id(case: Case, what: str, name: str, place: int) -> str:
    """The whole id of what a decision is about; a post stands for its item where one is wanted.

    Raises:
        UsageError: nothing or several things are called so, or it is of the wrong kind.
    """
    kind = KINDS[what]
    wanted = kind.about[min(place, len(kind.about) - 1)] if kind.about else ""
    logged = _logged(case, name, wanted)
    if logged:
        return logged
    found = the_id(case.store, name)
    if found is None:
        return _unlisted(case, what, name, wanted)
    if wanted and (found.table, found.column) != ABOUT_TABLE[wanted]:
        near = _beside(case.store, found.table, found.id, wanted)
        if near is None:
            is_ = ABOUT_NAMES.get(found.table, f"in {found.table}")
            raise UsageError(f"decide {what}: is about {_a(wanted)}; {name} is {is_}")
        return near
    return found.id


ABOUT_NAMES: Mapping[str, str] = {
    "items": "an item",
    "post_versions": "a post version",
    "statements": "a statement",
    "mentions": "a mention",
    "marks": "a mark",
    "sources": "a source",
    "entities": "an entity",
    "indications": "an indication",
    "decisions": "a decision",
    "captures": "an original",
    "places": "a place",
}


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun.replace('_', ' ')}"


def _logged(case: Case, name: str, wanted: str) -> str:
    """An event or an indication that the log holds, whether or not a run has taken it in."""
    letter, _, digits = name.partition("-")
    if letter not in ("e", "d") or not digits.isdigit() or len(digits) > 8:
        return ""
    if wanted not in ("", "event", "indication"):
        return ""
    seq = int(digits)
    for event in case.log.events(None):
        if event.seq == seq and event.line["action"] == "decide":
            made = event.line["params"]["what"] == "indication"
            return given_id(letter, seq) if letter == "e" or made else ""
    return ""


def _unlisted(case: Case, what: str, name: str, wanted: str) -> str:
    """What no table holds yet may be an original, a name of the lexicon, or the gate's finding."""
    if len(name) == 64 and case.objects.has(name):
        return name
    known = {row.entity for row in case.settings_at(None).lexicon.names}
    if wanted in ("", "entity") and name in known:
        return name
    if what == "expose" and (name.startswith("gate-") or not looks_like_id(name)):
        return name
    if not case.store.generation().number:
        raise UsageError(f"{name}: no run has made the tables yet; run `indicia run` first")
    if wanted == "entity":
        near = did_you_mean(name, known)
        raise UsageError(f"{name}: no such entity{near}; `indicia show entities` lists them")
    table = HOLDERS.get(name.partition("-")[0], (("", ""),))[0][0]
    where = f"{table} holds no id that begins so" if table else "no table holds it"
    look = f"indicia show {table or ABOUT_TABLE.get(wanted, ('items', ''))[0]}"
    raise UsageError(f"{name}: {where}; `{look}` lists what is")


def _beside(store: TableStore, table: str, name: str, wanted: str) -> str | None:
    """The item of a post version, statement or picture; the post version of an item or statement."""
    if wanted not in ("item", "post_version"):
        return None
    item: str | None = name if table == "items" else None
    if table == "captures":
        rows = store.read("items", ["item", "original", "locator"])
        held = rows.filter(pc.equal(rows.column("original"), name)).column("item").to_pylist()
        item = held[0] if len(held) == 1 else None
    elif table in ("post_versions", "statements", "mentions", "renditions"):
        column = HOLDERS[name.partition("-")[0]][0][1]
        rows = store.read(table, [column, "item"])
        found = rows.filter(pc.equal(rows.column(column), name))
        item = str(found.column("item")[0]) if found.num_rows else None
    if item is None or wanted == "item":
        return item
    rows = store.read("items", ["item", "post_version"])
    return str(rows.filter(pc.equal(rows.column("item"), item)).column("post_version")[0])


def _value_id(case: Case, key: str, value: str) -> str:
    """The whole id where a value names one: ``--set place=l-12ab``."""
    if key not in ID_VALUES:
        return value
    found = the_id(case.store, value)
    if found is not None:
        return found.id
    if key == "entity" and value in {r.entity for r in case.settings_at(None).lexicon.names}:
        return value
    raise UsageError(f"--set {key}={value}: no id begins so; `indicia show` lists the tables")


def _check_band(what: str, value: Mapping[str, str]) -> None:
    """A band that could not be weighed would stop every later run."""
    if "band" not in value:
        return
    from indicia.weigh.band import parse_band
    from indicia.weigh.judged import band_of
    from indicia.weigh.wordband import word_bands

    try:
        parse_band(band_of(value["band"]), f"decide {what}: band")
    except BadInput as error:
        words = ", ".join(band.word for band in word_bands())
        raise UsageError(
            f"{str(error).rstrip('.')}; write low,best,high (0.2,0.3,0.5) or a word: {words}"
        ) from error


def _check_against_settings(case: Case, what: str, value: Mapping[str, str]) -> None:
    """A question or answer must be one of case.toml: a slip would be a judgement of nothing."""
    questions = {q.id: q for q in case.settings_at(None).settings.questions}
    question = value.get("question")
    if question is not None and question not in questions:
        known = ", ".join(questions) or "none; add one to case.toml and run `indicia run`"
        near = did_you_mean(question, questions)
        raise UsageError(f"decide {what}: no question {question}{near}; there are {known}")
    answer = value.get("answer")
    if answer is None:
        return
    asked = [questions[question]] if question else list(questions.values())
    answers = {a.id for q in asked for a in q.answers}
    if answer not in answers:
        near = did_you_mean(answer, answers)
        known = ", ".join(sorted(answers)) or "none"
        raise UsageError(f"decide {what}: no answer {answer}{near}; there are {known}")


def subject_of(store: TableStore, name: str) -> Mapping[str, Any]:
    """The fields by which a decision will know its subject again.

    Raises ``UsageError`` where the id is of a table's kind and the table does not hold it. Ids
    given by the lexicon or by events, and SHA-256 of originals, are taken as they are.
    """
    letter = name.partition("-")[0]
    if letter not in HOLDERS or len(name) != 34:
        return {}
    for table, key in HOLDERS[letter]:
        rows = store.read(table)
        found = rows.filter(pc.equal(rows.column(key), name)).to_pylist()
        if found:
            fields = {k: v for k, v in found[0].items() if k in RECORDED and v is not None}
            return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in fields.items()}
    table = HOLDERS[letter][0][0]
    raise UsageError(f"{name}: is not in {table}; `indicia show {table}` lists what is")
