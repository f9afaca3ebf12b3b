/** Keys, trust policy, signed statements, custody records. */
@NullMarked
package io.hexr.signing;

import org.jspecify.annotations.NullMarked;
