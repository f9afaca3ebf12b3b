#!/bin/sh
# Fetches Debian's docker-registry 2.8 from the machine's own package source, once, and prints where the program lies. Unpacked, not installed:
# installing it would start a service at port 5000 that stays. A peer for tests only: nothing of it is shipped. Needs apt and its lists; apt checks the
# package against the signed lists.
set -eu

dir="${XDG_CACHE_HOME:-$HOME/.cache}/hexr/peers/docker-registry"
program="$dir/docker-registry"

if [ -x /usr/bin/docker-registry ]; then
    program=/usr/bin/docker-registry
elif [ ! -x "$program" ]; then
    command -v apt-get >/dev/null 2>&1 || { echo "docker-registry.sh: there is no apt on this machine" >&2; exit 1; }
    mkdir -p "$dir"
    # unpacked beside its final name and renamed: two runs at once end in one good file
    temp=$(mktemp -d "$dir/fetch.XXXXXX")
    trap 'rm -rf "$temp"' EXIT INT TERM
    if [ "$(id -u)" = 0 ]; then
        # a machine that never asked has no lists
        apt-cache show docker-registry >/dev/null 2>&1 || apt-get update -qq >&2
    fi
    (cd "$temp" && apt-get download -qq -o APT::Sandbox::User="$(id -un)" docker-registry) >&2
    dpkg-deb -x "$temp"/docker-registry_*.deb "$temp/unpacked"
    mv "$temp/unpacked/usr/bin/docker-registry" "$program"
fi
printf '%s\n' "$program"
