{{/* The pod's half of the restricted level. */}}
{{- define "hexr.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* The container's half. */}}
{{- define "hexr.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* What every pod says: (dict "root" $ "token" false "account" "prometheus") */}}
{{- define "hexr.pod" -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: {{ .token | default false }}
enableServiceLinks: false
{{- with .root.Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  {{- include "hexr.podSecurity" . | nindent 2 }}
{{- end }}

{{/* Three probes on one address: (dict "path" "/-/ready" "port" "http"); slow starters get two minutes. */}}
{{- define "hexr.probes" -}}
startupProbe: {httpGet: {path: {{ .path }}, port: {{ .port }}}, periodSeconds: 2, failureThreshold: 60}
readinessProbe: {httpGet: {path: {{ .path }}, port: {{ .port }}}, periodSeconds: 5, timeoutSeconds: 3}
livenessProbe: {httpGet: {path: {{ .path }}, port: {{ .port }}}, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6}
{{- end }}

{{/* The site's own certificate authorities: name of the ConfigMap, its volume, its mount and the variable most runtimes read. */}}
{{- define "hexr.trust.volume" -}}
{{- if .root.Values.global.caBundle }}
- name: site-ca
  configMap: {name: hexr-site-ca}
{{- end }}
{{- end }}
{{- define "hexr.trust.mount" -}}
{{- if .root.Values.global.caBundle }}
- {name: site-ca, mountPath: /etc/hexr/ca, readOnly: true}
{{- end }}
{{- end }}
{{- define "hexr.trust.env" -}}
{{- if .root.Values.global.caBundle }}
- {name: SSL_CERT_FILE, value: /etc/hexr/ca/ca.crt}
{{- end }}
{{- end }}
