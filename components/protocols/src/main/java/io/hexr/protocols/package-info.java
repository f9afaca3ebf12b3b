/** Generated gRPC code. */
@NullMarked
package io.hexr.protocols;

import org.jspecify.annotations.NullMarked;
