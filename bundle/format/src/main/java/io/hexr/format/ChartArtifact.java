package io.hexr.format;

/** A Helm chart. */
public record ChartArtifact(Delivery delivery) implements Artifact {
    @Override
    public String kind() {
        return "chart";
    }
}
