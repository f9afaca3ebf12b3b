/** The one hexr command: options and wiring, nothing else. */
@NullMarked
package io.hexr.cli;

import org.jspecify.annotations.NullMarked;
