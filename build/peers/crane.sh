#!/bin/sh
# Builds crane, a registry client, from its Go module, once, and prints where the program lies.
# A peer for tests and measurements only: nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

version=v0.22.1
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/crane-$version"
program="$dir/crane"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp -d "$dir/build.XXXXXX")
    trap 'rm -rf "$temp"' EXIT INT TERM
    CGO_ENABLED=0 GOBIN="$temp" GOFLAGS=-mod=mod \
        go install -trimpath -ldflags "-s -w -X github.com/google/go-containerregistry/cmd/crane/cmd.Version=$version" "github.com/google/go-containerregistry/cmd/crane@$version" >&2
    mv "$temp/crane" "$program"
fi
printf '%s\n' "$program"
