package io.hexr.transfer;

import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.RegistryStore;

/** A registry that a person named, and the client that may talk to it: where a release goes, or is read back from. The caller closes the client. */
public record Destination(RegistryClient client, RegistryAddress address) {
    /** The repository of a push name below the address. */
    public RegistryStore store(String pushName) {
        return client.store(address, pushName);
    }

    /** The repository that holds the files of releases. */
    public RegistryStore releases() {
        return store(ReleaseArtifact.REPOSITORY);
    }

    /** How anyone writes the name of what is there: {@code registry.site:5000/hexr/gateway:v1.2.0}. */
    public String name(String pushName, String tag) {
        return address + "/" + pushName + ":" + tag;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
