{{- define "ollama.component" -}}
{{- $root := .root }}
{{- $init := list }}
{{- range .values.models }}
{{- /* Copied out of the registry by digest and checked; Ollama itself is never asked to pull. */}}
{{- $init = append $init (dict "name" (printf "model-%s" .) "image" "hexr-bootstrap" "args" (list "model" "--from" (include "hexr.image" (dict "root" $root "name" .)) "--to" "/models") "env" (dict "DOCKER_CONFIG" "/etc/hexr-registry") "credentials" true) }}
{{- end }}
{{ include "hexr.workload" (dict "root" $root "spec" (dict
  "name" "ollama" "group" "llm" "in" "system" "key" "llm.ollama.enabled"
  "kind" "StatefulSet"
  "image" "ollama"
  "args" (list "serve")
  "env" (dict "OLLAMA_HOST" "0.0.0.0:11434" "OLLAMA_MODELS" "/models" "OLLAMA_NO_CLOUD" "1" "HOME" "/tmp")
  "ports" (dict "http" 11434)
  "probe" (dict "path" "/" "port" "http")
  "data" (dict "path" "/models" "size" .values.storage)
  "resources" .values.resources
  "registry" (not (empty .values.models))
  "init" $init
  "ingress" (list (dict "from" (list (dict "in" "system")) "ports" (list 11434))))) }}
{{- end }}
