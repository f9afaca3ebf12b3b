#!/bin/sh
# Builds Zarf, a packager for air-gapped clusters, from its Go module, once, and prints where the program lies.
# A peer for tests and measurements only: nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

module=github.com/zarf-dev/zarf
version=v0.65.0
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/zarf-$version"
program="$dir/zarf"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # the module's own go.sum pins what it needs: built in its folder of the module cache
    source=$(GOFLAGS=-mod=mod go mod download -json "$module@$version" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p')
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp "$dir/build.XXXXXX")
    trap 'rm -f "$temp"' EXIT INT TERM
    (cd "$source" && CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -trimpath -buildvcs=false -ldflags "-s -w -X github.com/zarf-dev/zarf/src/config.CLIVersion=$version" -o "$temp" .) >&2
    mv "$temp" "$program"
fi
printf '%s\n' "$program"
