/**
 * What the build enforces beyond the compiler. Every module of {@code bundle}, {@code installer} and {@code components} runs these tests against its
 * own classes and sources; {@link io.hexr.rules.House} is the one table of who may use what.
 *
 * <p>Refuses: a rule that is only written down. A demonstration that each rule can fail stands in this module's tests.
 */
@NullMarked
package io.hexr.rules;

import org.jspecify.annotations.NullMarked;
