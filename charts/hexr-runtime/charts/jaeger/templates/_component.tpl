{{- define "jaeger.component" -}}
{{- $config := dict
  "extensions" (dict
    "healthcheckv2" (dict "use_v2" true "http" (dict "endpoint" "0.0.0.0:13133"))
    "jaeger_query" (dict "storage" (dict "traces" "kept") "http" (dict "endpoint" "0.0.0.0:16686") "grpc" (dict "endpoint" "0.0.0.0:16685"))
    "jaeger_storage" (dict "backends" (dict "kept" (dict "badger" (dict "directories" (dict "keys" "/data/keys" "values" "/data/values") "ephemeral" false "ttl" (dict "spans" .values.retention))))))
  "receivers" (dict "otlp" (dict "protocols" (dict "grpc" (dict "endpoint" "0.0.0.0:4317"))))
  "processors" (dict "batch" dict)
  "exporters" (dict "jaeger_storage_exporter" (dict "trace_storage" "kept"))
  "service" (dict
    "extensions" (list "healthcheckv2" "jaeger_storage" "jaeger_query")
    "telemetry" (dict
      "logs" (dict "level" "warn")
      "metrics" (dict "readers" (list (dict "pull" (dict "exporter" (dict "prometheus" (dict "host" "0.0.0.0" "port" 8888)))))))
    "pipelines" (dict "traces" (dict "receivers" (list "otlp") "processors" (list "batch") "exporters" (list "jaeger_storage_exporter")))) }}
{{ include "hexr.workload" (dict "root" .root "spec" (dict
  "name" "jaeger" "group" "observability" "in" "observability" "key" "jaeger.enabled"
  "kind" "StatefulSet"
  "image" "jaeger"
  "args" (list "--config=/etc/jaeger/config.yaml")
  "env" (dict "GRPC_ENABLE_TXT_SERVICE_CONFIG" "false")
  "config" (dict "config.yaml" (toYaml $config))
  "ports" (dict "otlp-grpc" 4317 "query" 16686 "query-grpc" 16685 "health" 13133 "metrics" 8888)
  "probe" (dict "path" "/status" "port" "health")
  "data" (dict "path" "/data" "size" .values.storage)
  "resources" .values.resources
  "ingress" (list
    (dict "from" (list (dict "component" "otel-collector" "in" "observability")) "ports" (list 4317))
    (dict "from" (list (dict "component" "prometheus" "in" "observability")) "ports" (list 8888))
    (dict "from" (list (dict "in" "system")) "ports" (list 16685 16686))))) }}
{{- end }}
