{{- define "llm.component" -}}
{{- $root := .root }}
{{- range $name, $sub := .sub.Subcharts }}
{{ include (printf "%s.component" $name) (dict "root" $root "values" $sub.Values "files" $sub.Files "sub" $sub) }}
{{- end }}
{{- end }}
