#!/bin/sh
# Prints the numbers of P10 and P11: ours, the JDK's own HTTP server as the floor, and the CNCF's registry where it can be built.
# Needs wrk and python3 (Debian), a JDK 25 in JAVA_HOME, and the module's compiled classes (mvn -pl bundle/registry -am test-compile).
# The load generator runs on the same machine: compare rows of one run with each other, and look at the load line first.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
module=$(cd "$here/../.." && pwd)
root=$(cd "$module/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/registry-bench.XXXXXX")
seconds=${SECONDS_PER_ROW:-6}
pids=
trap 'for p in $pids; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"' EXIT INT TERM

jar() { find "${M2_REPO:-$HOME/.m2/repository}" -name "$1" | sort | tail -1; }
classes="$module/target/classes:$module/target/test-classes:$root/bundle/oci/target/classes:$(jar 'jackson-core-2.22.*.jar'):$(jar 'jackson-databind-2.22.*.jar'):$(jar 'jackson-annotations-2.22*.jar'):$(jar 'bcrypt-0.10.*.jar'):$(jar 'bytes-1.*.jar')"
java="$JAVA_HOME/bin/java -XX:+UseSerialGC -Xmx96m"
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
listening() { python3 -c 'import socket, sys, time
for _ in range(300):
    try: socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close(); break
    except OSError: time.sleep(0.1)
else: sys.exit("nothing listens at " + sys.argv[1])' "$1"; }

fill() { python3 - "$1" <<'PY'
import hashlib, http.client, json, os, sys, time
c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
def answer(): r = c.getresponse(); r.read(); return r
def blob(b):
    d = "sha256:" + hashlib.sha256(b).hexdigest()
    c.request("POST", "/v2/bench/one/blobs/uploads/"); l = answer().getheader("Location")
    if l.startswith("http"): l = "/" + l.split("/", 3)[3]
    t = time.time()
    c.request("PUT", l + ("&" if "?" in l else "?") + "digest=" + d, b, {"Content-Type": "application/octet-stream"})
    assert answer().status == 201
    return d, time.time() - t
big = os.urandom(1 << 20) * 256
config, _ = blob(b"{}"); digest, took = blob(big)
oci = "application/vnd.oci.image."
m = json.dumps({"schemaVersion": 2, "mediaType": oci + "manifest.v1+json", "config": {"mediaType": oci + "config.v1+json", "digest": config, "size": 2},
    "layers": [{"mediaType": oci + "layer.v1.tar+gzip", "digest": digest, "size": len(big)}], "annotations": {"a%d" % i: "x" * 50 for i in range(16)}}).encode()
c.request("PUT", "/v2/bench/one/manifests/v1", m, {"Content-Type": oci + "manifest.v1+json"}); assert answer().status == 201
print(digest, "%.2f" % (len(big) / took / 1e9))
PY
}

row() { # name pid manifest-url blob-url ingest
    accept='Accept: application/vnd.oci.image.manifest.v1+json'
    wrk -t1 -c50 -d"$seconds"s -H "$accept" "$3" > /dev/null
    wrk -t1 -c50 -d"$seconds"s -H "$accept" --latency "$3" > "$work/m"
    wrk -t1 -c4 -d"$seconds"s --timeout 60s "$4" > "$work/b4"
    wrk -t1 -c50 -d"$seconds"s --timeout 60s "$4" > "$work/b50"
    printf '%-14s %9s/s  p99 %-9s blobs x4 %-9s x50 %-9s ingest %-5s GB/s  peak %s MiB  errors: %s\n' "$1" \
        "$(awk '/Requests\/sec/ {print int($2)}' "$work/m")" "$(awk '$1 == "99%" {print $2}' "$work/m")" \
        "$(awk '/Transfer/ {print $2}' "$work/b4")" "$(awk '/Transfer/ {print $2}' "$work/b50")" "$5" \
        "$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$2/status")" "$(cat "$work/m" "$work/b4" "$work/b50" | grep -E 'Socket errors|Non-2xx' | tr '\n' ' ')"
}

echo "processors: $(nproc), load before: $(cut -d' ' -f1-3 /proc/loadavg), row: ${seconds} s"

port=$(free_port)
mkfifo "$work/in"
$java -cp "$classes" io.hexr.registry.StoreProcess "$work/store" "$port" < "$work/in" > /dev/null & ours=$!
pids="$pids $ours"
exec 9> "$work/in"
listening "$port"
set -- $(fill "$port")
row "hexr" "$ours" "http://127.0.0.1:$port/v2/bench/one/manifests/v1" "http://127.0.0.1:$port/v2/bench/one/blobs/$1" "$2"
python3 - "$port" <<'PY'
import socket, sys
idle = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(500)]
import subprocess
out = subprocess.run(["wrk", "-t1", "-c200", "-d6s", "--latency", "http://127.0.0.1:%s/v2/bench/one/manifests/v1" % sys.argv[1]], capture_output=True, text=True).stdout
rate = [l.split()[1] for l in out.splitlines() if "Requests/sec" in l][0]
p99 = [l.split()[1] for l in out.splitlines() if l.strip().startswith("99%")][0]
bad = [l.strip() for l in out.splitlines() if "Socket errors" in l or "Non-2xx" in l]
print("hexr           500 idle + 200 active: %s/s, p99 %s, errors: %s" % (rate, p99, bad or "0"))
PY
echo "hexr           peak $(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$ours/status") MiB"
exec 9>&-

port=$(free_port)
$java -Dsun.net.httpserver.nodelay=true -cp "$classes" io.hexr.registry.JdkHttpServerBench "$port" & jdk=$!
pids="$pids $jdk"
listening "$port"
row "jdk.httpserver" "$jdk" "http://127.0.0.1:$port/manifest" "http://127.0.0.1:$port/blob" "-"
kill "$jdk"

if program=$("$root/build/peers/distribution.sh"); then
    port=$(free_port)
    printf 'version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage:\n  filesystem: {rootdirectory: %s}\nhttp: {addr: "127.0.0.1:%s"}\n' "$work/peer" "$port" > "$work/peer.yml"
    OTEL_TRACES_EXPORTER=none "$program" serve "$work/peer.yml" > /dev/null 2>&1 & peer=$!
    pids="$pids $peer"
    listening "$port"
    set -- $(fill "$port")
    row "distribution" "$peer" "http://127.0.0.1:$port/v2/bench/one/manifests/v1" "http://127.0.0.1:$port/v2/bench/one/blobs/$1" "$2"
else
    echo "distribution   NOT RUN: build/peers/distribution.sh could not build it"
fi
echo "load after: $(cut -d' ' -f1-3 /proc/loadavg)"
