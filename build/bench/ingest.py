"""Pushes one blob of random bytes to a registry in one request: usage ingest.py HOST:PORT MEGABYTES. Its content is new each time."""
import hashlib, http.client, os, sys

at, megabytes = sys.argv[1], int(sys.argv[2])
# one random megabyte, each copy of it marked: making the blob must not cost what storing it costs
piece, mark, digest = bytearray(os.urandom(1 << 20)), os.urandom(16), hashlib.sha256()
pieces = []
for i in range(megabytes):
    piece[:24] = mark + i.to_bytes(8, "big")
    pieces.append(bytes(piece))
    digest.update(pieces[-1])
connection = http.client.HTTPConnection(at, timeout=120)
connection.request("POST", "/v2/ingest/blobs/uploads/", headers={"Content-Length": "0"})
answer = connection.getresponse()
answer.read()
location = answer.getheader("Location")
if location.startswith("http"):
    location = "/" + location.split("/", 3)[3]
connection.request("PUT", f"{location}{'&' if '?' in location else '?'}digest=sha256:{digest.hexdigest()}", iter(pieces),
                   {"Content-Type": "application/octet-stream", "Content-Length": str(megabytes << 20)})
answer = connection.getresponse()
answer.read()
sys.exit(0 if answer.status == 201 else f"{answer.status} for the blob")
