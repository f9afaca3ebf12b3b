package io.hexr.format;

/** A language model: its files in chunks, as {@link ModelFiles} says. */
public record ModelArtifact(Delivery delivery) implements Artifact {
    @Override
    public String kind() {
        return "model";
    }
}
