"""Tokens of a text, and the part that each plays in telling a place (words of ``cues.tsv``).

Particles that Arabic and Hebrew write onto a word are taken off while looking a word up, never
before: the spans stay those of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indicia.text.fold import fold_key

_TOKEN = re.compile(
    r"\d+(?:[.,٫]\d+)*|[^\W\d_]+\d+[A-Za-z]?(?!\w)|"
    r"[^\W\d_][^\W_\d\u064b-\u065f]*(?:[\u064b-\u065f\u0670]+[^\W\d_]*)*"
    r"(?:['’ʼ‘`״\"׳][^\W\d_]+)*|[^\w\s]"
)
_ONTO = {
    "arabic": ("و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "فال"),
    "hebrew": ("ו", "ה", "ב", "ל", "מ", "ש", "וה", "שב"),
}
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: span in code points, its text, its folded keys."""

    start: int
    end: int
    text: str
    keys: tuple[str, ...]
    """The folded word, then the word without what is written onto it."""
    script: str
    """arabic, hebrew, cased, number or mark."""

    @property
    def is_capitalised(self) -> bool:
        """The word begins with a capital letter."""
        return self.text[:1].isupper()


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text in order; cost is linear in its length."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        script = _script(word)
        found.append(Token(match.start(), match.end(), word, _keys(word, script), script))
    return tuple(found)


def _script(word: str) -> str:
    first = word[0]
    if first.isdecimal():
        return "number"
    if not first.isalpha():
        return "mark"
    if "\u0600" <= first <= "\u08ff":
        return "arabic"
    if "\u0590" <= first <= "\u05ff":
        return "hebrew"
    return "cased"


def _keys(word: str, script: str) -> tuple[str, ...]:
    whole = word if script == "mark" else fold_key(word)
    cut = [
        whole[len(onto) :]
        for onto in _ONTO.get(script, ())
        if whole.startswith(onto) and len(whole) - len(onto) >= 2
    ]
    return (whole, *cut)


@dataclass(frozen=True, slots=True)
class CueWords:
    """The words of ``cues.tsv``: role -> first folded token -> (further tokens, value)."""

    roles: dict[str, dict[str, tuple[tuple[tuple[str, ...], str], ...]]]
    firsts: frozenset[str]
    """The first folded tokens of all forms."""

    def may_begin(self, token: Token) -> bool:
        """Some form, or a number, may begin at this token; most tokens of a text say no."""
        return token.script == "number" or not self.firsts.isdisjoint(token.keys)

    def match(self, role: str, tokens: tuple[Token, ...], at: int) -> tuple[int, str] | None:
        """The end and value of the longest form with this role at a token, or None."""
        if at >= len(tokens):
            return None
        firsts = self.roles.get(role, {})
        best: tuple[int, str] | None = None
        for key in tokens[at].keys:
            for rest, value in firsts.get(key, ()):
                end = _matched(tokens, at, rest)
                if end and (best is None or end > best[0]):
                    best = (end, value)
        return best


def _matched(tokens: tuple[Token, ...], at: int, rest: tuple[str, ...]) -> int:
    """The end of a form whose first token matched, or 0.

    The last part may be a particle written onto the word that follows (``adjacent to`` in Arabic
    and Hebrew): then the form ends before that word.
    """
    end = at + 1
    for position, part in enumerate(rest):
        if end >= len(tokens):
            return 0
        keys = tokens[end].keys
        if part == keys[0]:
            end += 1
        elif position == len(rest) - 1 and len(part) == 1 and keys[0].startswith(part):
            return end if len(keys) > 1 else 0
        else:
            return 0
    return end


@cache
def cue_words() -> CueWords:
    """The word list, read once."""
    table = files("indicia.geo").joinpath("cues.tsv").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if line and not line.startswith("#")]
    roles: dict[str, dict[str, dict[tuple[str, ...], str]]] = {}
    for line in lines[1:]:
        _language, role, value, form = line.split("\t")
        parts = [token.keys[0] for token in tokens_of(form)]
        firsts = roles.setdefault(role, {}).setdefault(parts[0], {})
        firsts.setdefault(tuple(parts[1 : _LONGEST + 1]), value)
    return CueWords(
        {
            role: {first: tuple(forms.items()) for first, forms in firsts.items()}
            for role, firsts in roles.items()
        },
        frozenset(first for firsts in roles.values() for first in firsts),
    )
