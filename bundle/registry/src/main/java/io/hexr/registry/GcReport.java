package io.hexr.registry;

/** What a collection did. {@code spared} counts items of the plan that came into use again. */
public record GcReport(int manifests, int blobs, int contents, long freedBytes, int spared) {}
