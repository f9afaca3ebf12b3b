{{/* The account a component runs as and, where it says rules, what it may ask of the API server. Without rules it holds no token. */}}
{{- define "hexr.access" -}}
{{- $namespace := include "hexr.namespace" (dict "root" .root "for" .spec.in) }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .spec.name }}
  namespace: {{ $namespace }}
  labels:
    {{- .labels | nindent 4 }}
automountServiceAccountToken: false
{{- with .spec.clusterRules }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ $.root.Release.Name }}-{{ $.spec.name }}
  labels:
    {{- $.labels | nindent 4 }}
rules:
  {{- toYaml . | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ $.root.Release.Name }}-{{ $.spec.name }}
  labels:
    {{- $.labels | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ $.root.Release.Name }}-{{ $.spec.name }}}
subjects: [{kind: ServiceAccount, name: {{ $.spec.name }}, namespace: {{ $namespace }}}]
{{- end }}
{{- end }}
