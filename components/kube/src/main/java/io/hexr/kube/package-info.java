/** Watches and objects of Kubernetes for services. */
@NullMarked
package io.hexr.kube;

import org.jspecify.annotations.NullMarked;
