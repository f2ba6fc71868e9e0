"""The log's tree against RFC 6962's definitions, published roots, and proofs that are altered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.custody.merkle import (
    Peaks,
    Tree,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    tree_root,
)
from indicia.publish import verify as standalone

LARGEST = 130
LEAVES = [leaf_hash(b"entry %d" % n) for n in range(LARGEST)]
TREE = Tree(LEAVES)
CHECKERS = {
    "the case's checker": (is_included, is_consistent),
    "the stand-alone checker": (standalone.is_included, standalone.is_consistent),
}

# The entries and roots that Certificate Transparency's reference implementation publishes for
# RFC 6962 (its Merkle tree test); the roots of 1 to 8 entries.
KNOWN_ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def rfc_root(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    n = len(entries)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < n:
        k *= 2
    return hashlib.sha256(b"\x01" + rfc_root(entries[:k]) + rfc_root(entries[k:])).digest()


def rfc_path(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1, word for word."""
    n = len(entries)
    if n == 1:
        return []
    k = 1
    while k * 2 < n:
        k *= 2
    if m < k:
        return [*rfc_path(m, entries[:k]), rfc_root(entries[k:])]
    return [*rfc_path(m - k, entries[k:]), rfc_root(entries[:k])]


def rfc_proof(m: int, entries: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2, word for word."""
    n = len(entries)
    if m == n:
        return [] if whole else [rfc_root(entries)]
    k = 1
    while k * 2 < n:
        k *= 2
    if m <= k:
        return [*rfc_proof(m, entries[:k], whole), rfc_root(entries[k:])]
    return [*rfc_proof(m - k, entries[k:], False), rfc_root(entries[:k])]


def test_the_published_roots_come_out() -> None:
    entries = [bytes.fromhex(entry) for entry in KNOWN_ENTRIES]
    leaves = [leaf_hash(entry) for entry in entries]
    assert tree_root([]).hex() == hashlib.sha256(b"").hexdigest()
    for size, root in enumerate(KNOWN_ROOTS, 1):
        assert tree_root(leaves[:size]).hex() == root
        assert Tree(leaves).root(size).hex() == root
        assert rfc_root(entries[:size]).hex() == root


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 16, 21, 33])
def test_roots_and_proofs_are_those_the_rfc_defines(size: int) -> None:
    entries = [b"entry %d" % n for n in range(size)]
    tree = Tree([leaf_hash(entry) for entry in entries])
    assert tree.root() == rfc_root(entries)
    for m in range(size):
        assert tree.inclusion(m) == rfc_path(m, entries)
        assert tree.consistency(m + 1) == rfc_proof(m + 1, entries)


@pytest.mark.parametrize("checker", CHECKERS)
def test_every_proof_holds_for_every_size(checker: str) -> None:
    included, consistent = CHECKERS[checker]
    peaks = Peaks()
    for size in range(1, LARGEST + 1):
        peaks.add(LEAVES[size - 1])
        root = TREE.root(size)
        assert peaks.root() == root
        for index in range(size):
            assert included(LEAVES[index], index, size, TREE.inclusion(index, size), root)
            first = (index + 1, TREE.root(index + 1))
            assert consistent(first, (size, root), TREE.consistency(index + 1, size))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_altered_proof_holds(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    proof = TREE.inclusion(index, size)
    step, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    altered = [*proof[:step], _flipped(proof[step], bit), *proof[step + 1 :]]
    first = (index + 1, TREE.root(index + 1))
    chain = TREE.consistency(index + 1, size)
    for included, consistent in CHECKERS.values():
        assert not included(LEAVES[index], index, size, altered, TREE.root(size))
        if chain:
            step = step % len(chain)
            broken = [*chain[:step], _flipped(chain[step], bit), *chain[step + 1 :]]
            assert not consistent(first, (size, TREE.root(size)), broken)


def inclusion_forms(index: int, size: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every way a proof of inclusion is commonly altered; what to alter is RFC 6962's own parts."""
    leaf, root, proof = LEAVES[index], TREE.root(size), TREE.inclusion(index, size)
    garbage = hashlib.sha256(b"garbage").digest()
    yield "index one less", (leaf, index - 1, size, proof, root)
    yield "index one more", (leaf, index + 1, size, proof, root)
    yield "index with a bit changed", (leaf, index ^ 2, size, proof, root)
    yield "size doubled", (leaf, index, size * 2, proof, root)
    yield "size halved", (leaf, index, size // 2, proof, root)
    yield "another leaf", (garbage, index, size, proof, root)
    yield "another root", (leaf, index, size, proof, garbage)
    yield "the empty root", (leaf, index, size, proof, b"")
    yield "nothing at all", (b"", 0, 1, [], b"")
    yield "leaf and root exchanged", (root, index, size, proof, leaf)
    yield "no proof", (leaf, index, size, [], root)
    yield "a step behind", (leaf, index, size, [*proof, garbage], root)
    yield "the root behind", (leaf, index, size, [*proof, root], root)
    yield "a step before", (leaf, index, size, [garbage, *proof], root)
    yield "the leaf before", (leaf, index, size, [leaf, *proof], root)
    yield "the last step cut", (leaf, index, size, proof[:-1], root)
    for step in range(len(proof)):
        changed = [*proof[:step], _flipped(proof[step], 4), *proof[step + 1 :]]
        yield f"step {step} changed", (leaf, index, size, changed, root)


def consistency_forms(one: int, two: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every way a proof of consistency is commonly altered."""
    first, second = TREE.root(one), TREE.root(two)
    proof = TREE.consistency(one, two)
    garbage = hashlib.sha256(b"garbage").digest()
    yield "first size one less", ((one - 1, first), (two, second), proof)
    yield "first size one more", ((one + 1, first), (two, second), proof)
    yield "first size with a bit changed", ((one ^ 2, first), (two, second), proof)
    yield "second size doubled", ((one, first), (two * 2, second), proof)
    yield "second size halved", ((one, first), (two // 2, second), proof)
    yield "another first root", ((one, garbage), (two, second), proof)
    yield "another second root", ((one, first), (two, garbage), proof)
    yield "roots exchanged", ((one, second), (two, first), proof)
    yield "no proof", ((one, first), (two, second), [])
    yield "a step behind", ((one, first), (two, second), [*proof, garbage])
    yield "the first root behind", ((one, first), (two, second), [*proof, first])
    yield "the second root behind", ((one, first), (two, second), [*proof, second])
    yield "a step before", ((one, first), (two, second), [garbage, *proof])
    yield "the first root before", ((one, first), (two, second), [first, *proof])
    yield "the last step cut", ((one, first), (two, second), proof[:-1])
    for step in range(len(proof)):
        changed = [*proof[:step], _flipped(proof[step], 4), *proof[step + 1 :]]
        yield f"step {step} changed", ((one, first), (two, second), changed)


def _refused(largest: int) -> int:
    """Alterations refused by both checkers, over all pairs up to a size."""
    count = 0
    for included, consistent in CHECKERS.values():
        for size in range(2, largest + 1):
            for index in range(size):
                for form, arguments in inclusion_forms(index, size):
                    if arguments != (LEAVES[index], index, size, TREE.inclusion(index, size), TREE.root(size)):  # fmt: skip
                        assert not included(*arguments), (form, index, size)
                        count += 1
            for one in range(1, size):
                for form, arguments in consistency_forms(one, size):
                    assert not consistent(*arguments), (form, one, size)
                    count += 1
    return count


def test_every_form_of_an_altered_proof_is_refused() -> None:
    assert _refused(13) > 196 * len(CHECKERS)


@pytest.mark.proof
def test_every_form_is_refused_for_all_sizes_to_130() -> None:
    print(f"\naltered proofs refused: {_refused(LARGEST):,} of as many")


def _flipped(step: bytes, bit: int) -> bytes:
    changed = bytearray(step)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    assert node_hash(LEAVES[0], LEAVES[1]) != leaf_hash(LEAVES[0] + LEAVES[1])
