package io.hexr.install;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One thing to do to a cluster, as data: it can be printed, saved, compared, and is performed only by {@link PlanRunner}. Holds no secret. */
public sealed interface Step {
    /** Why it has to be done. */
    String reason();

    /** Makes a namespace, or gives it the labels it lacks; other labels stay. */
    record EnsureNamespace(String name, SortedMap<String, String> labels, String reason) implements Step {
        public EnsureNamespace {
            labels = new TreeMap<>(labels);
        }
    }

    /** Puts the credentials for the registry where pods find them. */
    record EnsurePullSecret(String namespace, String name, String reason) implements Step {}

    /** A kind of object, by server-side apply. */
    record ApplyCrd(String name, List<String> versions, String reason) implements Step {
        public ApplyCrd {
            versions = List.copyOf(versions);
        }
    }

    /** Takes the record away that a stopped run of Helm left pending. The objects it made stay and are taken over. */
    record RepairRelease(String namespace, String name, int revision, String status, String reason) implements Step {}

    /** Installs or upgrades by Helm; never one that uninstalls when it fails. */
    record ApplyRelease(
            String namespace,
            String name,
            String chart,
            String chartDigest,
            String valuesDigest,
            long bytes,
            List<String> changes,
            String reason)
            implements Step {
        public ApplyRelease {
            changes = List.copyOf(changes);
        }
    }

    /** Waits until it runs, or has ended well. */
    record AwaitReady(String kind, String namespace, String name, String reason) implements Step {
        String object() {
            return kind + " " + namespace + "/" + name;
        }
    }

    /** What kind of step, in one word. */
    default String verb() {
        return switch (this) {
            case EnsureNamespace s -> "namespace";
            case EnsurePullSecret s -> "pull-secret";
            case ApplyCrd s -> "crd";
            case RepairRelease s -> "repair";
            case ApplyRelease s -> "release";
            case AwaitReady s -> "wait";
        };
    }

    /** What it is done to. */
    default String subject() {
        return switch (this) {
            case EnsureNamespace s -> s.name();
            case EnsurePullSecret s -> s.namespace() + "/" + s.name();
            case ApplyCrd s -> s.name();
            case RepairRelease s -> s.namespace() + "/" + s.name() + " revision " + s.revision();
            case ApplyRelease s -> s.namespace() + "/" + s.name() + " from " + s.chart();
            case AwaitReady s -> s.object();
        };
    }
}
