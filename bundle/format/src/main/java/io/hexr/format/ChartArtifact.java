package io.hexr.format;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.ImageManifest;

/** A Helm chart. */
public record ChartArtifact(Delivery delivery) implements Artifact {
    /** What Helm calls the one layer that is the chart's archive. */
    public static final String LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

    @Override
    public String kind() {
        return "chart";
    }

    /** The archive that Helm reads. @throws BundleException.Invalid where the artifact holds none */
    public Descriptor archive(ContentSource source) {
        if (source.manifest(content()) instanceof ImageManifest manifest) {
            for (Descriptor layer : manifest.layers()) {
                if (layer.mediaType().equals(LAYER)) {
                    return layer;
                }
            }
        }
        throw new BundleException.Invalid(title(), "has no chart layer");
    }
}
