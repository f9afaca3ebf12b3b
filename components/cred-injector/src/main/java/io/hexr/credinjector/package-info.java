/** Exchanges identities for short-lived credentials. */
@NullMarked
package io.hexr.credinjector;

import org.jspecify.annotations.NullMarked;
