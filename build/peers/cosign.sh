#!/bin/sh
# Builds cosign, which checks Sigstore bundles, from its Go module, once, and prints where the program lies.
# A peer for tests and measurements only: nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

version=v3.1.3
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/cosign-$version"
program="$dir/cosign"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp -d "$dir/build.XXXXXX")
    trap 'rm -rf "$temp"' EXIT INT TERM
    CGO_ENABLED=0 GOBIN="$temp" GOFLAGS=-mod=mod \
        go install -trimpath -ldflags "-s -w -X sigs.k8s.io/release-utils/version.gitVersion=$version" "github.com/sigstore/cosign/v3/cmd/cosign@$version" >&2
    mv "$temp/cosign" "$program"
fi
printf '%s\n' "$program"
