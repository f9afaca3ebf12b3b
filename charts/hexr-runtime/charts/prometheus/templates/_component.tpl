{{- define "prometheus.component" -}}
{{- /* A port named metrics is read, wherever the network lets Prometheus reach it. */}}
{{- $relabel := list
  (dict "source_labels" (list "__meta_kubernetes_pod_container_port_name") "regex" "metrics(-[a-z]+)?" "action" "keep")
  (dict "source_labels" (list "__meta_kubernetes_namespace") "target_label" "namespace")
  (dict "source_labels" (list "__meta_kubernetes_pod_name") "target_label" "pod")
  (dict "source_labels" (list "__meta_kubernetes_pod_label_app_kubernetes_io_name") "target_label" "component") }}
{{- $config := dict
  "global" (dict "scrape_interval" "30s" "evaluation_interval" "30s")
  "scrape_configs" (list
    (dict "job_name" "prometheus" "static_configs" (list (dict "targets" (list "127.0.0.1:9090"))))
    (dict "job_name" "pods" "kubernetes_sd_configs" (list (dict "role" "pod")) "relabel_configs" $relabel)) }}
{{ include "hexr.workload" (dict "root" .root "spec" (dict
  "name" "prometheus" "group" "observability" "in" "observability" "key" "prometheus.enabled"
  "kind" "StatefulSet"
  "image" "prometheus"
  "args" (list "--config.file=/etc/prometheus/prometheus.yaml" "--storage.tsdb.path=/data" (printf "--storage.tsdb.retention.time=%s" .values.retention) "--web.listen-address=:9090")
  "config" (dict "prometheus.yaml" (toYaml $config))
  "ports" (dict "http" 9090)
  "probe" (dict "path" "/-/ready" "port" "http")
  "data" (dict "path" "/data" "size" .values.storage)
  "resources" .values.resources
  "clusterRules" (list (dict "apiGroups" (list "") "resources" (list "pods") "verbs" (list "get" "list" "watch")))
  "apiServer" true
  "ingress" (list (dict "from" (list (dict "in" "system") (dict "in" "observability")) "ports" (list 9090)))
  "egress" (list (dict "to" (list (dict "in" "observability")) "ports" (list 8888 8889))
    (dict "to" (list (dict "in" "system") (dict "tenants" true)) "ports" (list 9090))))) }}
{{- end }}
