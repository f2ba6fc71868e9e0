#!/usr/bin/env python3
"""Check a published update with nothing but Python: `python3 verify.py [FOLDER]`.

Follows each sentence to its citations, the citations to the log's `publish` line, that line and the
cited originals' lines to the signed checkpoint, and every file to the signed manifest. Exit code: 0
all holds, 1 something does not, 4 it could not run. The format is described in docs/verify.md.

Sources: RFC 6962 (tree), RFC 8032 (Ed25519), C2SP signed-note and tlog-checkpoint.
"""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import os
import re
import sys
from typing import Any, Dict, Iterator, Tuple

Point = Tuple[int, int, int, int]
Head = Tuple[int, bytes]
Keys = Dict[Tuple[str, bytes], bytes]

FORMAT = "indicia-proofs/1"
UNSIGNED = ("manifest.json", "manifest.sig")
PLACE_FIELDS = ("index", "proof")

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)

# Ed25519, RFC 8032 section 5.1: the field, the curve's constant and the base point.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add_points(a: Point, b: Point) -> Point:
    """Sum of two points in extended coordinates (X, Y, Z, T)."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    """A multiple of a point."""
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add_points(total, point)
        point, scalar = add_points(point, point), scalar >> 1
    return total


def point_from(encoded: bytes) -> Point | None:
    """The point that 32 bytes encode, or None."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(encoded) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature is right."""
    if len(signature) != 64:
        return False
    key, commitment = point_from(public), point_from(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    factor = int.from_bytes(digest, "little") % ORDER
    left, right = times(scalar, BASE), add_points(commitment, times(factor, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 hash of an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether a path leads from leaf `index` (from 0) to the root."""
    if not 0 <= index < size or any(len(step) != 32 for step in [leaf, root, *proof]):
        return False
    last = size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            leaf = node_hash(sibling, leaf)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and leaf == root


def is_consistent(first: Head, second: Head, proof: list[bytes]) -> bool:
    """Whether the log of the second (size, root) begins with that of the first."""
    if not 0 < first[0] <= second[0]:
        return False
    if first[0] == second[0]:
        return not proof and first[1] == second[1]
    if any(len(step) != 32 for step in [first[1], second[1], *proof]):
        return False
    path = list(proof)
    if first[0] & (first[0] - 1) == 0:
        path.insert(0, first[1])
    if not path:
        return False
    here, last = first[0] - 1, second[0] - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and old == first[1] and new == second[1]


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of what these files hold: ASCII keys, strings, whole numbers, lists."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def parse_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Text and signatures [(name, key hash, signature)] of a signed note."""
    text, gap, below = note.rpartition("\n\n")
    if not gap:
        raise ValueError("no signature beneath the text")
    signatures = []
    for line in below.strip("\n").split("\n"):
        dash, name, encoded = line.split(" ")
        signed = base64.b64decode(encoded, validate=True)
        if dash != "\u2014" or base64.b64encode(signed).decode("ascii") != encoded:
            raise ValueError("not a signature line")
        signatures.append((name, signed[:4], signed[4:]))
    return text + "\n", signatures


def parse_checkpoint(note: str) -> tuple[str, int, bytes, str]:
    """Origin, size, root, short code of a checkpoint."""
    text, _ = parse_note(note)
    origin, size, root = text.split("\n")[:3]
    signed = "%s\n%s\n%s\n" % (origin, size, root)
    letters = base64.b32encode(hashlib.sha256(signed.encode("utf-8")).digest()).decode("ascii")
    code = "-".join(letters[start : start + 5] for start in range(0, 25, 5))
    return origin, int(size), base64.b64decode(root, validate=True), code


class PageText(html.parser.HTMLParser):
    """The text of every element that has an id."""

    EMPTY = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str | None]] = []
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.EMPTY:
            return
        name = dict(attrs).get("id")
        self.open.append((tag, name))
        if name:
            self.texts.setdefault(name, [])

    def handle_endtag(self, tag: str) -> None:
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position][0] == tag:
                del self.open[position:]
                return

    def handle_data(self, data: str) -> None:
        for _, name in self.open:
            if name:
                self.texts[name].append(data)


def squeezed(text: str) -> str:
    """A text with blanks made one and without marks of direction."""
    return " ".join(re.sub("[\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e]", "", text).split())


