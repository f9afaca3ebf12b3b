{{/*
Every template of a component gets one context: (dict "root" <the umbrella's context> "values" <the component's values>).
So each sees the umbrella's keys (networkPolicy, namespaces) as well as its own.
*/}}

{{/* Labels of every object: (dict "root" $ "name" "prometheus" "group" "observability") */}}
{{- define "hexr.labels" -}}
{{ include "hexr.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/component: {{ .group }}
app.kubernetes.io/part-of: hexr
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* What selects the pods of a component; never changes. */}}
{{- define "hexr.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* Name of a namespace by what it is for: (dict "root" $ "for" "observability"); "system" is where the release lies. */}}
{{- define "hexr.namespace" -}}
{{- if eq .for "system" }}{{ .root.Release.Namespace }}{{ else }}{{ get .root.Values.namespaces.names .for }}{{ end }}
{{- end }}

{{/* Host name of a component's Service inside the cluster: (dict "root" $ "name" "jaeger" "for" "observability") */}}
{{- define "hexr.host" -}}
{{ .name }}.{{ include "hexr.namespace" . }}.svc.{{ .root.Values.global.clusterDomain }}
{{- end }}

{{/* A refusal, in a shape that `hexr render` takes apart again: (dict "key" … "value" … "rule" … "remedy" …) */}}
{{- define "hexr.refuse" -}}
{{- fail (printf "REFUSED %s=%v: %s | %s" .key .value .rule .remedy) }}
{{- end }}
