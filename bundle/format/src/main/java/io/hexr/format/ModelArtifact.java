package io.hexr.format;

/** A language model, in blobs below 8 GiB. */
public record ModelArtifact(Delivery delivery) implements Artifact {
    @Override
    public String kind() {
        return "model";
    }
}
