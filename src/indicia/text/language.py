"""The language of a text, among the languages that a case is configured for."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from indicia.text.script import dominant_script, script_of

DEFAULT = ("ar", "en", "he", "ru", "fa", "tr", "uk", "fr", "de")
LEAST_LETTERS = 4
_SCRIPTS = {
    "ar": "Arab", "fa": "Arab", "ur": "Arab", "ckb": "Arab", "he": "Hebr",
    "ru": "Cyrl", "uk": "Cyrl", "bg": "Cyrl", "sr": "Cyrl",
}  # fmt: skip
_MOST = 2000
_ADDRESSES = re.compile(r"(?:https?://|www\.|t\.me/)\S+|\S+@\S+\.\w+|@\w+")
"""Links, mail addresses and handles: they are of no language, and many would outweigh the words."""


@cache
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages(list(languages))
    return made


def language_of(text: str, allowed: tuple[str, ...] = DEFAULT) -> str | None:
    """ISO 639-1 code, or ``None`` where the text is too short or no allowed language fits.

    The script decides first; py3langid (limited to the allowed languages) among the rest.
    """
    head = _ADDRESSES.sub(" ", text[: 2 * _MOST])[:_MOST]
    if sum(character.isalpha() for character in head) < LEAST_LETTERS:
        return None
    script = dominant_script(head)
    fitting = tuple(code for code in allowed if _SCRIPTS.get(code, "Latn") == script)
    if len(fitting) <= 1:
        return fitting[0] if fitting else None
    other = {ord(c): " " for c in set(head) if script_of(c) != script}
    words = " ".join(head.translate(other).split())
    return str(_identifier(fitting).classify(words)[0])
