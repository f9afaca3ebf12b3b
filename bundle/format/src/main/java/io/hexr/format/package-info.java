/** Release spec, release lock, archive, parts; the reader yields only what was verified. */
@NullMarked
package io.hexr.format;

import org.jspecify.annotations.NullMarked;
