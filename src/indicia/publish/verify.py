#!/usr/bin/env python3
"""Check a published Indicia update with nothing but Python's standard library.

    python3 verify.py [FOLDER]

Checks that every file is the one that was signed, that every sentence and excerpt was committed to
the log, that the log's line lies in the tree whose root was signed, and the Ed25519 signatures.
What it cannot check it says. Exit codes: 0 all holds, 1 something does not, 4 could not run.
The format is described in docs/verify.md of Indicia. Ed25519: RFC 8032; tree: RFC 6962.
"""

import base64
import binascii
import hashlib
import json
import os
import sys

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recovered_x(y, sign):
    """The x of a point by its y and the sign of x, or None."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recovered_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def point_add(a, b):
    """Sum of two points in extended coordinates."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def point_times(number, point):
    """A point added to itself ``number`` times."""
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        number >>= 1
    return result


def point_of(encoded):
    """A point from its 32 bytes, or None."""
    if len(encoded) != 32:
        return None
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recovered_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def ed25519_holds(public, signature, message):
    """Whether an Ed25519 signature holds (RFC 8032, 5.1.7)."""
    if len(signature) != 64:
        return False
    a, r = point_of(public), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    h = int.from_bytes(digest, "little") % Q
    left, right = point_times(s, BASE), point_add(r, point_times(h, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


def canonical(value):
    """RFC 8785 bytes of what an update holds: texts, whole numbers, lists, objects."""

    def key(text):
        return text.encode("utf-16-be", "surrogatepass")

    if isinstance(value, dict):
        inside = (quoted(k) + b":" + canonical(value[k]) for k in sorted(value, key=key))
        return b"{" + b",".join(inside) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(canonical(v) for v in value) + b"]"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value)).encode()
    return json.dumps(value).encode()


def quoted(text):
    """A text as RFC 8785 writes it."""
    return (
        json.dumps(text, ensure_ascii=False)
        .replace("\x7f", "\x7f")
        .encode("utf-8", "surrogatepass")
    )


