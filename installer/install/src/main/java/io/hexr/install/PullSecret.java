package io.hexr.install;

import io.hexr.oci.Secret;

/** The credentials with which nodes pull, as a docker configuration with one entry. It never prints itself. */
public record PullSecret(String registry, Secret dockerConfig) {}