class Check:
    """One folder's check: what held, what did not."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.faults: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.proofs: Any = None
        self.reading = ""  # the file at work, to name it where it cannot be understood

    @classmethod
    def faults_of(cls, folder: str) -> list[tuple[str, str]]:
        """The faults of a folder as (where, what)."""
        check = cls(folder)
        try:
            check.all()
        except OSError as error:
            check.fault(os.path.basename(error.filename or ""), "cannot be read")
        except UNREADABLE as error:
            check.fault(check.reading, "cannot be understood: %s" % error)
        return check.faults

    def all(self) -> tuple[int, int, int]:
        """Make every check; gives counts of files, withheld lines and sentences in pages."""
        self.load()
        keys = self.keys()
        self.signed(self.note, keys, "checkpoint.txt")
        files = self.manifest(keys)
        self.entries()
        withheld = self.originals()
        compared = self.pages()
        self.previous(keys)
        return files, withheld, compared

    def fault(self, where: str, what: str) -> None:
        self.faults.append((where, what))

    def read(self, name: str) -> bytes:
        self.reading = name
        with open(os.path.join(self.folder, name), "rb") as source:
            return source.read()

    def load(self) -> None:
        """Read the proofs and the checkpoint; what they are is checked later."""
        self.proofs = json.loads(self.read("citations.json").decode("utf-8"))
        if self.proofs.get("format") != FORMAT:
            raise ValueError("citations.json has the format %r" % self.proofs.get("format"))
        self.note = self.read("checkpoint.txt").decode("utf-8")
        self.origin, self.size, self.root, self.code = parse_checkpoint(self.note)

    def in_log(self, row: dict[str, Any], where: str) -> bool:
        """Whether a line (or, if it is withheld, its hash) stands in the log at its place."""
        leaf, line = bytes.fromhex(row["leaf"]), row["line"]
        if line is not None and leaf_hash(line.encode("utf-8")) != leaf:
            self.fault(where, "the line is not the one that was hashed")
            return False
        proof = [bytes.fromhex(step) for step in row["proof"]]
        if not is_included(leaf, row["seq"] - 1, self.size, proof, self.root):
            self.fault(where, "line %d is not in the log under this checkpoint" % row["seq"])
            return False
        return line is None or self.place_holds(row, where)

    def place_holds(self, row: dict[str, Any], where: str) -> bool:
        if json.loads(row["line"])["seq"] != row["seq"]:
            self.fault(where, "the line has another place than the proof says")
            return False
        return True

    def keys(self) -> Keys:
        """Public keys by (name, key hash), from the log's own lines; retired ones are left out."""
        self.reading = "citations.json"
        found: Keys = {}
        retired: set[bytes] = set()
        for row in self.proofs["keys"]:
            if not self.in_log(row, "key in line %s" % row["seq"]):
                continue
            line = json.loads(row["line"])
            public = bytes.fromhex(line["params"]["public_key"])
            if line["action"] == "key.retire":
                retired.add(public)
            name = re.sub(r"[\s+/\\\x00-\x1f]+", "-", line["params"]["person"]).strip("-.")
            name = name or "analyst"
            short = hashlib.sha256(name.encode("utf-8") + b"\n\x01" + public).digest()[:4]
            if line["action"] == "key.add":
                found[(name, short)] = public
        return {pair: public for pair, public in found.items() if public not in retired}

    def signed(self, note: str, keys: Keys, where: str) -> str | None:
        """The text of a note that a key of the log signed, or None."""
        try:
            text, signatures = parse_note(note)
        except ValueError as error:
            self.fault(where, "is no signed note (%s)" % error)
            return None
        for name, short, signature in signatures:
            public = keys.get((name, short))
            if public and signature_holds(public, signature, text.encode("utf-8")):
                fingerprint = hashlib.sha256(public).hexdigest()[:16]
                self.notes.append("%s: signed by %s, key %s" % (where, name, fingerprint))
                return text
        self.fault(where, "no signature by a key of the log holds")
        return None

    def manifest(self, keys: Keys) -> int:
        """Every file against the signed list."""
        content = self.read("manifest.json")
        text = self.signed(self.read("manifest.sig").decode("utf-8"), keys, "manifest.sig")
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode("ascii")
        if text is not None and text != "%s\nmanifest\n%s\n" % (self.origin, digest):
            self.fault("manifest.json", "is not the list that was signed")
        manifest = json.loads(content.decode("utf-8"))
        if manifest["checkpoint"] != self.code:
            self.fault("manifest.json", "belongs to the checkpoint %s" % manifest["checkpoint"])
        listed = manifest["files"]
        for name in sorted(listed):
            try:
                if hashlib.sha256(self.read(name)).hexdigest() != listed[name]:
                    self.fault(name, "its bytes were changed after it was signed")
            except OSError:
                self.fault(name, "is missing")
        for name in self.present():
            if name not in listed and name not in UNSIGNED:
                self.fault(name, "is not in the signed list: it was added later")
        return len(listed)

    def present(self) -> Iterator[str]:
        for folder, subfolders, names in os.walk(self.folder):
            subfolders[:] = [s for s in subfolders if s != "__pycache__"]
            for name in names:
                full = os.path.join(folder, name)
                if name != ".DS_Store":
                    yield os.path.relpath(full, self.folder).replace(os.sep, "/")

    def entries(self) -> None:
        """Each sentence and citation against the root in the publish line."""
        self.reading = "citations.json"
        publish = self.proofs["publish"]
        if publish["line"] is None or not self.in_log(publish, "publish line"):
            self.fault("publish line", "does not hold, so that nothing commits to the sentences")
            return
        line = json.loads(publish["line"])
        params = line["params"]
        if line["action"] != "publish" or params["update"] != self.proofs["update"]:
            self.fault("publish line", "is not the publication of this update")
            return
        root, size = bytes.fromhex(params["excerpts"]["root"]), params["excerpts"]["size"]
        rows = self.proofs["sentences"] + self.proofs["citations"]
        if sorted(row["index"] for row in rows) != list(range(size)):
            self.fault("citations.json", "%d of %d entries" % (len(rows), size))
        for row in rows:
            entry = {k: v for k, v in row.items() if k not in PLACE_FIELDS}
            proof = [bytes.fromhex(step) for step in row["proof"]]
            if not is_included(leaf_hash(canonical(entry)), row["index"], size, proof, root):
                self.fault("%s %s" % (row["kind"], row["id"]), "is not what was published")

    def originals(self) -> int:
        """Each citation's original against the line that captured it."""
        self.reading = "citations.json"
        lines = {row["sha256"]: row for row in self.proofs["originals"]}
        known = {row["id"] for row in self.proofs["citations"]}
        for row in self.proofs["sentences"]:
            for name in row["citations"]:
                if name not in known:
                    self.fault("sentence %s" % row["id"], "its citation %s is missing" % name)
        for row in self.proofs["citations"]:
            where = "citation %s" % row["id"]
            line = lines.get(row["original"])
            if line is None or (line["seq"], line["leaf"]) != (
                row["capture_seq"],
                row["capture_leaf"],
            ):
                self.fault(where, "no line of the log is given for its original")
        withheld = 0
        for sha256, row in sorted(lines.items()):
            where = "original %s" % sha256[:12]
            if not self.in_log(row, where):
                continue
            if row["line"] is None:
                withheld += 1
            elif (json.loads(row["line"])["object"] or {}).get("sha256") != sha256:
                self.fault(where, "the line captured something else")
        return withheld

    def pages(self) -> int:
        """The sentences that are shown against the sentences that are proved."""
        texts = {row["id"]: row for row in self.proofs["sentences"]}
        try:
            shown = json.loads(self.read("update.json").decode("utf-8")).get("sentences") or []
        except OSError:
            shown = []
        for row in shown:
            if row["id"] not in texts or texts[row["id"]]["text"] != row["text"]:
                self.fault("update.json, sentence %s" % row["id"], "is not the proved sentence")
        compared = 0
        for name in sorted(n for n in self.present() if n.endswith(".html")):
            page = PageText()
            page.feed(self.read(name).decode("utf-8"))
            for identity, pieces in page.texts.items():
                if identity in texts:
                    compared += 1
                    if not squeezed("".join(pieces)).startswith(squeezed(texts[identity]["text"])):
                        self.fault("%s#%s" % (name, identity), "is not the proved sentence")
        return compared

    def previous(self, keys: Keys) -> None:
        """Whether the log of the previous update is the beginning of this one's."""
        self.reading = "citations.json"
        before = self.proofs["previous"]
        if before is None:
            return
        origin, size, root, code = parse_checkpoint(before["checkpoint"])
        proof = [bytes.fromhex(step) for step in before["proof"]]
        if origin != self.origin or not is_consistent((size, root), (self.size, self.root), proof):
            self.fault("previous checkpoint", "%s is not the beginning of this log" % code)
        elif self.signed(before["checkpoint"], keys, "previous checkpoint %s" % code):
            self.notes.append("this log begins with the one that %s pinned" % code)


