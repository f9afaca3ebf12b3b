package io.hexr.format;

/**
 * What the control files of an archive say, found consistent with each other and with nothing else: NOT VERIFIED. No signature was asked for and no blob
 * was read.
 *
 * @param size the archive's size
 * @param expectedSize the size it must have; where they differ, it is cut off or longer
 */
public record Inspection(Contents contents, Presence presence, ReleaseFiles files, long size, long expectedSize) {}
