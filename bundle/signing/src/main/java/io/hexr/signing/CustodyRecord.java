package io.hexr.signing;

import java.util.Optional;

import io.hexr.oci.Digest;

/** An event in its place: counted from one, and bound to the record before it by the digest of that line. */
public record CustodyRecord(long number, Optional<Digest> previous, CustodyEvent event) {}
