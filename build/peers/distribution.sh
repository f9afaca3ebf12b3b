#!/bin/sh
# Builds the CNCF distribution registry from its Go module, once, and prints where the program lies.
# A peer for tests only: nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

version=v3.1.2
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/distribution-$version"
program="$dir/registry"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp -d "$dir/build.XXXXXX")
    trap 'rm -rf "$temp"' EXIT INT TERM
    CGO_ENABLED=0 GOBIN="$temp" GOFLAGS=-mod=mod \
        go install -trimpath -ldflags '-s -w' "github.com/distribution/distribution/v3/cmd/registry@$version" >&2
    mv "$temp/registry" "$program"
fi
printf '%s\n' "$program"
