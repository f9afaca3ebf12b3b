#!/bin/bash
# Runs Kubernetes' own API server with etcd on loopback, for tests: no node, but real admission, roles and tokens; with "controllers" also what makes pods of
# workloads and clears namespaces away.
#   api-server.sh DIR API-PORT ETCD-PORT ETCD-PEER-PORT [controllers]
# Writes DIR/kubeconfig (everything allowed) and DIR/ca.crt, prints "ready", and runs until its standard input ends.
set -euo pipefail
dir=$1 port=$2 etcd=$3 peer=$4 more=${5:-}
here=$(cd "$(dirname "$0")" && pwd)
program=$("$here/kubernetes.sh")
mkdir -p "$dir"
children=()
ended() {
  status=$?
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait || true
  exit "$status"
}
trap ended EXIT INT TERM

openssl genrsa -out "$dir/accounts.key" 2048 2>/dev/null
token=$(openssl rand -hex 16)
(umask 077 && printf '%s,admin,admin,system:masters\n' "$token" >"$dir/tokens.csv")
"$program" etcd --data-dir "$dir/etcd" --listen-client-urls "http://127.0.0.1:$etcd" --advertise-client-urls "http://127.0.0.1:$etcd" \
  --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
  --initial-cluster "default=http://127.0.0.1:$peer" --unsafe-no-fsync --log-level error >"$dir/etcd.log" 2>&1 &
children+=($!)
"$program" kube-apiserver --etcd-servers "http://127.0.0.1:$etcd" --bind-address 127.0.0.1 --advertise-address 127.0.0.1 --secure-port "$port" \
  --cert-dir "$dir/certificates" --token-auth-file "$dir/tokens.csv" --authorization-mode RBAC --service-cluster-ip-range 10.96.0.0/16 \
  --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$dir/accounts.key" \
  --service-account-signing-key-file "$dir/accounts.key" --disable-admission-plugins ServiceAccount >"$dir/api-server.log" 2>&1 &
server=$!
children+=("$server")
for _ in {1..600}; do
  kill -0 "$server" 2>/dev/null || { tail -n 20 "$dir/api-server.log" >&2; exit 1; }
  [ "$(curl -s --noproxy '*' -m 2 --cacert "$dir/certificates/apiserver.crt" -H "Authorization: Bearer $token" "https://127.0.0.1:$port/readyz" 2>/dev/null)" = ok ] && break
  sleep 0.1
done
cp "$dir/certificates/apiserver.crt" "$dir/ca.crt"
cat >"$dir/kubeconfig" <<TEXT
apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test}}]
clusters: [{name: test, cluster: {server: "https://127.0.0.1:$port", certificate-authority: "$dir/ca.crt"}}]
users: [{name: test, user: {token: "$token"}}]
TEXT
if [ "$more" = controllers ]; then
  all=$(printf '%s-controller,' deployment replicaset statefulset daemonset job garbage-collector namespace endpointslice serviceaccount \
    persistentvolumeclaim-protection root-ca-certificate-publisher)
  "$program" kube-controller-manager --kubeconfig "$dir/kubeconfig" --leader-elect=false --secure-port=0 --root-ca-file "$dir/ca.crt" \
    --controllers "${all%,}" >"$dir/controllers.log" 2>&1 &
  children+=($!)
fi
echo ready
cat >/dev/null
