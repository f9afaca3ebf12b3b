package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says of every pod that it runs, or that its image cannot be pulled; no container is ever started. */
final class PretendKubelet implements AutoCloseable {
    private static final String PODS =
            "{range .items[*]}{.metadata.namespace} {.metadata.name} {.metadata.ownerReferences[0].kind}"
                    + " {.status.phase} {.spec.containers[0].name} {.spec.containers[0].image}{\"\\n\"}{end}";

    private final InstallSite site;
    private final Thread thread = new Thread(this::work, "kubelet");
    private volatile boolean open = true;

    /** Pods whose names begin so never start. */
    volatile String broken = "none";

    PretendKubelet(InstallSite site) {
        this.site = site;
        thread.start();
    }

    private void work() {
        try {
            Path template = site.delivered.folder.resolve("pods.jsonpath");
            Files.writeString(template, PODS);
            while (open) {
                for (String line : site.kubectl("get pods -A -o jsonpath-file=" + template)
                        .lines()
                        .toList()) {
                    pod(line.split(" "));
                }
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            if (open) {
                throw new IllegalStateException("the pretended kubelet fell over", e);
            }
        }
    }

    private void pod(String[] pod) throws IOException, InterruptedException {
        boolean fails = pod[1].startsWith(broken);
        if (pod.length < 6 || !pod[3].equals("Pending") || (fails && pod[3].equals("Pending") && isTold(pod[1]))) {
            return;
        }
        String container = "{\"name\":\"%s\",\"image\":\"%s\",\"imageID\":\"%s\",\"restartCount\":0,"
                .formatted(pod[4], pod[5], fails ? "" : pod[5]);
        String status = fails
                ? container + "\"ready\":false,\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\","
                        + "\"message\":\"not found\"}}}],\"phase\":\"Pending\""
                : container + "\"ready\":true,\"state\":{\"running\":{\"startedAt\":\"2026-11-21T12:00:00Z\"}}}],"
                        + "\"phase\":\"" + (pod[2].equals("Job") ? "Succeeded" : "Running")
                        + "\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]";
        Path patch = site.delivered.folder.resolve("pod.json");
        Files.writeString(patch, "{\"status\":{\"containerStatuses\":[" + status + "}}");
        try {
            site.kubectl("patch pod " + pod[1] + " -n " + pod[0] + " --subresource=status --type=merge --patch-file "
                    + patch);
        } catch (AssertionError e) {
            // it was removed meanwhile
            Thread.onSpinWait();
        }
        if (fails) {
            Files.writeString(site.delivered.folder.resolve("told-" + pod[1]), "");
        }
    }

    private boolean isTold(String pod) {
        return Files.exists(site.delivered.folder.resolve("told-" + pod));
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
