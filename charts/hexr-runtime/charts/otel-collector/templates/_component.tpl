{{- define "otelCollector.component" -}}
{{- $root := .root }}
{{- $processors := list "memory_limiter" "batch" }}
{{- $traces := list }}
{{- $exporters := dict "prometheus" (dict "endpoint" "0.0.0.0:8889") }}
{{- if $root.Values.jaeger.enabled }}
{{- $_ := set $exporters "otlp/jaeger" (dict "endpoint" (printf "%s:4317" (include "hexr.host" (dict "root" $root "name" "jaeger" "for" "observability"))) "tls" (dict "insecure" true)) }}
{{- $traces = append $traces "otlp/jaeger" }}
{{- end }}
{{- with .values.externalEndpoint }}
{{- $_ := set $exporters "otlp/external" (dict "endpoint" .) }}
{{- $traces = append $traces "otlp/external" }}
{{- end }}
{{- $pipelines := dict "metrics" (dict "receivers" (list "otlp") "processors" $processors "exporters" (list "prometheus")) }}
{{- if $traces }}
{{- $_ := set $pipelines "traces" (dict "receivers" (list "otlp") "processors" $processors "exporters" $traces) }}
{{- end }}
{{- $config := dict
  "receivers" (dict "otlp" (dict "protocols" (dict "grpc" (dict "endpoint" "0.0.0.0:4317") "http" (dict "endpoint" "0.0.0.0:4318"))))
  "processors" (dict "memory_limiter" (dict "check_interval" "1s" "limit_percentage" 80 "spike_limit_percentage" 20) "batch" dict)
  "exporters" $exporters
  "service" (dict
    "telemetry" (dict
      "logs" (dict "level" "warn")
      "metrics" (dict "readers" (list (dict "pull" (dict "exporter" (dict "prometheus" (dict "host" "0.0.0.0" "port" 8888)))))))
    "pipelines" $pipelines) }}
{{- $egress := list }}
{{- if $root.Values.jaeger.enabled }}
{{- $egress = append $egress (dict "to" (list (dict "component" "jaeger" "in" "observability")) "ports" (list 4317)) }}
{{- end }}
{{ include "hexr.workload" (dict "root" $root "spec" (dict
  "name" "otel-collector" "group" "observability" "in" "observability" "key" "otelCollector.enabled"
  "kind" "Deployment" "replicas" .values.replicas
  "image" "otel-collector"
  "args" (list "--config=/etc/otel-collector/config.yaml")
  "env" (dict "GRPC_ENABLE_TXT_SERVICE_CONFIG" "false")
  "config" (dict "config.yaml" (toYaml $config))
  "ports" (dict "otlp-grpc" 4317 "otlp-http" 4318 "metrics" 8888 "metrics-otlp" 8889)
  "probe" (dict "path" "/metrics" "port" "metrics")
  "resources" .values.resources
  "ingress" (list
    (dict "from" (list (dict "in" "system") (dict "tenants" true)) "ports" (list 4317 4318))
    (dict "from" (list (dict "component" "prometheus" "in" "observability")) "ports" (list 8888 8889)))
  "egress" $egress)) }}
{{- end }}
