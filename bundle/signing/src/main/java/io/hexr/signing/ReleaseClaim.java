package io.hexr.signing;

/**
 * What a bundle says of itself and has yet to show. {@code statement} is SHA256SUMS as it lies; release, version and sequence come from the contents
 * list. The caller must have compared the digest of that contents list with its line in the statement: then the signature over the statement covers all
 * four.
 */
@SuppressWarnings("ArrayRecordComponent") // two of these are never compared
public record ReleaseClaim(String release, String version, long sequence, byte[] statement) {}
