#!/bin/sh
# Builds the judge of pods (the API server's own Pod Security code, airgap-tests/cluster/podsecurity), once, and prints where it lies.
# For tests only: nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")/../../airgap-tests/cluster/podsecurity" && pwd)
digest=$(cat "$source/main.go" "$source/go.sum" | sha256sum | cut -c1-12)
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/podsecurity-$digest"
program="$dir/podsecurity"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp "$dir/build.XXXXXX")
    trap 'rm -f "$temp"' EXIT INT TERM
    (cd "$source" && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$temp" .) >&2
    mv "$temp" "$program"
fi
printf '%s\n' "$program"
