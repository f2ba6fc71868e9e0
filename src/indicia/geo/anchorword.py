"""The words that name an anchor, read forwards from a relation or backwards from it.

In scripts with capitals a name is a run of capitalised words, class words beside it ("the village
of X", "X mosque"); in Arabic and Hebrew it is the word or two that follow, up to a stop word, a
mark or the next relation. Known names are found first and in any writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicia.geo.cueword import CueWords, Token, tokens_of

_MOST_WORDS = 6
_RELATIONS = ("near", "adjacent", "opposite", "between", "junction", "direction", "road", "unit")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words that name an anchor: span in code points, ``last`` the token after them."""

    text: str
    start: int
    end: int
    last: int
    classes: tuple[str, ...] = ()
    """Classes of the words beside the name: settlement, district, building, water."""
    is_named: bool = True
    """False for "the city": a class of place without a name."""


class AnchorReader:
    """Reads anchors in one text."""

    def __init__(
        self, text: str, tokens: tuple[Token, ...], words: CueWords, names: Sequence[str]
    ) -> None:
        self.text, self.tokens, self.words = text, tokens, words
        self.known: dict[str, list[tuple[str, ...]]] = {}
        self.known_last: dict[str, list[tuple[str, ...]]] = {}
        for name in names:
            keys = tuple(token.keys[0] for token in tokens_of(name))[:12]
            if keys:
                self.known.setdefault(keys[0], []).append(keys)
                self.known_last.setdefault(keys[-1], []).append(keys)

    def read(self, at: int, strict: bool = False) -> Anchor | None:
        """The anchor whose words begin at a token; ``strict`` refuses names by form in scripts
        without capitals unless a class word leads them."""
        if at >= len(self.tokens):
            return None
        begin, first, classes, noun_end = at, at, list[str](), at
        for _ in range(4):
            known = self.known_at(at)
            if known:
                return self.made(at, known, classes)
            count = len(classes)
            end = self.leading(at, classes)
            if not end:
                break
            if len(classes) > count:
                # "the mosque of X": a building's class word is part of its name.
                begin = at if noun_end == first else begin
                noun_end = end
            at = end
        if at >= len(self.tokens):
            return self.unnamed(first, noun_end, classes)
        if self.tokens[at].script == "cased":
            return self.cased(at, classes) or self.unnamed(first, noun_end, classes)
        if self.tokens[at].script in {"arabic", "hebrew"} and (classes or not strict):
            return self.uncased(begin, at, classes) or self.unnamed(first, noun_end, classes)
        return self.unnamed(first, noun_end, classes)

    def leading(self, at: int, classes: list[str]) -> int:
        """The end of an article, class word or adjective before a name, or 0."""
        if at >= len(self.tokens) or self.tokens[at].is_capitalised:
            return 0
        found = self.words.match("class", self.tokens, at)
        if found:
            classes.append(found[1])
            linked = self.words.match("connector", self.tokens, found[0])
            is_of = linked and self.tokens[found[0]].text == "of"
            return linked[0] if linked and is_of else found[0]
        for role in ("article", "skip"):
            match = self.words.match(role, self.tokens, at)
            if match and self.tokens[at].script == "cased":
                return match[0]
        return 0

    def cased(self, at: int, classes: list[str]) -> Anchor | None:
        """A run of capitalised words, joined by "of", "al", hyphens."""
        if not self.tokens[at].is_capitalised or self.words.match("direction", self.tokens, at):
            return None
        end = at + 1
        limit = min(len(self.tokens), at + 2 * _MOST_WORDS)
        while end < limit:
            token = self.tokens[end]
            if (
                (token.is_capitalised and self.touches(end))
                or self.joins(end, limit)
                or (token.script == "number" and self.tokens[end - 1].is_capitalised)
            ):
                end += 1
            else:
                break
        closing = self.words.match("class", self.tokens, end)
        if closing and self.tokens[end].script == "cased" and self.touches(end):
            classes.append(closing[1])
            end = closing[0]
        inner = self.words.match("class", self.tokens, end - 1)
        if inner and end - 1 > at:
            classes.append(inner[1])
        return self.made(at, end, classes)

    def joins(self, at: int, limit: int) -> bool:
        """A connector or hyphen with a capitalised word after it."""
        if at + 1 >= limit or not self.tokens[at + 1].is_capitalised:
            return False
        mark = self.tokens[at].text in {"-", "–", "'", "’"}
        return mark or self.words.match("connector", self.tokens, at) is not None

    def touches(self, at: int) -> bool:
        """Only white space stands before the token, and no line ends there."""
        gap = self.text[self.tokens[at - 1].end : self.tokens[at].start]
        return not gap.strip() and "\n" not in gap

    def uncased(self, begin: int, at: int, classes: list[str]) -> Anchor | None:
        """One or two words (three after a class word) up to a stop."""
        most = 2
        end = at
        while end < min(len(self.tokens), at + most) and self.goes_on(at, end):
            end += 1
        if end == at:
            return None
        return self.made(begin if "building" in classes else at, end, classes)

    def goes_on(self, at: int, end: int) -> bool:
        """The token can be a word of the name that began at ``at``."""
        token = self.tokens[end]
        if token.script not in {"arabic", "hebrew"} or len(token.text) < 2:
            return False
        if self.is_stop(end) or any(self.whole(role, end) for role in _RELATIONS):
            return False
        if end == at:
            return True
        joined = token.text[0] in "وו" and len(token.text) > 3
        after_name = token.text[0] in "بלב" and not token.text.startswith("ال")
        return not joined and not after_name and not self.whole("in", end)

    def is_stop(self, at: int) -> bool:
        return self.whole("stop", at)

    def whole(self, role: str, at: int) -> bool:
        """The token itself, with nothing taken off, has the role."""
        token = self.tokens[at]
        forms = self.words.roles.get(role, {}).get(token.keys[0], ())
        return any(not rest for rest, _ in forms)

    def known_at(self, at: int) -> int:
        """The end of the longest known name at a token, or 0."""
        best = 0
        if at >= len(self.tokens):
            return 0
        for key in self.tokens[at].keys:
            for keys in self.known.get(key, ()):
                end = at + len(keys)
                rest = [t.keys[0] for t in self.tokens[at + 1 : end]]
                if rest == list(keys[1:]) and end > best:
                    best = end
        return best

    def unnamed(self, begin: int, end: int, classes: list[str]) -> Anchor | None:
        """ "the city": class words without a name; only a settlement or building can be one."""
        if not classes or end == begin:
            return None
        return self.made(begin, end, classes, is_named=False)

    def made(self, at: int, end: int, classes: list[str], is_named: bool = True) -> Anchor:
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        return Anchor(self.text[start:stop], start, stop, end, tuple(classes), is_named)

    def before(self, at: int, over_comma: bool = False) -> Anchor | None:
        """The name that a relation beginning at a token is said of: "X lies about 4 km ..."."""
        end = at
        if over_comma and end > 1 and self.tokens[end - 1].text == ",":
            end -= 1
        for _ in range(6):
            if end <= 0:
                return None
            roles = ("be", "approx", "filler")
            if not any(self.words.match(role, self.tokens, end - 1) for role in roles):
                break
            end -= 1
        if end <= 0:
            return None
        for key in self.tokens[end - 1].keys:
            for keys in self.known_last.get(key, ()):
                begin = end - len(keys)
                if begin >= 0 and self.known_at(begin) == end:
                    return self.made(begin, end, [])
        begin = end
        while begin > 0 and end - begin < 4 and self.names(begin - 1):
            begin -= 1
        return self.made(begin, end, []) if begin < end else None

    def names(self, at: int) -> bool:
        """The token is a capitalised word that is no pronoun."""
        token = self.tokens[at]
        if not token.is_capitalised or token.script != "cased":
            return False
        return not self.whole("stop", at) and not self.whole("be", at)
