/** Both ends of the OCI distribution protocol: the client store and the server. */
@NullMarked
package io.hexr.registry;

import org.jspecify.annotations.NullMarked;
