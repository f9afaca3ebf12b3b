{{/* DNS, the one thing every pod may ask for. */}}
{{- define "hexr.egress.dns" -}}
- to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {{ .root.Values.networkPolicy.dns.namespace }}}}
      podSelector: {matchLabels: {{ toJson .root.Values.networkPolicy.dns.podLabels }}}
  ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
{{- end }}

{{/* The API server, by address: it is no pod, so no selector reaches it. */}}
{{- define "hexr.egress.apiServer" -}}
- to:
    {{- range .root.Values.networkPolicy.apiServerCIDRs }}
    - ipBlock: {cidr: {{ . }}}
    {{- end }}
  ports: [{port: 443, protocol: TCP}, {port: 6443, protocol: TCP}]
{{- end }}

{{/* The site's registry, by address, on the port its name says. */}}
{{- define "hexr.egress.registry" -}}
{{- $host := splitList "/" .root.Values.global.registry | first }}
- to:
    {{- range .root.Values.networkPolicy.registryCIDRs }}
    - ipBlock: {cidr: {{ . }}}
    {{- end }}
  ports: [{port: {{ if contains ":" $host }}{{ splitList ":" $host | last }}{{ else }}443{{ end }}, protocol: TCP}]
{{- end }}

{{/* A peer: {component, in} is the pods of a component, {tenants: true} every managed pod of a tenant. */}}
{{- define "hexr.peer" -}}
{{- if .peer.tenants -}}
- namespaceSelector: {matchExpressions: [{key: hexr.io/tenant, operator: Exists}]}
{{- else -}}
- namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {{ include "hexr.namespace" (dict "root" .root "for" .peer.in) }}}}
  podSelector: {matchLabels: {app.kubernetes.io/part-of: hexr{{ with .peer.component }}, app.kubernetes.io/name: {{ . }}{{ end }}}}
{{- end }}
{{- end }}

{{/* A component's own edges: (dict "root" $ "spec" $spec "labels" …). Whatever it does not list stays denied. */}}
{{- define "hexr.networkPolicy" -}}
{{- $root := .root }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .spec.name }}
  namespace: {{ include "hexr.namespace" (dict "root" $root "for" .spec.in) }}
  labels:
    {{- .labels | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "hexr.selector" (dict "root" $root "name" .spec.name) | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- with .spec.ingress }}
  ingress:
    {{- range . }}
    - from:
        {{- range .from }}
        {{- include "hexr.peer" (dict "root" $root "peer" .) | nindent 8 }}
        {{- end }}
      ports: [{{ range $at, $port := .ports }}{{ if $at }}, {{ end }}{port: {{ $port }}, protocol: TCP}{{ end }}]
    {{- end }}
  {{- end }}
  egress:
    {{- include "hexr.egress.dns" . | nindent 4 }}
    {{- if .spec.apiServer }}
    {{- include "hexr.egress.apiServer" . | nindent 4 }}
    {{- end }}
    {{- if .spec.registry }}
    {{- include "hexr.egress.registry" . | nindent 4 }}
    {{- end }}
    {{- range .spec.egress }}
    - to:
        {{- range .to }}
        {{- include "hexr.peer" (dict "root" $root "peer" .) | nindent 8 }}
        {{- end }}
      ports: [{{ range $at, $port := .ports }}{{ if $at }}, {{ end }}{port: {{ $port }}, protocol: TCP}{{ end }}]
    {{- end }}
{{- end }}
