{{/* The namespaces this release uses beside its own, as a list of what they are for. Only those with a component in them exist. */}}
{{- define "hexr.namespacesInUse" -}}
{{- $used := list }}
{{- if or .Values.otelCollector.enabled .Values.prometheus.enabled .Values.jaeger.enabled .Values.grafana.enabled }}
{{- $used = append $used "observability" }}
{{- end }}
{{- toJson $used }}
{{- end }}
