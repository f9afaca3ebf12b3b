# How images are put together here: programs from Go modules, files from Debian packages, an archive from a folder.
# Sourced after common.sh. No registry and no image builder is involved.

cluster=$(cd "$(dirname "${BASH_SOURCE[0]}")/../cluster" && pwd)

require_go() {
  command -v go >/dev/null || not_run go "no toolchain; https://go.dev/dl provides one"
  local wanted have
  wanted=$(sed -n 's/^go //p' "$cluster"/*/go.mod | sort -V | tail -n 1)
  have=$(go env GOVERSION | sed 's/^go//; s/[^0-9.].*//')
  [ "$(printf '%s\n' "$wanted" "$have" | sort -V | head -n 1)" = "$wanted" ] || [ "$(go env GOTOOLCHAIN)" != local ] ||
    not_run go "version $have is too old: the modules ask for $wanted"
}

require_disk() { # folder GiB
  mkdir -p "$1"
  local free=$(($(df -Pk "$1" | awk 'NR==2 {print $4}') / 1048576))
  [ "$free" -ge "$2" ] || not_run disk "$1 has $free GiB free, $2 GiB are needed"
}

require_packages_source() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    not_run apt "the images take files from Debian packages, and this host has no apt-get and dpkg-deb"
  [ -n "$(apt-cache show "$1" 2>/dev/null)" ] || {
    is_root || not_run apt "apt knows no package $1; run apt-get update as root"
    say "running apt-get update: no package lists yet"
    apt-get update -qq >&2 || not_run apt "apt-get update fails"
  }
}

# The packages asked for and the libraries they need. Other dependencies (debconf, perl) serve installing, not running.
package_closure() {
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    "$@" | grep -E '^(lib|zlib1g)' | grep -Ev 'perl|debian-installer|newt|slang|textwrap' | cat - <(printf '%s\n' "$@") |
    sed 's/:.*//' | sort -u
}

# name=version of what apt would fetch now: Debian replaces revisions, so they belong to the recipe's key.
package_versions() {
  package_closure "$@" | xargs apt-cache policy |
    awk '/^[^ ]/ {name=$1} /Candidate:/ && $2 != "(none)" {sub(":$", "", name); print name "=" $2}'
}

# Unpacks packages into a folder that begins as an empty root file system.
packages_root() { # folder package=version...
  local root=$1 debs
  shift
  mkdir -p "$root"/{dev,etc,proc,sys,run,tmp,root,opt,var/log,var/lib} "$root"/usr/{bin,sbin,lib,lib64,local/bin,share}
  chmod 1777 "$root/tmp"
  local link
  for link in bin sbin lib lib64; do ln -s "usr/$link" "$root/$link"; done
  ln -s /run "$root/var/run"
  debs=$(mktemp -d)
  (cd "$debs" && apt-get download -qq -o APT::Sandbox::User=root "$@" >&2) || {
    rm -rf "$debs"
    not_run apt "apt-get could not download the packages; run apt-get update"
  }
  local deb
  for deb in "$debs"/*.deb; do
    # Not dpkg-deb -x, which puts a folder /bin in the place of the link.
    dpkg-deb --fsys-tarfile "$deb" | tar -x --no-same-owner --keep-directory-symlink -C "$root" || die "$deb does not unpack"
  done
  (cd "$debs" && sha256sum ./*.deb | sed 's#\./##') >"$root/usr/share/hexr-packages.sha256"
  rm -rf "$debs" "$root"/usr/share/{man,info,locale,lintian,bash-completion,bug,initramfs-tools} "$root"/usr/include
  # The licences stay; the rest of the documentation goes.
  find "$root/usr/share/doc" -type f ! -name copyright -delete 2>/dev/null || true
  printf 'root:x:0:0:root:/root:/bin/sh\npostgres:x:70:70::/var/lib/postgresql:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' \
    >"$root/etc/passwd"
  printf 'root:x:0:\npostgres:x:70:\nnogroup:x:65534:\n' >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
}

# busybox gives a shell and small tools wherever no package brought its own.
busybox_links() { # root
  local applet
  for applet in $("$1/bin/busybox" --list); do
    [ -e "$1/usr/bin/$applet" ] || [ -e "$1/usr/sbin/$applet" ] || ln -s busybox "$1/usr/bin/$applet"
  done
}

# Builds programs of one of our Go modules without touching its go.mod; prints the seconds it took to the log.
go_programs() { # module output-folder ldflags package...
  local module=$1 out=$2 ldflags=$3 began=$SECONDS
  shift 3
  mkdir -p "$out"
  (cd "$cluster/$module" && CGO_ENABLED=0 GOFLAGS= GOWORK=off nice -n 10 go build -mod=readonly -trimpath \
    -buildvcs=false -tags "$go_tags" -ldflags "-s -w $ldflags" -o "$out/" "$@") >&2 ||
    die "building $module failed; see the lines above"
  printf 'built %-12s %4d s\n' "$module" $((SECONDS - began)) >&2
}
go_tags="no_btrfs no_devmapper no_zfs"

# One hash over the recipe: the named files with their contents, the toolchain and the package versions.
recipe_hash() { # package-versions file-or-folder...
  local versions=$1
  shift
  {
    printf '%s\n' "$versions"
    go env GOVERSION GOARCH
    (cd "$cluster/.." && find "$@" -type f ! -name '*_test.go' ! -name '*.md' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
  } | sha256sum | cut -c 1-16
}

# Runs a builder once per recipe: cached FOLDER HASH GIB BUILDER leaves the cache entry's path in $entry. The builder gets
# an empty folder that becomes the entry. Two callers of one recipe wait for each other.
cached() { # kind hash GiB builder
  local folder work began builder=$4
  folder=$(cache_root)/$1
  entry=$folder/$2
  mkdir -p "$folder"
  exec 9>"$entry.lock"
  flock -n 9 || { say "another build of the same recipe is running; waiting for it"; flock 9; }
  [ ! -f "$entry/seconds" ] || return 0
  require_disk "$folder" 4
  require_disk "$(go env GOCACHE)" "$3"
  work=$entry.work
  rm -rf "$work" "$entry"
  mkdir -p "$work"
  began=$SECONDS
  say "log in $work/log"
  # In the background, because bash ignores "set -e" in all that a condition calls.
  "$builder" "$work" 2> >(tee "$work/log" >&2) &
  if ! wait $!; then
    mv "$work/log" "$entry.log"
    rm -rf "$work"
    die "the build failed; log in $entry.log"
  fi
  printf '%d\n' $((SECONDS - began)) >"$work/seconds"
  mv "$work" "$entry"
  say "built in $(cat "$entry/seconds") s"
  forget_old "$folder"
}

# Keeps the four newest entries of a kind; one that somebody is using is locked and stays.
forget_old() { # folder
  local old
  ls -dt "$1"/*/ | tail -n +5 | while read -r old; do
    old=${old%/}
    if flock --nonblock "$old.lock" rm -rf "$old"; then say "forgot $old"; fi
  done
}

# Loads an archive into the engine unless it has that very image.
load_image() { # name id archive
  local before
  before=$(docker image inspect --format '{{.Id}}' "$1" 2>/dev/null) || before=''
  [ "$before" != "$2" ] || return 0
  docker load --quiet --input "$3" >&2
  # The name has moved on; what it named before only takes up room, unless a container still runs on it.
  [ -z "$before" ] || docker image rm "$before" >/dev/null 2>&1 || true
}
