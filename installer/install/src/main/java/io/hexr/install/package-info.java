/** Preflight, plan, apply, journal and state as pure domain; no Kubernetes types. */
@NullMarked
package io.hexr.install;

import org.jspecify.annotations.NullMarked;
