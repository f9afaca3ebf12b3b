{{/* An image or model by its logical name, from the lock: (dict "root" $ "name" "prometheus"). There is no other way to name one. */}}
{{- define "hexr.image" -}}
{{- $global := .root.Values.global }}
{{- if not $global.registry }}
{{- include "hexr.refuse" (dict "key" "global.registry" "value" "\"\"" "rule" "no registry is named; images come from the site's own registry" "remedy" "set global.registry to the address the bundle was pushed to") }}
{{- end }}
{{- $entry := get $global.imageLock .name }}
{{- if not $entry }}
{{- include "hexr.refuse" (dict "key" (printf "global.imageLock.%s" .name) "value" "missing" "rule" (printf "the lock of this chart holds no image %s" .name) "remedy" "install the chart of the bundle, add the images.yaml of hexr bundle lock, or switch the component off") }}
{{- else }}
{{- printf "%s/%s:%s@%s" $global.registry $entry.repository $entry.tag $entry.digest }}
{{- end }}
{{- end }}

{{/* Refuses a component whose group the release lacks: (dict "root" $ "key" "prometheus.enabled" "group" "observability") */}}
{{- define "hexr.requireGroup" -}}
{{- $groups := .root.Values.global.groups }}
{{- if and $groups (not (has .group $groups)) }}
{{- include "hexr.refuse" (dict "key" .key "value" "true" "rule" (printf "it belongs to group %s, and this release holds only %s" .group (join ", " $groups)) "remedy" (printf "leave it off, or bring a release with the group %s" .group)) }}
{{- end }}
{{- end }}
