/** How a command speaks: exit status, problems, printers, progress. */
@NullMarked
package io.hexr.console;

import org.jspecify.annotations.NullMarked;
