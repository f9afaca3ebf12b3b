/**
 * Who is believed, and how that is shown: keys, signatures, the trust policy, custody records, and the certificates of the registry server. No network.
 *
 * <p>Promises: a {@link io.hexr.signing.Verified} exists only after enough signers of exactly this release signed exactly these bytes, none of their keys
 * is revoked or out of its time, and the sequence does not fall; a key file is written whole or not at all and never over another. Refuses: algorithms
 * outside {@link io.hexr.signing.Algorithm}, whatever a file asks for; a wrong signature by a known key, however many right ones stand beside it; a key
 * whose fingerprint nobody compared.
 */
@NullMarked
package io.hexr.signing;

import org.jspecify.annotations.NullMarked;
