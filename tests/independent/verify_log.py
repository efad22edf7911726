#!/usr/bin/env python3
"""Checks what the audit log published, sharing no code with it: Python's standard library, and `openssl` for signatures.

  verify_log.py tiles FOLDER --key VKEY             a C2SP tlog-tiles folder: checkpoint, tile/, tile/entries/
  verify_log.py bundle FILE [--key VKEY]            an exported bundle, JSON lines
  verify_log.py proof PROOF ENTRY --key VKEY --origin ORIGIN
                                                    a C2SP tlog-proof and the bytes of its entry
  verify_log.py consistency OLD NEW PROOF --key VKEY
                                                    two checkpoints, and a file of base64 hashes, one a line

VKEY is a verifier key (C2SP signed-note) or a file that holds one. --key may be repeated; --origin demands a log. With --chain FILE, the log's
file of keys, the key that is given has to be in the chain, and vouches for those that follow. With --pruned N entries before N may be missing.
Exit status: 0 all is proven, 1 something is not, 2 the call or a file is wrong. Where 1, the first thing that is wrong is said.

The tree is computed by the recursive definitions of RFC 6962, section 2.1, not by the loops of RFC 9162.
"""
import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

# DER of a SubjectPublicKeyInfo for P-256 up to the point's coordinates, uncompressed.
P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
NUMBER = re.compile(r"(0|[1-9][0-9]{0,18})\Z", re.ASCII)
CHAIN = "policyguard key chain v1"


class Bad(Exception):
    """Something is not proven."""


def need(condition, message):
    if not condition:
        raise Bad(message)


# Spellings

def number(text, what):
    need(NUMBER.match(text) and int(text) < 2**63, f"{what} is not a plain decimal number: {text!r:.40}")
    return int(text)


def unbase64(text, what):
    try:
        decoded = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Bad(f"{what} is not base64") from None
    need(base64.b64encode(decoded).decode() == text, f"{what} is not base64 in its canonical form")
    return decoded


def hash_of(text, what):
    decoded = unbase64(text, what)
    need(len(decoded) == 32, f"{what} has {len(decoded)} bytes, not 32")
    return decoded


def utf8(data, what):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad(f"{what} is not UTF-8") from None


# The tree: RFC 6962, section 2.1

def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(data):
    return sha256(b"\x00" + data)


def node(left, right):
    return sha256(b"\x01" + left + right)


def split(size):
    """The largest power of two smaller than size."""
    return 1 << ((size - 1).bit_length() - 1)


def root_of(hashes):
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return node(root_of(hashes[:k]), root_of(hashes[k:]))


def root_by_path(index, size, leaf_hash, path):
    need(0 <= index < size, f"entry {index} is outside a log of {size}")
    if size == 1:
        need(not path, "the inclusion proof has too many hashes")
        return leaf_hash
    need(path, "the inclusion proof has too few hashes")
    k = split(size)
    if index < k:
        return node(root_by_path(index, k, leaf_hash, path[:-1]), path[-1])
    return node(path[-1], root_by_path(index - k, size - k, leaf_hash, path[:-1]))


def roots_by_proof(old, new, proof, old_root, whole=True):
    """The roots that a consistency proof leads to: of the old tree and of the new one."""
    if old == new:
        need(len(proof) == (0 if whole else 1), "the consistency proof has a wrong number of hashes")
        return (old_root, old_root) if whole else (proof[0], proof[0])
    need(proof, "the consistency proof has too few hashes")
    k, last = split(new), proof[-1]
    if old <= k:
        a, b = roots_by_proof(old, k, proof[:-1], old_root, whole)
        return a, node(b, last)
    a, b = roots_by_proof(old - k, new - k, proof[:-1], old_root, False)
    return node(last, a), node(last, b)


# Signed notes: C2SP signed-note, tlog-checkpoint