def leaf_of(content):
    """RFC 6962 hash of a leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_of(left, right):
    """RFC 6962 hash of a node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_by(leaf, index, size, proof):
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2), or None."""
    if not 0 <= index < size:
        return None
    fn, sn, node = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            node = node_of(step, node)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = node_of(node, step)
        fn, sn = fn >> 1, sn >> 1
    return node if sn == 0 else None


def grown_from(first, second, old, new, proof):
    """Whether a tree of ``second`` leaves holds that of ``first`` (RFC 9162, 2.1.4.2)."""
    if first == second:
        return old == new and not proof
    if not 0 < first < second or not proof:
        return False
    steps = list(proof)
    if first & (first - 1) == 0:
        steps = [old, *steps]
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    left = right = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            left, right = node_of(step, left), node_of(step, right)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            right = node_of(right, step)
        fn, sn = fn >> 1, sn >> 1
    return left == old and right == new and sn == 0


def parsed_note(text):
    """(signed text, [(name, four bytes of key hash, signature)]) of a signed note."""
    body, gap, below = text.rpartition("\n\n")
    if not gap:
        raise ValueError("no signatures")
    found = []
    for line in below.strip("\n").split("\n"):
        name, _, encoded = line.replace("\u2014 ", "", 1).partition(" ")
        raw = base64.b64decode(encoded, validate=True)
        found.append((name, raw[:4], raw[4:]))
    return body + "\n", found


class Check:
    """Findings, and what was looked at."""

    def __init__(self, folder):
        self.folder = folder
        self.wrong = []
        self.good = []

    def bytes_of(self, name):
        """The bytes of a file of the update."""
        with open(os.path.join(self.folder, name), "rb") as source:
            return source.read()

    def test(self, holds, what):
        """Note a failure."""
        if not holds:
            self.wrong.append(what)
        return holds


def check_manifest(check):
    """Every file is listed with its hash, and nothing else lies there."""
    manifest = json.loads(check.bytes_of("manifest.json"))
    listed = manifest["files"]
    present = set()
    for base, _, names in os.walk(check.folder):
        for name in names:
            path = os.path.relpath(os.path.join(base, name), check.folder).replace(os.sep, "/")
            if "__pycache__" not in path:
                present.add(path)
    for name in sorted(listed):
        if check.test(name in present, "file %s: is missing" % name):
            digest = hashlib.sha256(check.bytes_of(name)).hexdigest()
            check.test(digest == listed[name], "file %s: was changed" % name)
    for name in sorted(present - set(listed) - {"manifest.json", "manifest.sig"}):
        check.test(False, "file %s: is not listed in the manifest" % name)
    check.good.append("%d files have the hashes that were signed" % len(listed))
    return manifest


def keys_of(check, proofs, root, size):
    """Public keys that the log holds, each proved to lie in it: (name, bytes)."""
    keys = []
    for row in proofs["keys"]:
        if proved(check, row, root, size, "key at line %s" % row["seq"]):
            line = json.loads(row["line"])
            if line["action"] == "key.add":
                keys.append(bytes.fromhex(line["params"]["public_key"]))
    return keys


def proved(check, row, root, size, what):
    """Whether a line of the log lies in the tree at its place."""
    leaf = bytes.fromhex(row["leaf"])
    if row["line"] is not None:
        raw = row["line"].encode("utf-8")
        if not check.test(leaf_of(raw) == leaf, "%s: the line was changed" % what):
            return False
    steps = [bytes.fromhex(step) for step in row["proof"]]
    found = root_by(leaf, row["seq"] - 1, size, steps)
    return check.test(found == root, "%s: is not in the signed log" % what)


def signed_by(check, note, keys, what):
    """Whether a note carries a signature of a key of the log that holds."""
    text, signatures = parsed_note(note)
    for name, key_hash, signature in signatures:
        for public in keys:
            named = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
            if named == key_hash and ed25519_holds(public, signature, text.encode()):
                check.good.append("%s: signed by %s" % (what, name))
                return text
    check.test(False, "%s: no signature of a key in the log holds" % what)
    return text


def check_entries(check, proofs, update):
    """Every sentence and excerpt lies in the small tree that the publish line commits to."""
    line = json.loads(proofs["publish"]["line"])
    root = bytes.fromhex(line["params"]["excerpts"]["root"])
    size = line["params"]["excerpts"]["size"]
    rows = proofs["sentences"] + proofs["citations"]
    check.test(len(rows) == size, "%d entries are shown and %d were committed" % (len(rows), size))
    for row in rows:
        entry = {k: v for k, v in row.items() if k not in ("index", "proof")}
        steps = [bytes.fromhex(step) for step in row["proof"]]
        found = root_by(leaf_of(canonical(entry)), row["index"], size, steps)
        check.test(found == root, "%s %s: is not what was committed" % (row["kind"], row["id"]))
    check.good.append(
        "%d sentences and %d excerpts are what the log commits to"
        % (len(proofs["sentences"]), len(proofs["citations"]))
    )
    check_page(check, proofs, update)


def check_page(check, proofs, update):
    """The sentences and quotes of the data edition are the committed ones."""
    committed = {row["id"]: row["text"] for row in proofs["sentences"]}
    for sentence in update["sentences"]:
        same = committed.get(sentence["id"]) == sentence["text"]
        check.test(same, "sentence %s: differs from what was committed" % sentence["id"])
    quotes = {row["id"]: row["quote"] for row in proofs["citations"]}
    for citation in update["citations"]:
        if citation["kind"] != "test":
            same = quotes.get(citation["id"]) == citation["quote"]
            check.test(same, "citation %s: differs from what was committed" % citation["number"])


def check_originals(check, proofs, root, size):
    """The capture of each cited original lies in the log and names that original."""
    captures = {}
    for row in proofs["originals"]:
        if proved(check, row, root, size, "original %s" % row["sha256"][:12]):
            captures[row["sha256"]] = row["leaf"]
            if row["line"] is not None:
                held = json.loads(row["line"])["object"]["sha256"]
                check.test(held == row["sha256"], "original %s: is another" % row["sha256"][:12])
    for citation in proofs["citations"]:
        same = captures.get(citation["original"]) == citation["capture_leaf"]
        check.test(same, "citation %s: its original is not in the log" % citation["id"])
    check.good.append("%d originals were in the log before this update" % len(captures))


def run(folder):
    """Check one folder; gives the exit code."""
    check = Check(folder)
    manifest = check_manifest(check)
    proofs = json.loads(check.bytes_of("citations.json"))
    update = json.loads(check.bytes_of("update.json"))
    note = check.bytes_of("checkpoint.txt").decode("utf-8")
    body = parsed_note(note)[0]
    origin, size, root64 = body.rstrip("\n").split("\n")[:3]
    size, root = int(size), base64.b64decode(root64)
    code = base64.b32encode(hashlib.sha256(body.encode()).digest()).decode()
    code = "-".join(code[i : i + 5] for i in range(0, 25, 5))
    check.test(code == manifest["checkpoint"], "checkpoint: its code is not the manifest's")
    check.test(code == update["checkpoint"], "checkpoint: its code is not the one on the page")
    keys = keys_of(check, proofs, root, size)
    signed_by(check, note, keys, "checkpoint over %d events" % size)
    seal = signed_by(check, check.bytes_of("manifest.sig").decode("utf-8"), keys, "manifest")
    digest = base64.b64encode(hashlib.sha256(check.bytes_of("manifest.json")).digest()).decode()
    check.test(seal == "%s\nmanifest\n%s\n" % (origin, digest), "manifest: another one was signed")
    if proved(check, proofs["publish"], root, size, "publish line"):
        check_entries(check, proofs, update)
    check_originals(check, proofs, root, size)
    check_previous(check, proofs, root, size, keys)
    return report(check, code)


def check_previous(check, proofs, root, size, keys):
    """The log of the update before is the beginning of this one."""
    previous = proofs.get("previous")
    if not previous:
        return
    body = parsed_note(previous["checkpoint"])[0].rstrip("\n").split("\n")
    steps = [bytes.fromhex(step) for step in previous["proof"]]
    holds = grown_from(int(body[1]), size, base64.b64decode(body[2]), root, steps)
    if check.test(holds, "previous update: its log is not the beginning of this one"):
        check.good.append("the log of the update before is the beginning of this one")


def report(check, code):
    """Print what holds and what does not."""
    for line in check.good if not check.wrong else ():
        print("holds   " + line)
    for line in check.wrong:
        print("WRONG   " + line)
    print("checkpoint " + code + ": compare it with the code that you were given elsewhere")
    print("needs Indicia: whether the originals, read again, still say this (indicia verify)")
    print("not verifiable here: outside timestamps, and who the signing person is")
    print("verified" if not check.wrong else "NOT verified: %d findings" % len(check.wrong))
    return 1 if check.wrong else 0


def main():
    """Entry point."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    try:
        return run(folder)
    except (OSError, UnicodeDecodeError) as error:
        print("could not run: %s" % error)
        return 4
    except (ValueError, KeyError, TypeError, IndexError, binascii.Error) as error:
        print(
            "WRONG   a file of the update is not in its form (%s: %s)"
            % (type(error).__name__, error)
        )
        return 1


if __name__ == "__main__":
    sys.exit(main())
