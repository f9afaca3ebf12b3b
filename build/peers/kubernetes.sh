#!/bin/sh
# Builds Kubernetes' own API server, with etcd, from the modules of the test cluster, once, and prints where the program lies. Run it as "kube-apiserver ..."
# or "etcd ..." through its first argument. Nothing of it is shipped. Needs Go and a module proxy or a filled module cache.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
module="$here/../../airgap-tests/cluster/kubernetes"
version=$(sed -n 's/^\tk8s.io\/kubernetes //p' "$module/go.mod")
sum=$(cat "$module"/go.mod "$module"/go.sum "$module"/*.go | sha256sum | cut -c1-12)
dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/kubernetes-$version-$sum"
program="$dir/kubernetes"

if [ ! -x "$program" ]; then
    mkdir -p "$dir"
    # built beside its final name and renamed: two builds at once end in one good file
    temp=$(mktemp -d "$dir/build.XXXXXX")
    trap 'rm -rf "$temp"' EXIT INT TERM
    stamp="-s -w"
    for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        stamp="$stamp -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=$(echo "$version" | cut -d. -f2)"
    done
    (cd "$module" && CGO_ENABLED=0 go build -trimpath -ldflags "$stamp" -o "$temp/kubernetes" .) >&2
    mv "$temp/kubernetes" "$program"
fi
printf '%s\n' "$program"
