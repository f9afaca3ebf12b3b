# The report of a site: what it is made of and whether it has stayed severed. Sourced by ../site.

fact() { sed -n "s/^$1=//p" "$state/facts"; }

quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"; }

# Names the resolver was asked that lie neither in the site's domain nor in the cluster's.
external_names() {
  docker logs "$(container dns)" 2>&1 | tee "$state/dns.log" |
    awk '$NF ~ /^(NOERROR|NXDOMAIN|SERVFAIL|REFUSED)$/ {print tolower($(NF - 1))}' |
    grep -Ev "(^|\.)($domain|cluster\.local|in-addr\.arpa|ip6\.arpa|provoking\.invalid)\.$" | sort -u || true
}

# What the cluster's own enforcement says of itself; the genuine k3s keeps no such file.
policy_status() {
  docker exec "$(container kube)" cat /run/hexr-node/netpol.json 2>/dev/null || printf '{"enforcing": "by k3s", "unsupported": []}\n'
}

# The watch lives, and has looked once more since this was asked: what it has written stays when it has ended.
watched() {
  local watch since updated
  watch=hexr-edge-$(docker network inspect --format '{{.Id}}' "$network" | cut -c 1-12)
  since=$(date +%s)
  for _ in $(seq 60); do
    [ "$(docker container inspect --format '{{.State.Running}}' "$watch" 2>/dev/null)" = true ] || return 1
    updated=$(sed -n 's/^ *"updated": "\(.*\)".*/\1/p' "$state/edge/edge.json")
    [ "$(date -d "$updated" +%s)" -le "$since" ] || return 0
    sleep 0.5
  done
  return 1
}

write_report() {
  local external policies name separator='' verdict=true watch=lives
  watched || watch='has ended, or sees nothing' verdict=false
  external=$(external_names)
  policies=$(policy_status)
  grep -q '"severed": true' "$state/edge/edge.json" || verdict=false
  [ -z "$external" ] || verdict=false
  grep -q '"unsupported": *\[\]' <<<"$policies" || verdict=false
  {
    printf '{\n  "severed": %s,\n' "$verdict"
    for name in site started cluster kind version ready_seconds up_seconds hexr_registry; do
      printf '  "%s": %s,\n' "$name" "$(quoted "$(fact "$name")")"
    done
    printf '  "written": "%s",\n  "hosts": {' "$(date -u +%FT%TZ)"
    while read -r name; do
      printf '%s\n    %s: %s' "$separator" "$(quoted "${name#* }")" "$(quoted "${name%% *}")"
      separator=,
    done <"$state/site/hosts"
    printf '\n  },\n  "external_names": ['
    separator=''
    for name in $external; do
      printf '%s%s' "$separator" "$(quoted "$name")"
      separator=', '
    done
    printf '],\n  "network_policies": %s,\n  "edge": %s\n}\n' "$policies" "$(cat "$state/edge/edge.json")"
  } >"$state/report.json.new"
  mv "$state/report.json.new" "$state/report.json"
  {
    printf 'site %s, up since %s\n' "$site" "$(fact started)"
    printf 'cluster   %s (%s), Kubernetes %s, node Ready after %s s, site up after %s s\n' "$(fact cluster)" "$(fact kind)" \
      "$(fact version)" "$(fact ready_seconds)" "$(fact up_seconds)"
    sed 's/^/host      /' "$state/site/hosts"
    printf 'registry of the distribution: %s\n' "$(fact hexr_registry)"
    printf 'edge      '
    tr -d '\n' <"$state/edge/edge.json" |
      sed -E 's/.*"proven": ([a-z]*).*"provoked": ([0-9]*).*"frames": ([0-9]*).*"lost": ([0-9]*).*"beyond": ([0-9]*).*/proven \1 by \2 provoked packets; since then \3 frames seen, \4 lost, \5 beyond the site\n/'
    printf 'watch     %s\n' "$watch"
    printf 'names     %s asked beyond the site%s\n' "$(grep -c . <<<"$external" || true)" "${external:+: $(tr '\n' ' ' <<<"$external")}"
    printf 'policies  %s\n' "$policies"
    printf 'verdict   %s\n' "$([ "$verdict" = true ] && echo severed || echo 'NOT SEVERED')"
  } >"$state/report.txt"
}

severed() { grep -q '^  "severed": true' "$state/report.json"; }