def run(folder: str) -> int:
    """Check a folder and print what was found; gives the exit code."""
    check = Check(folder)
    try:
        files, withheld, compared = check.all()
    except OSError as error:
        print("could not run: %s: %s" % (error.filename, error.strerror), file=sys.stderr)
        print("Name an update's folder: python3 verify.py FOLDER", file=sys.stderr)
        return 4
    except UNREADABLE as error:
        print("DAMAGED  %s: cannot be understood: %s" % (check.reading, error))
        print("1 finding or more: do not rely on this copy.")
        return 1
    proofs = check.proofs
    for line in check.notes:
        print("holds    " + line)
    for where, what in check.faults:
        print("DAMAGED  %s: %s" % (where, what))
    if check.faults:
        print("%d findings: do not rely on this copy." % len(check.faults))
        return 1
    print("holds    %d files as signed" % files)
    print(
        "holds    %d sentences, %d citations" % (len(proofs["sentences"]), len(proofs["citations"]))
    )
    print("holds    %d sentences read in the pages" % compared)
    print("holds    %d originals in the log of %d lines" % (len(proofs["originals"]), check.size))
    if withheld:
        print("withheld %d of their lines: place proved, content not shown" % withheld)
    print("needs Indicia: reading the originals again (indicia verify, in the case)")
    print("not verifiable here: outside timestamps, and whose key this is")
    print("checkpoint code: %s  compare it with one you got another way" % check.code)
    return 0


if __name__ == "__main__":
    if len(sys.argv) > 2 or sys.argv[1:] in (["-h"], ["--help"]):
        print(__doc__)
        sys.exit(0 if len(sys.argv) == 2 else 4)
    here = os.path.dirname(os.path.abspath(__file__))
    sys.exit(run(sys.argv[1] if len(sys.argv) == 2 else here))
