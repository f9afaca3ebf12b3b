"""Pushes one blob to a registry in one request and prints how long that took: usage ingest.py HOST:PORT MEGABYTES. Its content is new each time."""
import hashlib, http.client, os, sys, time

at, megabytes = sys.argv[1], int(sys.argv[2])
# one random megabyte, each copy of it marked: all of it is made before the clock starts
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
began = time.monotonic()
connection.request("PUT", f"{location}{'&' if '?' in location else '?'}digest=sha256:{digest.hexdigest()}", iter(pieces),
                   {"Content-Type": "application/octet-stream", "Content-Length": str(megabytes << 20)})
answer = connection.getresponse()
answer.read()
print(f"seconds {time.monotonic() - began:.4f}")
sys.exit(0 if answer.status == 201 else f"{answer.status} for the blob")
