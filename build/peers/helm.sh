#!/bin/sh
# Builds the stock helm program from its Go module, once, and prints where it lies.
# The oracle of the chart tests and what a site has; nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

version=v3.22.0
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/helm-$version"
program="$dir/helm"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp -d "$dir/build.XXXXXX")
    trap 'rm -rf "$temp"' EXIT INT TERM
    CGO_ENABLED=0 GOBIN="$temp" GOFLAGS=-mod=mod \
        go install -trimpath -ldflags "-s -w -X helm.sh/helm/v3/internal/version.version=$version" "helm.sh/helm/v3/cmd/helm@$version" >&2
    mv "$temp/helm" "$program"
fi
printf '%s\n' "$program"
