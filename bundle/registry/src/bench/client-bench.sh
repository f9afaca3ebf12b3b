#!/bin/sh
# Prints the client's speed and memory at distribution v3, with crane as a peer where it is on the path or in CRANE.
# Needs python3, a JDK 25 in JAVA_HOME, Go or a built peer, and the module's compiled classes (mvn -pl bundle/registry -am test-compile).
# The registry runs on the same machine: compare rows of one run with each other, and look at the load line first.
# Usage: client-bench.sh [connections] [rounds] [heap]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
module=$(cd "$here/../.." && pwd)
root=$(cd "$module/../.." && pwd)
connections=${1:-4}
rounds=${2:-3}
heap=${3:-64m}
crane=${CRANE:-$(command -v crane || true)}
work=$(mktemp -d "${TMPDIR:-/tmp}/client-bench.XXXXXX")
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM

jar() { find "${M2_REPO:-$HOME/.m2/repository}" -name "$1" | sort | tail -1; }
classes="$module/target/classes:$module/target/test-classes:$root/bundle/oci/target/classes:$(jar 'jackson-core-2.22.*.jar'):$(jar 'jackson-databind-2.22.*.jar'):$(jar 'jackson-annotations-2.22*.jar')"
registry=$("$root/build/peers/distribution.sh")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

# one image of 1.2 GB as an OCI layout for crane; its blobs once more, without the manifest, for us
python3 - "$work" <<'PY'
import hashlib, json, os, sys
work = sys.argv[1]
os.makedirs(work + "/layout/blobs/sha256"); os.makedirs(work + "/blobs")
oci = "application/vnd.oci.image."
def put(content, kind, blob=True):
    digest = hashlib.sha256(content).hexdigest()
    open(f"{work}/layout/blobs/sha256/{digest}", "wb").write(content)
    if blob: os.link(f"{work}/layout/blobs/sha256/{digest}", f"{work}/blobs/{digest}")
    return {"mediaType": oci + kind, "digest": "sha256:" + digest, "size": len(content)}
sizes = [200, 150, 120, 100, 100, 80, 70, 60, 50, 40, 40, 30, 30, 20, 20, 20, 10, 10, 10, 5, 5, 5]
layers = [put(os.urandom(s << 20), "layer.v1.tar+gzip") for s in sizes]
config = put(json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [l["digest"] for l in layers]}}).encode(), "config.v1+json")
manifest = put(json.dumps({"schemaVersion": 2, "mediaType": oci + "manifest.v1+json", "config": config, "layers": layers}).encode(), "manifest.v1+json", False)
open(work + "/layout/index.json", "w").write(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
open(work + "/layout/oci-layout", "w").write('{"imageLayoutVersion":"1.0.0"}')
PY

start() {
    rm -rf "$work/content"
    cat > "$work/registry.yml" <<YML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/content}}
http: {addr: 127.0.0.1:$port, secret: bench}
YML
    OTEL_TRACES_EXPORTER=none "$registry" serve "$work/registry.yml" > "$work/registry.log" 2>&1 &
    pid=$!
    python3 - "$port" <<'PY'
import socket, sys, time
for _ in range(300):
    try: socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close(); break
    except OSError: time.sleep(0.1)
PY
}
stop() { kill "$pid"; wait "$pid" 2>/dev/null || true; pid=; }
timed() { # name, command: its wall time, Java's start included
    name=$1; shift
    before=$(date +%s%N); "$@" > "$work/out" 2>&1 || { cat "$work/out"; exit 1; }; after=$(date +%s%N)
    printf '%-12s %6d ms  %s\n' "$name" $(((after - before) / 1000000)) "$(grep -E '^(push|pull):' "$work/out" || true)"
}
ours() { "$JAVA_HOME/bin/java" -Xmx"$heap" -XX:+UseSerialGC -cp "$classes" io.hexr.registry.ClientBench "http://127.0.0.1:$port" bench/image "$work/blobs" "$connections" "$1"; }

echo "processors: $(nproc), load before: $(cut -d' ' -f1-3 /proc/loadavg), $connections connections, heap $heap"
for round in $(seq "$rounds"); do
    start; timed "hexr push" ours push; timed "hexr pull" ours pull; stop
    if [ -n "$crane" ]; then
        start; timed "crane push" "$crane" push --insecure "$work/layout" "127.0.0.1:$port/bench/image:1"; stop
    else
        echo "crane        NOT RUN: not on the path and CRANE is not set"
    fi
done
