# Shared by the scripts of this folder; meant to be sourced by bash.
# stdout is for results another program reads, stderr for what a person reads.

# The exit status of "this host cannot run it": callers report NOT RUN, never green and never a failure of the product.
readonly NOT_RUN=77

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# The line that verify's summary reads: what is missing, and why.
not_run() { # what why...
  local what=$1
  shift
  printf 'NOT RUN: %s: %s\n' "$what" "$*" >&2
  exit "$NOT_RUN"
}

cache_root() { printf '%s\n' "${HEXR_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hexr}"; }

is_root() { [ "$(id -u)" = 0 ]; }

# Installs what is missing with apt, loudly, and only as root: a script that changes the host must say so.
apt_install() {
  command -v apt-get >/dev/null || not_run "$1" "$* is not installed, and this host has no apt-get to install it with"
  is_root || not_run "$1" "not installed; as root: apt-get install --no-install-recommends $*"
  say "installing with apt: $*"
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >&2 ||
    { apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >&2; } ||
    not_run "$1" "apt-get could not install: $*"
}

# Proxies would carry requests of the tools out of the site, or answer for hosts that exist only inside it.
drop_proxies() { unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY; }

# Polls a command for up to a minute.
await() { # what command...
  local what=$1 until=$((SECONDS + 60)) said
  shift
  while ! said=$("$@" 2>&1); do
    [ "$SECONDS" -lt "$until" ] || die "$what has not come about within a minute: $said"
    sleep 0.2
  done
}
