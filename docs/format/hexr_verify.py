#!/usr/bin/env python3
"""Verifies a Hexr bundle, complete or partial, with nothing but Python's standard library and the public key of its release.

    python3 hexr_verify.py release.pub hexr-bundle.tar.gz      ("-" reads standard input)

Written from docs/format/README.md alone, as a second opinion. It believes one ECDSA P-256 key, knows no trust policy and keeps no memory of
releases: it does not notice a rollback, and it judges bytes, not the names, numbers and dates that were signed. Exit status: 0 good, 4 not a bundle or damaged, 5 not signed by this key, 2 usage.
"""
import base64, binascii, hashlib, json, re, sys, zlib

BLOCK, KIB = 65535, 1024
CAPS = {"hexr/bundle.json": 2048 * KIB, "hexr/contents.json": 6144 * KIB, "hexr/SHA256SUMS": 3072 * KIB, "hexr/VERIFY.txt": 64 * KIB,
        "oci-layout": KIB, "index.json": 3072 * KIB, "manifest.json": 6144 * KIB}
ORDER = list(CAPS)
SIGNATURE = re.compile(r"hexr/SHA256SUMS(\.sig|\.[0-9a-f]{16}\.sigstore\.json)")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
FIELDS = set("format minimumReader release version sequence artifacts manifests blobs expires dataDates planned".split())
class Bad(Exception): """Not a bundle, or damaged."""
class Untrusted(Exception): """Not signed by the key."""

# --- ECDSA P-256
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")

