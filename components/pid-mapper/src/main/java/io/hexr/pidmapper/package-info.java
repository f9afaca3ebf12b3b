/** The node identity broker: one identity per agent process. */
@NullMarked
package io.hexr.pidmapper;

import org.jspecify.annotations.NullMarked;
