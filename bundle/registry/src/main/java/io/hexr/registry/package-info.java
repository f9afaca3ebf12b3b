/**
 * Both ends of the OCI distribution protocol: the client store and the server.
 *
 * <p>Promises: no connection is opened before the egress policy allowed that host for that purpose; credentials and tokens go only to
 * hosts a person named; TLS never turns into clear text by itself; content is the content its digest names or the read fails; every failure is one
 * {@link io.hexr.registry.RegistryException} that quotes the registry's own words as such. Refuses: redirects, token realms and upload addresses elsewhere,
 * answers outside the limits of HTTP/1.1 as written, addresses that are not a registry's.
 */
@NullMarked
package io.hexr.registry;

import org.jspecify.annotations.NullMarked;
