/** Adapters: a real Kubernetes and Helm behind the ports of install. */
@NullMarked
package io.hexr.cluster;

import org.jspecify.annotations.NullMarked;
