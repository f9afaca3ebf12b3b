/**
 * The adapters: a real Kubernetes and Helm behind the ports of {@code install}, and the one module that uses a Kubernetes client.
 *
 * <p>Promises: the API server of the chosen context is the only place contacted (through the proxies of the environment, as kubectl does); every failure is
 * a typed case with the object, the verb and the server's own words; a cluster that is away for a moment is asked again within a stated patience.
 * Refuses: a kubeconfig that skips the check of certificates or sends credentials in clear text, reading Secrets it did not write, pods of its own.
 */
@NullMarked
package io.hexr.cluster;

import org.jspecify.annotations.NullMarked;
