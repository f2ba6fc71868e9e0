"""Denials linked to what they deny in other posts, where the case holds it.

In: all statements and when each item was posted. Out: the same statements, with ``denies`` filled
for denials whose own item holds nothing that they deny. What is denied has a predicate of the same
family, the polarity "yes", another item and another speaker, was posted before (at most
``WINDOW_DAYS``), and shares enough words: of two that do, the one that shares more, then the nearer
in time. Only within one writing: words are compared as written.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from indicia.find.denial import FAMILIES

WINDOW_DAYS = 60
"""Days before a denial in which what it denies was said."""
LEAST_SHARED = 3
LEAST_SHARE = 0.5
"""Words shared, and their share of the words of the shorter one. On the invented posts of
``tests/find/test_find_opposed.py`` both ends were tried; a false link costs more than a missed one."""
SHORTEST_WORD = 3
COMMONEST = 500
"""Claims that hold a word, above which it links nothing: it is too common."""
DENIED = ("claim", "threat")


def link_across(statements: pa.Table, posted: pa.Table) -> pa.Table:
    """The statements with denials linked across items.

    ``posted``: a table of ``item`` and ``posted_utc``. Cost: linear in statements, and in the pairs
    of a denial and a claim that share a word that is not common.
    """
    if not statements.num_rows:
        return statements
    kinds = statements.column("kind").combine_chunks()
    open_ = pc.and_(pc.equal(kinds, "denial"), pc.is_null(statements.column("denies")))
    denials = np.flatnonzero(open_.to_numpy(zero_copy_only=False))
    said = pc.and_(
        pc.is_in(kinds, value_set=pa.array(DENIED)), pc.equal(statements.column("polarity"), "yes")
    )
    claims = np.flatnonzero(said.to_numpy(zero_copy_only=False))
    if not denials.size or not claims.size:
        return statements
    chosen = _best_pairs(statements, posted, denials, claims)
    if not chosen:
        return statements
    column = statements.column("denies").to_pylist()
    ids = statements.column("statement")
    for denial, claim in chosen.items():
        column[denial] = ids[claim].as_py()
    place = statements.schema.get_field_index("denies")
    return statements.set_column(
        place, statements.schema.field(place), pa.array(column, pa.string())
    )


def _best_pairs(
    statements: pa.Table, posted: pa.Table, denials: np.ndarray, claims: np.ndarray
) -> dict[int, int]:
    """Row of the claim for each denial that has one."""
    words_d, rows_d = _words(statements, denials)
    known = pc.unique(words_d)
    words_c, rows_c = _words(statements, claims, known)
    count_d = np.bincount(rows_d, minlength=len(denials))
    pairs, shared = _sharing(
        pc.index_in(words_d, value_set=known).to_numpy(zero_copy_only=False),
        rows_d,
        pc.index_in(words_c, value_set=known).to_numpy(zero_copy_only=False),
        rows_c,
        len(claims),
    )
    if not shared.size:
        return {}
    left, right = denials[pairs // len(claims)], claims[pairs % len(claims)]
    share = shared / np.maximum(1, count_d[pairs // len(claims)])
    age = _age_days(statements, posted, left, right)
    fits = (shared >= LEAST_SHARED) & (share >= LEAST_SHARE) & (age >= 0) & (age <= WINDOW_DAYS)
    fits &= _kin(statements, left, right) & _others(statements, left, right)
    left, right, share, age = left[fits], right[fits], share[fits], age[fits]
    order = np.lexsort((right, age, -share, left))
    _, first = np.unique(left[order], return_index=True)
    best = order[first]
    return dict(zip(left[best].tolist(), right[best].tolist(), strict=True))


def _words(
    statements: pa.Table, rows: np.ndarray, known: pa.Array | None = None
) -> tuple[pa.Array, np.ndarray]:
    """The words of some statements, each once a statement, and whose they are."""
    quotes = pc.utf8_lower(statements.column("quote").take(pa.array(rows)).combine_chunks())
    lists = pc.split_pattern_regex(quotes, r"[^\pL\pN]+")
    words, owner = pc.list_flatten(lists), pc.list_parent_indices(lists)
    keep = pc.greater_equal(pc.utf8_length(words), SHORTEST_WORD)
    if known is not None:
        keep = pc.and_(keep, pc.is_in(words, value_set=known))
    words, owner = words.filter(keep), owner.filter(keep)
    once = pa.table({"word": words, "row": owner}).group_by(["word", "row"]).aggregate([])
    return (
        once.column("word").combine_chunks(),
        once.column("row").to_numpy().astype(np.int64),
    )


def _sharing(
    word_d: np.ndarray, row_d: np.ndarray, word_c: np.ndarray, row_c: np.ndarray, claims: int
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (denial x claims + claim) that share a word, and how many words each shares."""
    order = np.argsort(word_c, kind="stable")
    word_c, row_c = word_c[order], row_c[order]
    begin = np.searchsorted(word_c, word_d, "left")
    many = np.searchsorted(word_c, word_d, "right") - begin
    many[many > COMMONEST] = 0
    at = np.repeat(begin, many) + _ranges(many)
    pairs = np.repeat(row_d, many) * claims + row_c[at]
    found, shared = np.unique(pairs, return_counts=True)
    return found, shared


def _ranges(sizes: np.ndarray) -> np.ndarray:
    """0, 1 .. size - 1 for each size, one after the other."""
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - sizes, sizes))


def _age_days(
    statements: pa.Table, posted: pa.Table, left: np.ndarray, right: np.ndarray
) -> np.ndarray:
    """Days from a claim's posting to the denial's; not a number where one is unknown."""
    first = posted.group_by("item").aggregate([("posted_utc", "min")])
    place = pc.index_in(statements.column("item"), value_set=first.column("item"))
    times = first.column("posted_utc_min").take(place).cast(pa.timestamp("s", "UTC"), safe=False)
    seconds = pc.cast(times, pa.int64()).cast(pa.float64())
    at = pc.fill_null(seconds, float("nan")).to_numpy()
    return np.asarray((at[left] - at[right]) / 86_400)


def _kin(statements: pa.Table, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The predicates are of one family."""
    predicate = statements.column("predicate").combine_chunks().dictionary_encode()
    names = predicate.dictionary.to_pylist()
    family = {name: n for n, members in enumerate(FAMILIES) for name in members}
    codes = np.array([family.get(n, len(FAMILIES) + k) for k, n in enumerate(names)])
    code = codes[predicate.indices.to_numpy()]
    return np.asarray(code[left] == code[right])


def _others(statements: pa.Table, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Another item and, where both name a speaker, another speaker."""
    item = statements.column("item").combine_chunks().dictionary_encode().indices.to_numpy()
    speaker = pc.fill_null(pc.utf8_lower(statements.column("speaker")), "")
    code = speaker.combine_chunks().dictionary_encode()
    who = code.indices.to_numpy()
    nobody = code.dictionary.index("").as_py()
    same = (who[left] == who[right]) & (who[left] != nobody)
    return np.asarray((item[left] != item[right]) & ~same)
