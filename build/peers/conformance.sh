#!/bin/sh
# Builds the official OCI distribution conformance suite from its Go module, once, and prints where the program lies.
# Needs Go and a module proxy or a filled module cache.
set -eu

module=github.com/opencontainers/distribution-spec/conformance
version=v0.0.0-20230516164017-7fcdf80f3c8b
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/conformance-$version"
program="$dir/conformance"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # the module's own go.sum pins what it needs: built in its folder of the module cache
    source=$(GOFLAGS=-mod=mod go mod download -json "$module@$version" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p')
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp "$dir/build.XXXXXX")
    trap 'rm -f "$temp"' EXIT INT TERM
    (cd "$source" && CGO_ENABLED=0 go test -c -trimpath -o "$temp" .) >&2
    mv "$temp" "$program"
fi
printf '%s\n' "$program"
