/**
 * The program of the image {@code hexr-bootstrap}: makes once what the pods of the platform wait for, and brings models to where they are served from.
 *
 * <p>Promises: what is there is never changed, so it may be run again at any time; a model is complete and right to its last byte before it has its name, and
 * a copy that was stopped goes on where it was. Refuses: a plan with a word it does not know, a reference without a digest, content that is not what its digest
 * says, a redirect or a token service on a host that nobody named, and a certificate that the site's authorities did not sign.
 */
@NullMarked
package io.hexr.bootstrap;

import org.jspecify.annotations.NullMarked;