class Key:
    def __init__(self, vkey):
        parts = vkey.split("+", 2)
        need(len(parts) == 3, "a verifier key is name+id+key")
        self.text, self.name = vkey, parts[0]
        data = unbase64(parts[2], "the verifier key")
        need(data[:1] == b"\x02", "the verifier key is not of the type ECDSA (0x02)")
        self.spki = data[1:]
        need(self.spki.startswith(P256) and len(self.spki) == 91, "the verifier key is not on P-256")
        self.id = sha256(self.spki)[:4]
        need(self.id.hex() == parts[1], "the verifier key's id is not that of its key")

    def signed(self, text, signature):
        with tempfile.TemporaryDirectory() as folder:
            files = {"key": b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(self.spki) + b"-----END PUBLIC KEY-----\n", "signature": signature, "text": text.encode()}
            for name, data in files.items():
                write(os.path.join(folder, name), data)
            command = ["openssl", "dgst", "-sha256", "-verify", "key", "-signature", "signature", "text"]
            return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def note(text, what):
    """The text of a note and its signatures: name, key id, signature."""
    need(text.endswith("\n"), f"{what} does not end in a newline")
    need(not any(c < " " and c != "\n" for c in text), f"{what} holds control characters")
    at = text.rfind("\n\n")
    need(0 <= at < len(text) - 2, f"{what} is not signed")
    signatures = []
    for line in text[at + 2:-1].split("\n"):
        parts = line.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014" and parts[1], f"{what} has a line among its signatures that is none")
        data = unbase64(parts[2], f"a signature of {what}")
        need(len(data) > 4, f"a signature of {what} is too short")
        signatures.append((parts[1], data[:4], data[4:]))
    return text[:at + 1], signatures


def signers(text, signatures, keys, what):
    """The keys, among those that are known, that signed. One bad signature of a known key is one too many."""
    found = []
    for name, key_id, signature in signatures:
        for key in keys:
            if (key.name, key.id) == (name, key_id):
                need(key.signed(text, signature), f"the signature of {name} under {what} does not hold")
                found.append(key.text)
    return found


def checkpoint(encoded, keys, origin, what="the checkpoint"):
    """Origin, size and root of a checkpoint that a known key signed. `keys` may be a function of the size."""
    text, signatures = note(encoded, what)
    lines = text[:-1].split("\n")
    need(len(lines) >= 3 and all(lines), f"{what} is not at least three lines, none of them empty")
    size, root = number(lines[1], f"the size in {what}"), hash_of(lines[2], f"the root in {what}")
    known = keys(size) if callable(keys) else keys
    need(signers(text, signatures, known, what), f"no known key signed {what}")
    need(origin is None or lines[0] == origin, f"{what} is of another log: {lines[0]}")
    return lines[0], size, root


def key_chain(links):
    """(size, key) for each link of a chain of signing keys, checked whole."""
    keys, origin = [], None
    for i, encoded in enumerate(links):
        what = f"key link {i}"
        text, signatures = note(encoded, what)
        lines = text[:-1].split("\n")
        need(len(lines) == (5 if i == 0 else 6) and lines[0] == CHAIN and lines[1], f"{what} is not a link of a key chain")
        need(number(lines[2], f"the place in {what}") == i, f"{what} is in another place")
        size, key = number(lines[3], f"the size in {what}"), Key(lines[4])
        need(i == 0 or lines[1] == origin, f"{what} is of another log")
        need(size >= keys[-1][0] if keys else size == 0, f"the size in {what} goes backwards, or the first is not 0")
        need(i == 0 or hash_of(lines[5], f"the hash in {what}") == sha256(links[i - 1].encode()), f"the hash in {what} is not that of the link before")
        need(key.spki not in [k.spki for _, k in keys], f"the key of {what} is in the chain already")
        expected = [keys[-1][1], key] if keys else [key]
        signed_by = signers(text, signatures, expected, what)
        need(sorted(signed_by) == sorted(k.text for k in expected) and len(signatures) == len(expected), f"{what} is not signed by the key before and the new key, and by no other")
        keys.append((size, key))
        origin = lines[1]
    return origin, keys