def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    rise, run = (3 * a[0] * a[0] - 3, 2 * a[1]) if a == b else (b[1] - a[1], b[0] - a[0])
    slope = rise * pow(run, -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P

def times(k, point):
    product = None
    for bit in bin(k)[2:]:
        product = add(product, product)
        if bit == "1":
            product = add(product, point)
    return product

def read_key(pem):
    body = re.fullmatch(rb"-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*", pem)
    der = base64.b64decode(b"".join(body[1].split()), validate=True) if body else b""
    if not der.startswith(SPKI + b"\x04") or len(der) != len(SPKI) + 65:
        raise Bad("the key is not an ECDSA P-256 public key in PEM")
    x, y = int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big")
    if x >= P or y >= P or (y * y - x**3 + 3 * x - B) % P:
        raise Bad("the key is not a point of its curve")
    return x, y

def der_integer(der, at):
    length = der[at + 1] if len(der) > at + 1 else 0
    value = der[at + 2:at + 2 + length]
    plain = len(value) == length and 0 < length < 34 and value[0] < 128 and (length == 1 or value[0] or value[1] > 127)
    if der[at:at + 1] != b"\x02" or not plain:
        raise Untrusted("hexr/SHA256SUMS.sig: is not a signature in DER")
    return int.from_bytes(value, "big"), at + 2 + length

def verify_signature(key, message, der):
    (r, at), (s, at) = (first := der_integer(der, 2)), der_integer(der, first[1])
    if der[:2] != bytes([0x30, len(der) - 2]) or at != len(der) or not (0 < r < N and 0 < s < N):
        raise Untrusted("hexr/SHA256SUMS.sig: is not a signature in DER")
    inverse, number = pow(s, -1, N), int.from_bytes(hashlib.sha256(message).digest(), "big")
    point = add(times(number * inverse % N, G), times(r * inverse % N, key))
    if point is None or point[0] % N != r:
        raise Untrusted("hexr/SHA256SUMS.sig: is not a signature of hexr/SHA256SUMS by this key")

# --- the archive
def tar_header(name, size):
    head = name.encode().ljust(100, b"\0") + b"0000644\0" + 2 * b"0000000\0" + b"%011o\0" % size + b"%011o\0" % 0
    tail = b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + 2 * b"0000000\0" + bytes(167)
    return head + b"%06o\0 " % (sum(head) + sum(tail) + 8 * 32) + tail

class Archive:
    def __init__(self, stream):
        self.stream, self.offset, self.crc, self.length = stream, 0, 0, 0

    def bad(self, entry, rule):
        return Bad(f"{entry} at byte {self.offset}: {rule}")

    def exact(self, expected, entry):
        if self.take(len(expected), entry) != expected:
            self.offset -= len(expected)
            raise self.bad(entry, "are not the bytes that must stand here")

    def block(self, size, last=False):
        return bytes([last]) + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little")

    def take(self, size, entry):
        data = self.stream.read(size)
        if len(data) != size:
            raise self.bad(entry, "the archive ends too early")
        self.offset += size
        return data

    def count(self, data):
        self.crc, self.length = zlib.crc32(data, self.crc), self.length + len(data)

    def entry(self, name, size, use, header_read=False):
        """Hands the content of one entry to use, piece by piece, after everything around it was compared."""
        total = 512 + size + -size % 512
        for start in range(0, total, BLOCK):
            length = min(BLOCK, total - start)
            header = b"" if start else tar_header(name, size)
            content = min(length - len(header), max(0, 512 + size - start - len(header)))
            if start or not header_read:
                self.exact(self.block(length) + header, name)
            data = self.take(content, name)
            use(data)
            padding = bytes(length - len(header) - content)
            self.exact(padding, name)
            self.count(header + data + padding)

    def control(self, expected, seen):
        """Reads the next control file, whose name is expected, or a signature file before VERIFY.txt."""
        block, header = self.take(5, expected), self.take(512, expected)
        name = header[:100].split(b"\0")[0].decode("latin-1")
        if name != expected and not (expected == "hexr/VERIFY.txt" and SIGNATURE.fullmatch(name) and name not in seen):
            raise self.bad(expected, "must be the next entry")
        size = int(header[124:135], 8) if re.fullmatch(rb"[0-7]{11}", header[124:135]) else -1
        fits = 0 <= size <= CAPS.get(name, 64 * KIB) and len(seen) < 24
        if not fits or header != tar_header(name, size) or block != self.block(min(BLOCK, 512 + size + -size % 512)):
            raise self.bad(name, "its header is not the one it must have")
        parts = []
        self.entry(name, size, parts.append, header_read=True)
        return name, b"".join(parts)

def canonical(value):
    return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()

def parse(name, data):
    def once(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Bad(f"{name}: a key is there twice")
        return dict(pairs)
    try:
        return json.loads(data.decode("ascii"), object_pairs_hook=once)
    except (ValueError, RecursionError) as e:
        raise Bad(f"{name}: is not JSON: {e}") from None

# --- what follows from contents and presence
def closure(contents, artifact):
    nodes = {node["digest"]: node for node in contents["manifests"]}
    open_, seen, blobs = [artifact[key] for key in ("digest", "sbom") if key in artifact], set(), set()
    while open_:
        digest = open_.pop()
        if digest not in seen:
            seen.add(digest)
            blobs |= {digest, *nodes[digest]["children"]}
            open_ += nodes[digest]["children"] if nodes[digest]["mediaType"] in INDEXES else []
            open_ += [node["digest"] for node in contents["manifests"] if node.get("subject") == digest]
    return blobs

def derived(contents, present):
    nodes, index, load, taken = {node["digest"]: node for node in contents["manifests"]}, [], [], set()
    for image in (a for a in contents["artifacts"] if a["kind"] == "image" and closure(contents, a) <= present):
        system, machine, *variant = image["platform"].split("/")
        platform = {"os": system, "architecture": machine, **({"variant": variant[0]} if variant else {})}
        for tag in image["tags"]:
            name = f'{image["loadName"]}:{tag}'
            names = {"io.containerd.image.name": "docker.io/library/" + name, "org.opencontainers.image.ref.name": name}
            index.append({"mediaType": image["mediaType"], "digest": image["digest"], "size": image["size"], "platform": platform, "annotations": names})
        names = [n for n in (f'{image["loadName"]}:{tag}' for tag in image["tags"] + image["loadTags"]) if n not in taken]
        taken.update(names)
        paths = ["blobs/" + child.replace(":", "/") for child in nodes[image["digest"]]["children"]]
        load += [{"Config": paths[0], "Layers": paths[1:], "RepoTags": names}] if names else []
    return {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}\n', "manifest.json": canonical(load),
            "index.json": canonical({"schemaVersion": 2, "mediaType": INDEXES[0], "manifests": index})}

def check_manifest(node, data):
    manifest, index = parse(node["digest"], data), node["mediaType"] in INDEXES
    children = manifest["manifests"] if index else [manifest["config"]] + manifest["layers"]
    if not index and node["mediaType"] not in MANIFESTS or manifest.get("mediaType", node["mediaType"]) != node["mediaType"]:
        raise Bad(f'{node["digest"]}: is of another type than the contents say')
    if [c["digest"] for c in children] != node["children"] or manifest.get("subject", {}).get("digest") != node.get("subject"):
        raise Bad(f'{node["digest"]}: names other children or another subject than the contents say')

def verify(key, archive):
    archive.exact(bytes.fromhex("1f8b08000000000000ff"), "gzip header")
    files, step = {}, 0
    while step < len(ORDER):
        name, data = archive.control(ORDER[step], files)
        files[name] = data
        step += name == ORDER[step]
        if name == "hexr/bundle.json" and parse(name, data)["format"] != 1:
            raise Bad(f'{name}: has format {parse(name, data)["format"]}, needs hexr {parse(name, data)["minimumReader"]}')
    verify_signature(key, files["hexr/SHA256SUMS"], files.get("hexr/SHA256SUMS.sig", b""))
    contents = parse("hexr/contents.json", files["hexr/contents.json"])
    if contents["format"] != 1 or set(contents) != FIELDS or canonical(contents) != files["hexr/contents.json"]:
        raise Bad("hexr/contents.json: is not of format 1 in canonical form, or has other fields than those")
    if not all(DIGEST.fullmatch(b["digest"]) and 0 <= b["size"] < 2**33 for b in contents["blobs"]):
        raise Bad("hexr/contents.json: a blob has no usable digest or size")
    everything = derived(contents, {b["digest"] for b in contents["blobs"]})
    signed = {**{n: files[n] for n in ("hexr/contents.json", "hexr/VERIFY.txt")}, **{n: everything[n] for n in ORDER[4:]}}
    sums = [(hashlib.sha256(data).hexdigest(), n) for n, data in signed.items()]
    sums += [(b["digest"][7:], "blobs/" + b["digest"].replace(":", "/")) for b in contents["blobs"]]
    if files["hexr/SHA256SUMS"] != "".join(f"{h}  {n}\n" for h, n in sums).encode():
        raise Bad("hexr/SHA256SUMS: is not the list that follows from the contents")
    listed = parse("hexr/bundle.json", files["hexr/bundle.json"])["present"]
    present = [b for b in contents["blobs"] if b["digest"] in set(listed)]
    signatures = list(filter(SIGNATURE.fullmatch, files))
    expected = {"format": 1, "minimumReader": contents["minimumReader"], "present": [b["digest"] for b in present],
                "signatures": [{"digest": "sha256:" + hashlib.sha256(files[n]).hexdigest(), "name": n[5:], "size": len(files[n])} for n in signatures]}
    if files["hexr/bundle.json"] != canonical(expected) or signatures != sorted(signatures):
        raise Bad("hexr/bundle.json: is not the canonical list of what is present")
    for name, data in derived(contents, set(listed)).items():
        if files[name] != data:
            raise Bad(f"{name}: is not what follows from the contents and what is present")
    nodes = {node["digest"]: node for node in contents["manifests"]}
    for blob in present:
        digest, kept = hashlib.sha256(), []
        archive.entry("blobs/" + blob["digest"].replace(":", "/"), blob["size"],
                      lambda data: (digest.update(data), kept.append(data) if blob["digest"] in nodes else None))
        if digest.hexdigest() != blob["digest"][7:]:
            raise archive.bad("blobs/" + blob["digest"].replace(":", "/"), "its content has another digest")
        if blob["digest"] in nodes:
            check_manifest(nodes[blob["digest"]], b"".join(kept))
    archive.count(bytes(1024))
    archive.exact(archive.block(1024, last=True) + bytes(1024), "end of the tar")
    archive.exact(archive.crc.to_bytes(4, "little") + (archive.length % 2**32).to_bytes(4, "little"), "gzip trailer")
    if archive.stream.read(1):
        raise archive.bad("gzip trailer", "is followed by further bytes")
    absent = [a for a in contents["artifacts"] if not closure(contents, a) <= set(listed)]
    return contents, absent, len(present)

def main(arguments):
    if len(arguments) != 2:
        return print(__doc__, file=sys.stderr) or 2
    try:
        with open(arguments[0], "rb") as pem, (sys.stdin.buffer if arguments[1] == "-" else open(arguments[1], "rb")) as stream:
            contents, absent, count = verify(read_key(pem.read()), Archive(stream))
    except Untrusted as e:
        return print(f"NOT TRUSTED: {e}", file=sys.stderr) or 5
    except (Bad, KeyError, TypeError, AttributeError, IndexError, OSError, binascii.Error) as e:
        return print(f"REFUSED: {type(e).__name__ + ': ' if not isinstance(e, Bad) else ''}{e}", file=sys.stderr) or 4
    print(f'good: {contents["release"]} {contents["version"]}, sequence {contents["sequence"]}, {count} of {len(contents["blobs"])} blobs')
    for artifact in absent:
        print(f'absent: {artifact["kind"]} {artifact["name"]}')
    return 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
