package io.hexr.transfer;

import io.hexr.registry.RegistryException;

/** From a failure of the registry client to what is wrong with the destination. */
final class DoctorAilment {
    private static final String PUSH_RIGHT = "an account that may push to it";

    private DoctorAilment() {}

    /** @param id of the probe that failed, where the failure does not say more */
    static DoctorFinding of(String id, RegistryException failure) {
        String found = String.valueOf(failure.getMessage());
        return switch (failure) {
            case RegistryException.Answered refused -> refused(id, refused, found);
            case RegistryException.TlsRefused refused -> tls(refused, found);
            case RegistryException.Unreachable _ ->
                DoctorFinding.blocker(
                        "reach",
                        found,
                        "a registry that answers",
                        "check name and port, routes and firewalls; the registry must run");
            case RegistryException.PlainHttpRefused _ ->
                DoctorFinding.blocker(
                        "tls", found, "TLS", "serve it with TLS, or allow clear text for this host: --plain-http");
            case RegistryException.RedirectRefused redirected ->
                DoctorFinding.blocker(
                        "redirect",
                        found,
                        "everything at the host that was named",
                        "allow the other host where it is meant: --redirect-host or --token-host " + redirected.to());
            case RegistryException.ProtocolViolation _ ->
                DoctorFinding.blocker(
                        id,
                        found,
                        "the OCI distribution protocol",
                        "name the address that docker login takes; Nexus serves each Docker repository at a port or"
                                + " path of its own, Artifactory below HOST/KEY");
            case RegistryException.ProxyRefused _ ->
                DoctorFinding.blocker("proxy", found, "a way to the registry", "add its host to NO_PROXY");
            case RegistryException.DigestLied _ ->
                DoctorFinding.blocker(
                        "digest", found, "content as it was sent", "find out what changes content on the way");
            default ->
                DoctorFinding.blocker(id, found, "an answer", "run the same command again, then see the log there");
        };
    }

    private static DoctorFinding tls(RegistryException.TlsRefused refused, String found) {
        return switch (refused.reason()) {
            case CLIENT_CERTIFICATE_WANTED ->
                DoctorFinding.blocker(
                        "client-certificate",
                        found,
                        "a client certificate it trusts",
                        "show one: --cert-file FILE --key-file FILE");
            case UNKNOWN_AUTHORITY ->
                DoctorFinding.blocker(
                        "authority",
                        found,
                        "a certificate of an authority named here",
                        "name its authority: --ca-file FILE; compare it out of band first");
            case EXPIRED, NOT_YET_VALID ->
                DoctorFinding.blocker(
                        "certificate-dates",
                        found,
                        "a certificate that is valid now",
                        "renew the certificate, or set the clocks (check with: date -u)");
            case NAME_MISMATCH ->
                DoctorFinding.blocker(
                        "certificate-name",
                        found,
                        "a certificate for the name in the address",
                        "name the host as its certificate does, or issue one for this name");
            case NOT_TLS ->
                DoctorFinding.blocker(
                        "tls", found, "TLS", "serve it with TLS, or allow clear text for this host: --plain-http");
            case NO_COMMON_VERSION, OTHER ->
                DoctorFinding.blocker("tls", found, "TLS 1.2 or newer", "let the registry offer TLS 1.2 or 1.3");
        };
    }

    private static DoctorFinding refused(String id, RegistryException.Answered refused, String found) {
        String remedy = RefusalAdvice.of(refused).map(RefusalAdvice::remedy).orElse("");
        return switch (refused) {
            case RegistryException.Unauthorized _ ->
                DoctorFinding.blocker(
                        "auth",
                        found,
                        PUSH_RIGHT,
                        or(remedy, "log in (docker login HOST), or name the file: --registry-config FILE"));
            case RegistryException.Forbidden _ ->
                DoctorFinding.blocker("push-right", found, PUSH_RIGHT, or(remedy, "ask for the right to push there"));
            case RegistryException.NotFound _ ->
                DoctorFinding.blocker(
                        "project",
                        found,
                        "a project that exists",
                        or(remedy, "make the project, or name one that exists after the host"));
            case RegistryException.TooLarge _ ->
                DoctorFinding.blocker(
                        "upload-size",
                        found,
                        "requests of 1 MiB and more",
                        or(remedy, "raise the limit of the proxy before the registry"));
            case RegistryException.DiskFullAtRegistry _ ->
                DoctorFinding.blocker("space", found, "space", or(remedy, "free space, or raise the quota"));
            case RegistryException.ReadOnlyRegistry _ ->
                DoctorFinding.blocker(
                        "writable",
                        found,
                        "a registry that takes pushes",
                        or(remedy, "name its writable address, or wait"));
            case RegistryException.ImmutableTag _,
                    RegistryException.RateLimited _,
                    RegistryException.NotSupported _,
                    RegistryException.Rejected _,
                    RegistryException.ServerFailed _ ->
                DoctorFinding.blocker(
                        id, found, "what a push needs", or(remedy, "read its words, then the log of the registry"));
        };
    }

    private static String or(String remedy, String otherwise) {
        return remedy.isEmpty() ? otherwise : remedy;
    }
}
