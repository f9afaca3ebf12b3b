package io.hexr.transfer;

import java.util.List;

/** What a push did. Bytes sent are those of blobs, sent again after a break included. */
public record PushReport(
        PushPlan plan,
        List<String> delivered,
        List<String> notDelivered,
        long bytesSent,
        long blobsSent,
        long blobsMounted) {
    public PushReport {
        delivered = List.copyOf(delivered);
        notDelivered = List.copyOf(notDelivered);
    }

    /** The destination holds every group of the release. */
    public boolean isWhole() {
        return notDelivered.isEmpty();
    }
}
