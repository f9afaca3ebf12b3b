# Rows of build/bench/run that need a registry: P1 against peers that read one, P5 to P7 (push), P10 and P11 (our server). Sourced, never run.

# --- servers ------------------------------------------------------------------------------------------------------------------------------------------
peers=${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers
# peer NAME: the program of that name that build/peers made, or one on the PATH
peer() { local found; found=$(find "$peers" -path "*/$1-v*/$1" -type f -perm -u+x 2>/dev/null | sort -V | tail -n 1); [ -n "$found" ] || found=$(command -v "$1"); echo "$found"; }
CRANE=$(peer crane) ZARF=$(peer zarf)
DISTRIBUTION=$(find "$peers" -path '*/distribution-v*/registry' -type f 2>/dev/null | sort -V | tail -n 1)
export CRANE ZARF
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
started=()
stop_servers() { local pid; for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done; for pid in "${started[@]}"; do wait "$pid" 2>/dev/null; done; started=(); }
# stop PID
stop() { kill "$1" 2>/dev/null; wait "$1" 2>/dev/null; local pid kept=(); for pid in "${started[@]}"; do [ "$pid" = "$1" ] || kept+=("$pid"); done; started=("${kept[@]}"); }
# listening PORT: waits until something does
listening() {
  local i
  for ((i = 0; i < 300; i++)); do
    { exec 8<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null && { exec 8<&- 8>&-; return 0; }
    sleep 0.05
  done
  say "nothing listens at $1"
  return 1
}
# an empty distribution v3 at $PEER_PORT; sets destination
fresh_destination() {
  [ -z "${destination:-}" ] || stop "$destination"
  rm -rf "$scratch/destination"
  printf 'version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}\nhttp: {addr: "127.0.0.1:%s", secret: bench}\n' \
    "$scratch/destination" "$PEER_PORT" >"$scratch/destination.yml"
  OTEL_TRACES_EXPORTER=none "$DISTRIBUTION" serve "$scratch/destination.yml" >"$scratch/destination.log" 2>&1 &
  destination=$!
  started+=("$destination")
  listening "$PEER_PORT"
}
# distance: a proxy of 20 ms round trip in front of the destination, at $FAR_PORT
distance() {
  FAR_PORT=$(free_port)
  "$JAVA" -XX:+UseSerialGC "$root/build/bench/Delay.java" "$FAR_PORT" "127.0.0.1:$PEER_PORT" 20 >"$scratch/delay.log" 2>&1 &
  started+=("$!")
  listening "$FAR_PORT"
}

# --- P1 with a registry, P5, P6, P7 ---------------------------------------------------------------------------------------------------------------------
PUSH='"$HEXR" bundle push --trust "$TRUST" --registry "$TO" --plain-http "$BUNDLE"'
CRANE_PUSH='"$CRANE" push --insecure --index "$LAYOUT" "$TO/bench:1.0.0"'
SKOPEO_PUSH='for d in "$DIRS"/*; do skopeo copy -q --insecure-policy --dest-tls-verify=false "dir:$d" "docker://$TO/${d##*/}:1.0.0" || exit; done'
ZARF_PUSH='"$ZARF" package mirror-resources "$ZARF_PACKAGE" --images --no-img-checksum --registry-url "$TO" --registry-push-username bench --registry-push-password bench --plain-http --confirm --no-color --log-level warn --skip-signature-validation'
ZARF_CREATE='cd "$OUT" && "$ZARF" package create "$ZARF_FOLDER" --skip-sbom --plain-http --confirm --no-color --log-level warn --zarf-cache "$OUT/cache" -o "$OUT"'
# zarf_package FROM: what Zarf packs, from the registry there
zarf_package() {
  export ZARF_FOLDER=$scratch/zarf
  rm -rf "$ZARF_FOLDER" && mkdir "$ZARF_FOLDER"
  {
    printf 'kind: ZarfPackageConfig\nmetadata: {name: bench, version: 1.0.0, architecture: amd64}\ncomponents:\n  - name: images\n    required: true\n    images:\n'
    local d
    for d in "$DIRS"/*; do echo "      - $1/${d##*/}:1.0.0"; done
  } >"$ZARF_FOLDER/zarf.yaml"
}
# against ID WHAT GOAL A B TOOL: a pair, where the tool is here
against() {
  if [ -z "$6" ]; then
    not_run "$1" "$2" "<= $3" "no peer of that name on the PATH or made by build/peers" "$(code "$5")"
  else
    pair "$1" "$2" "$3" "$4" "$5"
  fi
}
pushes() {
  local id
  if [ -n "$blocked" ] || [ -z "$DISTRIBUTION" ]; then
    for id in P5 P6 P7; do not_run "$id" 'push' '-' "${blocked:-build/peers/distribution.sh has not built the destination}"; done
    return
  fi
  PEER_PORT=$(free_port)
  export TO=127.0.0.1:$PEER_PORT
  fresh_destination || return
  # a registry that has the images, for peers that read one
  prepare 'filling the registry' "$SKOPEO_PUSH" || { not_run P5 push - "$blocked"; return; }
  if wants P1; then
    IMAGES=$(for d in "$DIRS"/*; do printf '%s ' "$TO/${d##*/}:1.0.0"; done)
    export IMAGES
    against P1 'create (ours from a folder) vs crane pull to one tar (from a registry on this host)' 1.00 "$CREATE" '"$CRANE" pull --insecure $IMAGES "$OUT/peer.tar"' "$CRANE"
    zarf_package "$TO"
    against P1 'create (ours from a folder) vs Zarf package create (from a registry on this host)' 0.33 "$CREATE" "$ZARF_CREATE" "$ZARF"
  fi
  ZARF_PACKAGE=''
  if [ -n "$ZARF" ]; then
    zarf_package "$TO"
    rm -rf "$OUT" && mkdir "$OUT"
    if sample "$ZARF_CREATE"; then
      mv "$OUT"/zarf-package-*.tar.zst "$scratch/" && ZARF_PACKAGE=$(echo "$scratch"/zarf-package-*.tar.zst)
    else
      say "Zarf made no package: $(why)"
    fi
  fi
  export ZARF_PACKAGE
  local skopeo zarf=''
  skopeo=$(command -v skopeo)
  [ -z "$ZARF_PACKAGE" ] || zarf=$ZARF
  if ! knows bundle push; then
    for id in P5 P6 P7; do not_run "$id" push - 'this hexr has no `bundle push`' "$(code "$PUSH")"; done
    return
  fi
  if wants P5; then
    reset=fresh_destination
    against P5 'verify + push vs crane push of one index' 1.15 "$PUSH" "$CRANE_PUSH" "$CRANE"
    against P5 'verify + push vs skopeo, image by image' 0.50 "$PUSH" "$SKOPEO_PUSH" "$skopeo"
    against P5 'verify + push vs Zarf mirror-resources' 0.45 "$PUSH" "$ZARF_PUSH" "$zarf"
    reset=:
  fi
  if wants P6 && distance; then
    export TO=127.0.0.1:$FAR_PORT
    reset=fresh_destination
    against P6 'verify + push at 20 ms vs skopeo, image by image' 0.20 "$PUSH" "$SKOPEO_PUSH" "$skopeo"
    against P6 'verify + push at 20 ms vs Zarf mirror-resources' 0.33 "$PUSH" "$ZARF_PUSH" "$zarf"
    reset=:
    export TO=127.0.0.1:$PEER_PORT
  fi
  if wants P7; then
    fresh_destination
    sample "$PUSH" || { row P7 'the push before' - - "**FAILED**: $(why)" "$(code "$PUSH")"; return; }
    against P7 'push with nothing to do vs skopeo' 0.60 "$PUSH" "$SKOPEO_PUSH" "$skopeo"
    [ -z "$zarf" ] || sample "$ZARF_PUSH"
    against P7 'push with nothing to do vs Zarf' 0.10 "$PUSH" "$ZARF_PUSH" "$zarf"
    round_trips
  fi
  stop_servers
  destination=''
}
# requests of a second push, counted by our own server's access log
round_trips() {
  local port before after images serve='"$HEXR" registry serve --dir "$SERVED" --listen "$TO" --access-log'
  port=$(free_port)
  images=$(find "$DIRS" -mindepth 1 -maxdepth 1 | wc -l)
  export SERVED=$scratch/served
  TO=127.0.0.1:$port bash -c "exec ${serve}" >"$scratch/served.out" 2>"$scratch/served.log" &
  local pid=$!
  started+=("$pid")
  listening "$port"
  TO=127.0.0.1:$port sample "$PUSH"
  before=$(grep -c "/v2/" "$scratch/served.log")
  if TO=127.0.0.1:$port sample "$PUSH"; then
    after=$(grep -c "/v2/" "$scratch/served.log")
    row P7 "requests of a push with nothing to do, $images images" "<= $((images + 2))" "**$((after - before))**" "$(verdict "$((after - before))" "$((images + 2))")" "$(code "$serve") then $(code "$PUSH") twice"
  else
    row P7 'requests of a push with nothing to do' "<= $((images + 2))" - "**FAILED**: $(why)" "$(code "$PUSH")"
  fi
  stop "$pid"
  rm -rf "$SERVED"
}

# --- P10, P11 -------------------------------------------------------------------------------------------------------------------------------------------
ACCEPT='Accept: application/vnd.oci.image.manifest.v1+json'
# serve_ours NAME [OPTION]...: our server on a free port over $SERVED; sets at and pid
serve_ours() {
  local name=$1 port
  shift
  port=$(free_port)
  at=127.0.0.1:$port
  "$HEXR" registry serve --dir "$SERVED" --listen "$at" "$@" >"$scratch/$name.out" 2>"$scratch/$name.log" &
  pid=$!
  started+=("$pid")
  listening "$port"
}
peak_of() { awk '/^VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }
# load WHAT WRK-OPTIONS…: runs wrk; sets rate, p99 (ms), gigabytes (per second) and errors
load() {
  wrk "$@" >"$scratch/wrk" 2>&1
  rate=$(awk '/Requests\/sec/ { printf "%d", $2 }' "$scratch/wrk")
  p99=$(awk '$1 == "99%" { v = $2; n = v + 0; if (v ~ /us$/) n /= 1000; else if (v !~ /ms$/) n *= 1000; print n }' "$scratch/wrk")
  gigabytes=$(awk '/Transfer\/sec/ { v = $2; n = v + 0; if (v ~ /MB$/) n /= 1024; if (v ~ /KB$/) n /= 1048576; printf "%.2f", n * 1.073741824 }' "$scratch/wrk")
  errors=$(awk '/Socket errors/ { n += $4 + $6 + $8 + $10 } /Non-2xx/ { n += $NF } END { print n + 0 }' "$scratch/wrk")
}
# both VERDICT VERDICT
both() { if [ "$1" = met ] && [ "$2" = met ]; then echo met; else echo '**missed**'; fi; }
at_least() { if within "$2" "$1"; then echo met; else echo '**missed**'; fi; }
# seconds to push a blob of 512 MB that is new each time
INGEST='python3 "$BENCH/ingest.py" "$TO" 512'
server() {
  if ! command -v wrk >/dev/null || [ -z "$CRANE" ]; then
    not_run P10 'our registry server' - 'wrk (Debian) or crane (build/peers/crane.sh) is missing'
    return
  fi
  if ! knows registry serve; then not_run P10 'our registry server' - 'this hexr has no `registry serve`'; return; fi
  local what='wrk -t1 -c50 -d8s --latency' image blob size pid at peak
  export SERVED=$scratch/served BENCH=$root/build/bench
  rm -rf "$SERVED"
  serve_ours ours || return
  local ours=$pid ours_at=$at
  "$CRANE" push --insecure --index "$LAYOUT" "$at/bench:1.0.0" >/dev/null 2>"$scratch/stderr" || { row P10 'filling our server' - - "**FAILED**: $(tail -n 1 "$scratch/stderr")" -; return; }
  image=$("$CRANE" manifest --insecure "$at/bench:1.0.0" | grep -o '"digest":"sha256:[0-9a-f]*"' | sed -n 2p | cut -d'"' -f4)
  blob=$(find "$LAYOUT/blobs/sha256" -type f -printf '%s %f\n' | sort -n | tail -n 1)
  size=${blob%% *} blob=${blob##* }

  load -t1 -c50 -d3s -H "$ACCEPT" "http://$at/v2/bench/manifests/$image"
  load -t1 -c50 -d8s --latency -H "$ACCEPT" "http://$at/v2/bench/manifests/$image"
  local ours_rate=$rate
  row P10 'manifest GET at 50 connections' '>= 20,000/s, p99 <= 10 ms' "**$rate/s, p99 $p99 ms**, $errors errors" \
    "$(both "$(at_least "$rate" 20000)" "$(verdict "$p99" 10)")" "$(code "$what -H '$ACCEPT' http://\$TO/v2/bench/manifests/DIGEST")"
  local connections
  export REPOSITORY=bench
  for connections in 4 50; do
    load -t1 -c$connections -d8s --timeout 60s "http://$at/v2/bench/blobs/sha256:$blob"
    row P10 "for scale: blob of $size bytes at $connections connections, as wrk reads (8 KiB at a time)" '' "$gigabytes GB/s, $errors errors" 'no goal' \
      "$(code "wrk -t1 -c$connections -d8s http://\$TO/v2/bench/blobs/DIGEST")"
  done
  TO=$at sample "${STORM% *} 4" # once to warm up
  TO=$at sample "${STORM% *} 4"
  gigabytes=$(awk '{ printf "%.2f", $1 / $3 / 1e9 }' "$scratch/stdout")
  row P10 'every blob of the workload at 4 connections, read 256 KiB at a time' '>= 2.2 GB/s' "**$gigabytes GB/s** ($(cat "$scratch/stdout"))" "$(at_least "$gigabytes" 2.2)" "$(code "${STORM% *} 4")"
  python3 "$BENCH/idle.py" "$at" 500 "/v2/bench/manifests/$image" >"$scratch/idle" 2>&1
  row P10 '200 active beside 500 idle connections' '0 errors' "**$(cat "$scratch/idle")**" "$(grep -q '^0 errors' "$scratch/idle" && echo met || echo '**missed**')" "$(code 'python3 build/bench/idle.py $TO 500 /v2/bench/manifests/DIGEST')"
  if [ -n "$DISTRIBUTION" ]; then
    PEER_PORT=$(free_port)
    fresh_destination
    "$CRANE" push --insecure --index "$LAYOUT" "127.0.0.1:$PEER_PORT/bench:1.0.0" >/dev/null 2>&1
    load -t1 -c50 -d3s -H "$ACCEPT" "http://127.0.0.1:$PEER_PORT/v2/bench/manifests/$image"
    load -t1 -c50 -d8s --latency -H "$ACCEPT" "http://127.0.0.1:$PEER_PORT/v2/bench/manifests/$image"
    row P10 'for scale: distribution v3, manifest GET at 50 connections' '' "$rate/s, p99 $p99 ms, $errors errors; ours is $(divide "$ours_rate" "$rate") of it" 'no goal' "$(code "$what")"
    load -t1 -c4 -d8s --timeout 60s "http://127.0.0.1:$PEER_PORT/v2/bench/blobs/sha256:$blob"
    row P10 'for scale: distribution v3, blob at 4 connections' '' "$gigabytes GB/s, $errors errors" 'no goal' "$(code 'wrk -t1 -c4 -d8s')"
    pair P10 'ingest of a new blob of 512 MB vs distribution v3' 1.00 "export TO=$ours_at; $INGEST" "export TO=127.0.0.1:$PEER_PORT; $INGEST"
  else
    not_run P10 'ingest vs distribution v3' '<= 1.00' 'build/peers/distribution.sh has not built it' "$(code "$INGEST")"
  fi
  peak=$(peak_of "$ours")
  row P10 'peak RSS of the server after all that' '<= 256 MiB' "**$peak MiB**" "$(verdict "$peak" 256)" "$(code 'grep VmHWM /proc/PID/status')"
  stop "$ours"
  guarded "$image" "$blob"
  stop_servers
  destination=''
}
# the same over TLS with passwords
guarded() {
  if ! command -v htpasswd >/dev/null; then not_run P10 'TLS with passwords' '' 'htpasswd (Debian apache2-utils) is missing'; return; fi
  htpasswd -nbBC 10 bench bench-password >"$scratch/users"
  local at pid basic
  basic="Authorization: Basic $(printf 'bench:bench-password' | base64)"
  serve_ours guarded --tls-generate --htpasswd "$scratch/users" || return
  load -t1 -c50 -d3s -H "$ACCEPT" -H "$basic" "https://$at/v2/bench/manifests/$1"
  load -t1 -c50 -d8s --latency -H "$ACCEPT" -H "$basic" "https://$at/v2/bench/manifests/$1"
  row P10 'for scale: manifest GET at 50 connections, TLS and bcrypt passwords' '' "$rate/s, p99 $p99 ms, $errors errors" 'no goal' "$(code 'wrk -t1 -c50 -d8s --latency https://$TO/v2/bench/manifests/DIGEST')"
  load -t1 -c4 -d8s --timeout 60s -H "$basic" "https://$at/v2/bench/blobs/sha256:$2"
  row P10 'for scale: blob at 4 connections, TLS and bcrypt passwords' '' "$gigabytes GB/s, $errors errors; peak RSS $(peak_of "$pid") MiB" 'no goal' "$(code 'wrk -t1 -c4 -d8s https://$TO/v2/bench/blobs/DIGEST')"
  stop "$pid"
}
STORM='"$JAVA" -XX:+UseSerialGC "$BENCH/Storm.java" pull "$TO" "$REPOSITORY" "$LAYOUT" 50'
storm() {
  if [ -n "$blocked" ]; then not_run P11 'pull storm of 50 clients' '<= 1.2' "$blocked"; return; fi
  export BENCH=$root/build/bench REPOSITORY=bench
  local port floor ratio errors serve
  port=$(free_port)
  "$JAVA" -XX:+UseSerialGC "$root/build/bench/Storm.java" floor "$port" "$LAYOUT" >"$scratch/floor.log" 2>&1 &
  local pid=$!
  started+=("$pid")
  listening "$port" || return
  TO=127.0.0.1:$port sample "$STORM" || { row P11 'the floor of the machine' - - "**FAILED**: $(why)" "$(code "$STORM")"; return; }
  TO=127.0.0.1:$port sample "$STORM"
  floor=$(awk '{ print $3 }' "$scratch/stdout")
  stop "$pid"
  row P11 'the least server there is, 50 clients, the whole bundle each' '' "$(cat "$scratch/stdout")" 'no goal' "$(code 'java build/bench/Storm.java floor PORT $LAYOUT') and $(code "$STORM")"

  # any client needs a manifest's repository: the one image that has every blob is the whole release
  export SERVED=$scratch/served
  if [ ! -d "$SERVED" ]; then
    serve_ours storm-fill && "$CRANE" push --insecure --index "$LAYOUT" "$at/bench:1.0.0" >/dev/null 2>&1
    stop "$pid"
  fi
  serve_ours storm || return
  serve='"$HEXR" registry serve --dir "$SERVED" --listen "$TO"'
  TO=$at sample "$STORM"
  ratio=$(divide "$(awk '{ print $3 }' "$scratch/stdout")" "$floor")
  errors=$(awk '{ print $5 }' "$scratch/stdout")
  row P11 'pull storm of 50 clients at `registry serve`, the whole bundle each' '0 errors, <= 1.2 of the floor' "**$ratio**, $(cat "$scratch/stdout"), peak RSS of the server $(peak_of "$pid") MiB" \
    "$(both "$(verdict "${errors:-9}" 0)" "$(verdict "$ratio" 1.2)")" "$(code "$serve") and $(code "$STORM")"
  stop_servers
}
