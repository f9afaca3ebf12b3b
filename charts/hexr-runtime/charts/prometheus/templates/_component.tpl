{{- define "prometheus.component" -}}
{{- /*
Found by name: a component with a port named metrics has a headless Service NAME-metrics. Asking the API server for pods instead would take a token and a role,
and Debian's Prometheus has no such discovery.
*/}}
{{- $root := .root }}
{{- $discovery := list }}
{{- $egress := list }}
{{- range fromJsonArray (include "hexr.metricsInUse" $root) }}
{{- $name := include "hexr.host" (dict "root" $root "name" (printf "%s-metrics" .name) "for" .in) }}
{{- range .ports }}
{{- $discovery = append $discovery (dict "names" (list $name) "type" "A" "port" .) }}
{{- end }}
{{- $egress = append $egress (dict "to" (list (dict "component" .name "in" .in)) "ports" .ports) }}
{{- end }}
{{- $relabel := list
  (dict "source_labels" (list "__meta_dns_name") "regex" "([^.]+)-metrics[.].*" "target_label" "component")
  (dict "source_labels" (list "__meta_dns_name") "regex" "[^.]+[.]([^.]+)[.].*" "target_label" "namespace") }}
{{- $jobs := list (dict "job_name" "prometheus" "static_configs" (list (dict "targets" (list "127.0.0.1:9090")))) }}
{{- with $discovery }}
{{- $jobs = append $jobs (dict "job_name" "pods" "dns_sd_configs" . "relabel_configs" $relabel) }}
{{- end }}
{{- $config := dict "global" (dict "scrape_interval" "30s" "evaluation_interval" "30s") "scrape_configs" $jobs }}
{{ include "hexr.workload" (dict "root" $root "spec" (dict
  "name" "prometheus" "group" "observability" "in" "observability" "key" "prometheus.enabled"
  "kind" "StatefulSet"
  "image" "prometheus"
  "args" (list "--config.file=/etc/prometheus/prometheus.yaml" "--storage.tsdb.path=/data" (printf "--storage.tsdb.retention.time=%s" .values.retention) "--web.listen-address=:9090")
  "config" (dict "prometheus.yaml" (toYaml $config))
  "ports" (dict "http" 9090)
  "probe" (dict "path" "/-/ready" "port" "http")
  "data" (dict "path" "/data" "size" .values.storage)
  "resources" .values.resources
  "ingress" (list (dict "from" (list (dict "in" "system") (dict "in" "observability")) "ports" (list 9090)))
  "egress" $egress)) }}
{{- end }}
