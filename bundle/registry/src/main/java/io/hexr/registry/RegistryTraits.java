package io.hexr.registry;

/**
 * What working with a registry has shown of it so far.
 *
 * @param listsReferrers whether it has answered with a list of referrers of its own
 * @param largestPart the largest blob it is sent in one request; smaller once it refused more
 */
public record RegistryTraits(boolean listsReferrers, long largestPart) {}
