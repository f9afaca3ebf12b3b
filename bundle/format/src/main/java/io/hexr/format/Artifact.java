package io.hexr.format;

import java.util.List;

import io.hexr.oci.Descriptor;

/** One thing a release delivers. All are OCI artifacts; the kind says what they are for. */
public sealed interface Artifact permits ImageArtifact, ChartArtifact, ModelArtifact, FileArtifact {
    /** What every artifact has. */
    Delivery delivery();

    /** As written in contents: {@code image}, {@code chart}, {@code model}, {@code file}. */
    String kind();

    /** The name within the release. */
    default String name() {
        return delivery().name();
    }

    /** The repository below the registry it is pushed to. */
    default String pushName() {
        return delivery().pushName();
    }

    default List<String> tags() {
        return delivery().tags();
    }

    /** Its manifest or index. */
    default Descriptor content() {
        return delivery().content();
    }

    default List<String> groups() {
        return delivery().groups();
    }

    /** For lists and messages: {@code image auto-registrar}. */
    default String title() {
        return kind() + " " + name();
    }
}
