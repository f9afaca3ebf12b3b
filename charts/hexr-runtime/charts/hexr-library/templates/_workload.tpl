{{/*
Everything a server needs, from one description: (dict "root" $ "spec" <map>). The description says only what is particular to it:
  name, group, in        what it is called, its release group, the namespace it lies in ("system" or a key of namespaces.names)
  key                    the switch in the values, for messages
  kind, replicas         Deployment or StatefulSet
  image, args, env       logical name of the image; arguments and variables of the container
  ports, probe           {name: port}, those named metrics… get a headless Service NAME-metrics; {path, port}
  config                 {file: text}, mounted at /etc/<name>
  data                   {path, size} of a volume that stays; scratch: paths of volumes that do not
  resources              requests and limits
  clusterRules           what it asks of the API server; with them, and only then, it gets a token
  ingress, egress, apiServer, registry    its edges
  init                   containers that run before it (image, name, args); "credentials" mounts the registry's at /etc/hexr-registry
*/}}
{{- define "hexr.workload" -}}
{{- $root := .root }}
{{- $spec := .spec }}
{{- include "hexr.requireGroup" (dict "root" $root "key" $spec.key "group" $spec.group) }}
{{- $labels := include "hexr.labels" (dict "root" $root "name" $spec.name "group" $spec.group) }}
{{- $selector := include "hexr.selector" (dict "root" $root "name" $spec.name) }}
{{- $namespace := include "hexr.namespace" (dict "root" $root "for" $spec.in) }}
{{- $stateful := eq $spec.kind "StatefulSet" -}}
---
{{ include "hexr.access" (dict "root" $root "spec" $spec "labels" $labels) }}
---
{{ include "hexr.networkPolicy" (dict "root" $root "spec" $spec "labels" $labels) }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $spec.name }}
  namespace: {{ $namespace }}
  labels:
    {{- $labels | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- $selector | nindent 6 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $spec.name }}
  namespace: {{ $namespace }}
  labels:
    {{- $labels | nindent 4 }}
spec:
  selector:
    {{- $selector | nindent 4 }}
  ports:
    {{- range $name, $port := $spec.ports }}
    - {name: {{ $name }}, port: {{ $port }}, targetPort: {{ $name }}, protocol: TCP}
    {{- end }}
{{- $metrics := dict }}
{{- range $name, $port := $spec.ports }}
{{- if hasPrefix "metrics" $name }}
{{- $_ := set $metrics $name $port }}
{{- end }}
{{- end }}
{{- with $metrics }}
---
# Each pod by its own address: a scrape of one of several would be no measurement.
apiVersion: v1
kind: Service
metadata:
  name: {{ $spec.name }}-metrics
  namespace: {{ $namespace }}
  labels:
    {{- $labels | nindent 4 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    {{- $selector | nindent 4 }}
  ports:
    {{- range $name, $port := . }}
    - {name: {{ $name }}, port: {{ $port }}, targetPort: {{ $name }}, protocol: TCP}
    {{- end }}
{{- end }}
{{- with $spec.config }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $spec.name }}
  namespace: {{ $namespace }}
  labels:
    {{- $labels | nindent 4 }}
data:
  {{- toYaml . | nindent 2 }}
{{- end }}
---
apiVersion: apps/v1
kind: {{ $spec.kind }}
metadata:
  name: {{ $spec.name }}
  namespace: {{ $namespace }}
  labels:
    {{- $labels | nindent 4 }}
spec:
  replicas: {{ $spec.replicas | default 1 }}
  {{- if $stateful }}
  serviceName: {{ $spec.name }}
  {{- end }}
  selector:
    matchLabels:
      {{- $selector | nindent 6 }}
  template:
    metadata:
      labels:
        {{- $labels | nindent 8 }}
      annotations:
        hexr.io/config-checksum: {{ toJson ($spec.config | default dict) | sha256sum | quote }}
        {{- with $root.Values.global.caBundle }}
        # read when a program starts: other authorities need other pods
        hexr.io/site-ca-checksum: {{ sha256sum . | quote }}
        {{- end }}
    spec:
      {{- include "hexr.pod" (dict "root" $root "account" $spec.name "token" (not (empty $spec.clusterRules))) | nindent 6 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- $selector | nindent 14 }}
      {{- with $spec.init }}
      initContainers:
        {{- range . }}
        {{- include "hexr.container" (dict "root" $root "spec" (merge (dict "resources" $spec.resources "data" $spec.data) .)) | nindent 8 }}
        {{- end }}
      {{- end }}
      containers:
        {{- include "hexr.container" (dict "root" $root "spec" $spec) | nindent 8 }}
      volumes:
        {{- with include "hexr.trust.volume" . | trim }}
        {{- . | nindent 8 }}
        {{- end }}
        - name: tmp
          emptyDir: {sizeLimit: 256Mi}
        {{- if $spec.config }}
        - name: config
          configMap: {name: {{ $spec.name }}}
        {{- end }}
        {{- if $spec.registry }}
        - name: registry-credentials
          secret:
            secretName: {{ first $root.Values.global.imagePullSecrets | default "hexr-registry" }}
            optional: true
            items: [{key: .dockerconfigjson, path: config.json}]
        {{- end }}
  {{- with $spec.data }}
  volumeClaimTemplates:
    - metadata:
        name: data
        labels:
          {{- $selector | nindent 10 }}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $root.Values.global.storageClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources: {requests: {storage: {{ .size }}}}
  {{- end }}
{{- end }}

{{/* One container: (dict "root" $ "spec" {name, image, args, env, ports, probe, config, data, resources}) */}}
{{- define "hexr.container" -}}
- name: {{ .spec.name }}
  image: {{ include "hexr.image" (dict "root" .root "name" .spec.image) }}
  imagePullPolicy: IfNotPresent
  {{- with .spec.args }}
  args:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  env:
    - {name: HEXR_PROFILE, value: {{ .root.Values.global.profile }}}
    {{- with include "hexr.trust.env" . | trim }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- range $name, $value := .spec.env }}
    - {name: {{ $name }}, value: {{ $value | quote }}}
    {{- end }}
  {{- with .spec.ports }}
  ports:
    {{- range $name, $port := . }}
    - {name: {{ $name }}, containerPort: {{ $port }}, protocol: TCP}
    {{- end }}
  {{- end }}
  {{- with .spec.probe }}
  {{- include "hexr.probes" . | nindent 2 }}
  {{- end }}
  securityContext:
    {{- include "hexr.containerSecurity" . | nindent 4 }}
  resources:
    {{- toYaml .spec.resources | nindent 4 }}
  volumeMounts:
    - {name: tmp, mountPath: /tmp}
    {{- with include "hexr.trust.mount" . | trim }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- if .spec.config }}
    - {name: config, mountPath: /etc/{{ .spec.name }}, readOnly: true}
    {{- end }}
    {{- with .spec.data }}
    - {name: data, mountPath: {{ .path }}}
    {{- end }}
    {{- if .spec.credentials }}
    - {name: registry-credentials, mountPath: /etc/hexr-registry, readOnly: true}
    {{- end }}
{{- end }}