def trusted(keys, chain):
    """The keys to believe: those that were given, or those that one of them vouches for, each at the sizes for which it signs."""
    if chain is None:
        return keys
    _, links = key_chain(chain)
    for key in keys:
        need(key.text in [k.text for _, k in links], "the key that was given is not in the chain")
    return lambda size: [key for (start, key), end in zip(links, [start for start, _ in links[1:]] + [2**63]) if start <= size <= end]


# The four questions

def verify_tiles(folder, keys, origin, pruned=0):
    _, size, root = checkpoint(utf8(read(os.path.join(folder, "checkpoint")), "the checkpoint"), keys, origin)
    leaves = []
    for n in range(0, size, 256):
        width = min(256, size - n)
        if n + width <= pruned:
            hashes = tile(folder, "0", n // 256, width)
            leaves += [hashes[i:i + 32] for i in range(0, 32 * width, 32)]
            continue
        entries = bundle_entries(tile(folder, "entries", n // 256, width), width, n // 256)
        leaves += [leaf(entry) for entry in entries]
    levels = [leaves]
    while len(levels[-1]) >= 256:
        below = levels[-1]
        levels.append([root_of(below[i:i + 256]) for i in range(0, len(below) - 255, 256)])
    checked = {path_of("entries", n // 256, min(256, size - n)) for n in range(0, size, 256) if n + min(256, size - n) > pruned}
    for level, hashes in enumerate(levels):
        for n in range(0, len(hashes), 256):
            expected = b"".join(hashes[n:n + 256])
            stored = tile(folder, str(level), n // 256, len(expected) // 32)[:len(expected)]
            need(stored == expected, f"tile {path_of(str(level), n // 256, len(expected) // 32)} is wrong{where(stored, expected, level, n)}")
            checked.add(path_of(str(level), n // 256, len(expected) // 32))
    others = other_tiles(folder, levels, checked)
    need(root_of(leaves) == root, f"the {size} entries do not lead to the root that was signed")
    return f"{size} entries, their {len(checked)} files and {others} others lead to the signed root"


def where(stored, expected, level, first):
    for i in range(len(expected) // 32):
        if stored[i * 32:i * 32 + 32] != expected[i * 32:i * 32 + 32]:
            return f" at hash {first + i}" + (", or that entry is" if level == 0 else "")
    return ""


def other_tiles(folder, levels, checked):
    """Tiles of earlier and later sizes may lie about; as far as the signed log goes they must not say anything else."""
    count = 0
    for parent, _, names in os.walk(os.path.join(folder, "tile")):
        for name in names:
            path = os.path.relpath(os.path.join(parent, name), folder).replace(os.sep, "/")
            parsed = re.match(r"tile/(entries|[0-9]+)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([0-9]+))?\Z", path, re.ASCII)
            need(parsed, f"{path} is no tile")
            n, width = int(re.sub("[x/]", "", parsed[2]) + parsed[3]), int(parsed[4] or 256)
            need(path == path_of(parsed[1], n, width), f"{path} is no tile")
            hashes = levels[0] if parsed[1] == "entries" else levels[int(parsed[1])] if int(parsed[1]) < len(levels) else []
            known = hashes[n * 256:n * 256 + width]
            data = read(os.path.join(folder, path))
            if parsed[1] == "entries":
                need([leaf(e) for e in bundle_entries(data, width, n)][:len(known)] == known, f"{path} holds other entries than the log")
            else:
                need(len(data) == 32 * width and data.startswith(b"".join(known)), f"{path} is wrong")
            count += path not in checked
    return count


def path_of(level, n, width):
    digits = f"{n:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
    return f"tile/{level}/" + "/".join(["x" + g for g in groups[:-1]] + groups[-1:]) + (f".p/{width}" if width < 256 else "")


def tile(folder, level, n, width):
    """A tile as it stood when it was so wide; the full one serves where the partial one was removed."""
    for wide in sorted({width, 256}):
        path = os.path.join(folder, path_of(level, n, wide))
        if os.path.isfile(path):
            data = read(path)
            need(level == "entries" or len(data) == 32 * wide, f"{path_of(level, n, wide)} has {len(data)} bytes, not {32 * wide}")
            return data
    raise Bad(f"{path_of(level, n, width)} is missing")


def bundle_entries(data, width, n):
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at:at + 2], "big")
        need(at + 2 + length <= len(data), f"entry bundle {n} is cut short")
        entries.append(data[at + 2:at + 2 + length])
        at += 2 + length
    need(width <= len(entries) <= 256, f"entry bundle {n} holds {len(entries)} entries, not {width}")
    return entries[:width]


def no_constant(name):
    raise ValueError(f"{name} is no JSON")


def once(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a member twice")
    return dict(pairs)


# Numbers stay text: neither their size nor their digits are of interest.
JSON = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=no_constant, object_pairs_hook=once)
LINE = re.compile(r'\{"index":(0|[1-9][0-9]{0,18}),"leaf_hash":"([0-9a-f]{64})","entry":', re.ASCII)


def verify_bundle(lines, pinned, origin):
    lines = iter(lines)
    try:
        header = JSON.decode(utf8(next(lines, b""), "line 1"))
        need(isinstance(header, dict) and set(header) == {"checkpoint", "keys", "log"} and header["log"] == "1", "line 1 is not the header of a bundle of version 1")
        need(isinstance(header["checkpoint"], str) and isinstance(header["keys"], list) and all(isinstance(k, str) for k in header["keys"]), "line 1 is not the header of a bundle")
    except (ValueError, RecursionError) as fault:
        raise Bad(f"line 1 is not JSON: {fault}") from None
    chain_origin, chain = key_chain(header["keys"])
    need(chain or pinned, "the bundle holds no keys and none was given")
    for key in pinned:
        need(not chain or key.text in [k.text for _, k in chain], "the key that was given is not in the bundle's chain")

    def in_force(size):
        after = [start for start, _ in chain[1:]] + [2**63]
        return [key for (start, key), end in zip(chain, after) if start <= size <= end] or pinned

    _, size, root = checkpoint(header["checkpoint"], in_force, origin or chain_origin)
    hashes, last, proven = [], -1, 0
    for at, line in enumerate(lines, 2):
        try:
            index, leaf_hash, path = bundle_line(utf8(line, "it"))
            need(index > last, f"entry {index} stands behind entry {last}")
            need(index < size, f"entry {index} is not covered by the checkpoint, whose size is {size}")
            need(path is None or root_by_path(index, size, leaf_hash, path) == root, f"entry {index} is not in the log: its proof does not lead to the root")
        except Bad as fault:
            raise Bad(f"line {at}: {fault}") from None
        proven += path is not None
        hashes.append(leaf_hash)
        last = index
    whole = len(hashes) == size
    need(not whole or root_of(hashes) == root, f"the {size} entries do not lead to the root that was signed")
    need(whole or proven == len(hashes), f"{len(hashes) - proven} of {len(hashes)} entries are without a proof, and these are not all {size}")
    trust = "" if pinned else "; WHO signed is not proven: no key was given"
    return f"{len(hashes)} of {size} entries are proven{' by the root over all' if whole else ', each by its path'}{trust}"


def bundle_line(text):
    """Index, leaf hash of the entry's own bytes, and the proof or None."""
    text = text[:-1] if text.endswith("\n") else text
    begin = LINE.match(text)
    need(begin, "it does not begin as an entry does")
    try:
        _, end = JSON.raw_decode(text, begin.end())
        rest = text[end:]
        path = None if rest == "}" else JSON.decode("{" + rest[1:]) if rest.startswith(',"proof":') else {}
    except (ValueError, RecursionError) as fault:
        raise Bad(f"it is not JSON: {fault}") from None
    if path is not None:
        path = path.get("proof") if list(path) == ["proof"] else 0
        need(isinstance(path, list) and all(isinstance(h, str) for h in path), "it ends in something that is no proof")
        path = [hash_of(h, "a hash of its proof") for h in path]
    computed = leaf(text[begin.end():end].encode())
    need(computed.hex() == begin[2], f"entry {begin[1]} was changed: its hash is {computed.hex()}")
    return number(begin[1], "the index"), computed, path


def verify_proof(encoded, entry, keys, origin):
    head, blank, tail = encoded.partition("\n\n")
    lines = head.split("\n")
    need(blank and lines[0] == "c2sp.org/tlog-proof@v1", "the proof is not a c2sp.org/tlog-proof@v1")
    del lines[0]
    if lines and lines[0].startswith("extra "):
        need(unbase64(lines.pop(0)[6:], "the extra data"), "the extra data is empty")
    need(lines and lines[0].startswith("index "), "the proof has no index")
    index = number(lines.pop(0)[6:], "the index")
    path = [hash_of(line, "a hash of the path") for line in lines]
    _, size, root = checkpoint(tail, keys, origin)
    need(root_by_path(index, size, leaf(entry), path) == root, f"the entry is not number {index} of the log: its path does not lead to the root")
    return f"the entry is number {index} of {size}"


def verify_consistency(old, new, proof, keys, origin):
    name, old_size, old_root = checkpoint(old, keys, origin, "the old checkpoint")
    _, new_size, new_root = checkpoint(new, keys, name, "the new checkpoint")
    hashes = [hash_of(line, "a hash of the proof") for line in proof.split("\n") if line]
    need(old_size <= new_size, f"the log shrank from {old_size} to {new_size}")
    if old_size == 0:
        need(old_root == sha256(b"") and not hashes, "the empty log has another root, or the proof is not empty")
        return f"every log continues the empty one; the new one has {new_size} entries"
    a, b = roots_by_proof(old_size, new_size, hashes, old_root)
    need((a, b) == (old_root, new_root), "the log was rewritten: the proof does not lead from the old root to the new one")
    return f"the log grew from {old_size} to {new_size} by appending only"


# The command

def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def vkey(text):
    try:
        return Key(read(text).decode().strip() if os.path.isfile(text) else text)
    except (Bad, UnicodeDecodeError) as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(dest="mode", required=True)
    for mode, files in {"tiles": ["folder"], "bundle": ["file"], "proof": ["proof", "entry"], "consistency": ["old", "new", "proof"]}.items():
        sub = modes.add_parser(mode)
        for file in files:
            sub.add_argument(file)
        sub.add_argument("--key", action="append", type=vkey, required=mode != "bundle", default=None)
        sub.add_argument("--origin", required=mode == "proof")
        if mode != "bundle":
            sub.add_argument("--chain", default=None)
        if mode == "tiles":
            sub.add_argument("--pruned", type=int, default=0)
    a = parser.parse_args(arguments)
    if not shutil.which("openssl"):
        parser.error("openssl is not installed")
    keys = a.key or []
    try:
        if a.mode != "bundle" and a.chain:
            keys = trusted(keys, [link.rstrip("\n") + "\n" for link in utf8(read(a.chain), "the chain").split("\n---\n")])
        if a.mode == "tiles":
            said = verify_tiles(a.folder, keys, a.origin, a.pruned)
        elif a.mode == "bundle":
            with open(a.file, "rb") as lines:
                said = verify_bundle(lines, keys, a.origin)
        elif a.mode == "proof":
            said = verify_proof(utf8(read(a.proof), "the proof"), read(a.entry), keys, a.origin)
        else:
            texts = [utf8(read(path), what) for path, what in ((a.old, "the old checkpoint"), (a.new, "the new checkpoint"), (a.proof, "the proof"))]
            said = verify_consistency(*texts, keys, a.origin)
    except Bad as fault:
        print(f"BAD: {fault}")
        return 1
    except OSError as fault:
        print(f"cannot read {fault.filename}: {fault.strerror}", file=sys.stderr)
        return 2
    print(f"good: {said}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
