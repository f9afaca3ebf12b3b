{{/* The namespaces this release uses beside its own, as a list of what they are for. Only those with a component in them exist. */}}
{{- define "hexr.namespacesInUse" -}}
{{- $used := list }}
{{- if or .Values.otelCollector.enabled .Values.prometheus.enabled .Values.jaeger.enabled .Values.grafana.enabled }}
{{- $used = append $used "observability" }}
{{- end }}
{{- toJson $used }}
{{- end }}

{{/* What Prometheus asks for metrics: those components that are on, their namespaces by what they are for, and their ports. */}}
{{- define "hexr.metricsInUse" -}}
{{- $used := list }}
{{- if .Values.otelCollector.enabled }}
{{- $used = append $used (dict "name" "otel-collector" "in" "observability" "ports" (list 8888 8889)) }}
{{- end }}
{{- if .Values.jaeger.enabled }}
{{- $used = append $used (dict "name" "jaeger" "in" "observability" "ports" (list 8888)) }}
{{- end }}
{{- toJson $used }}
{{- end }}
