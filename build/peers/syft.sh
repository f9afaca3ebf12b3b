#!/bin/sh
# Builds syft, which lists what is in an image, from its Go module, once, and prints where the program lies.
# A peer for tests and measurements only: nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

version=v1.36.0
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/syft-$version"
program="$dir/syft"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp -d "$dir/build.XXXXXX")
    trap 'rm -rf "$temp"' EXIT INT TERM
    CGO_ENABLED=0 GOBIN="$temp" GOFLAGS=-mod=mod \
        go install -trimpath -ldflags "-s -w -X main.version=$version" "github.com/anchore/syft/cmd/syft@$version" >&2
    mv "$temp/syft" "$program"
fi
printf '%s\n' "$program"
