{{- define "grafana.component" -}}
{{- $root := .root }}
{{- include "hexr.requireGroup" (dict "root" $root "key" "grafana.enabled" "group" "observability") -}}
---
# A site's Grafana finds them by the label; they name no data source but the one it calls its default.
apiVersion: v1
kind: ConfigMap
metadata:
  name: hexr-dashboards
  namespace: {{ include "hexr.namespace" (dict "root" $root "for" "observability") }}
  labels:
    {{- include "hexr.labels" (dict "root" $root "name" "hexr-dashboards" "group" "observability") | nindent 4 }}
    grafana_dashboard: "1"
data:
  {{- range $path, $bytes := .files.Glob "files/*.json" }}
  {{ base $path }}: |-
    {{- $bytes | toString | trim | nindent 4 }}
  {{- end }}
{{- end }}
