#!/bin/sh
# Builds containerd and ctr as the test cluster has them, once, and prints the folder where they lie.
# A peer for tests only: nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

source=$(cd "$(dirname "$0")/../../airgap-tests/cluster/runtime" && pwd)
version=$(sed -n 's|^\tgithub.com/containerd/containerd/v2 \([^ ]*\).*|\1|p' "$source/go.mod")
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/containerd-$version"

if [ ! -x "$dir/bin/ctr" ]; then
    mkdir -p "$dir"
    # built beside its final name and renamed: two builds at once end in one good folder
    temp=$(mktemp -d "$dir/build.XXXXXX")
    trap 'rm -rf "$temp"' EXIT INT TERM
    # the same switches as the cluster's build, so that one cache serves both
    (cd "$source" && CGO_ENABLED=0 GOFLAGS= go build -mod=readonly -trimpath -buildvcs=false -tags 'no_btrfs no_devmapper no_zfs' \
        -ldflags "-s -w  -X github.com/containerd/containerd/v2/version.Version=$version" -o "$temp/" \
        github.com/containerd/containerd/v2/cmd/containerd github.com/containerd/containerd/v2/cmd/ctr) >&2
    mv -T "$temp" "$dir/bin" 2>/dev/null || [ -x "$dir/bin/ctr" ]
fi
printf '%s\n' "$dir/bin"
