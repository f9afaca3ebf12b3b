package io.hexr.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import io.hexr.console.ProblemsTest.Case;
import io.hexr.oci.Digest;
import io.hexr.registry.HostPort;
import io.hexr.registry.RegistryException;
import io.hexr.registry.ServerWords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

final class RegistryProblemsTest {
    private static final HostPort AT = new HostPort("registry.internal", 443);
    private static final Path PATH = Path.of("registry");

    private static RegistryException.Answer answer(int status, String words) {
        return new RegistryException.Answer("pushing vault", status, new ServerWords(words));
    }

    private static RegistryException.Answer answer(int status) {
        return answer(status, "");
    }

    static Stream<Case> cases() {
        return Stream.concat(answers(), others());
    }

    private static Stream<Case> answers() {
        return Stream.of(
                new Case(new RegistryException.Unauthorized(answer(401), Optional.empty()), "credentials-refused", 7),
                new Case(new RegistryException.Forbidden(answer(403)), "access-denied", 7),
                new Case(new RegistryException.NotFound(answer(404)), "repository-missing", 7),
                new Case(new RegistryException.TooLarge(answer(413), 9), "request-too-large", 7),
                new Case(new RegistryException.RateLimited(answer(429), Optional.empty()), "rate-limited", 7),
                new Case(new RegistryException.ReadOnlyRegistry(answer(405)), "registry-read-only", 7),
                new Case(new RegistryException.DiskFullAtRegistry(answer(507)), "registry-full", 7),
                new Case(new RegistryException.ImmutableTag(answer(409)), "tag-immutable", 7),
                new Case(new RegistryException.NotSupported(answer(405)), "registry-lacks-feature", 7),
                new Case(new RegistryException.Rejected(answer(400)), "registry-rejected", 7),
                new Case(new RegistryException.ServerFailed(answer(500)), "registry-failed", 7));
    }

    private static Stream<Case> others() {
        return Stream.of(
                new Case(
                        new RegistryException.Unreachable(AT, RegistryException.Unreachable.Obstacle.REFUSED, null),
                        "registry-unreachable",
                        7),
                new Case(
                        new RegistryException.ConnectionLost(
                                "pushing vault", RegistryException.ConnectionLost.Ending.STALLED, null),
                        "connection-lost",
                        7),
                new Case(
                        new RegistryException.TlsRefused(AT, RegistryException.TlsRefused.Reason.EXPIRED, "", null),
                        "tls-refused",
                        7),
                new Case(new RegistryException.PlainHttpRefused(AT), "plain-http-refused", 7),
                new Case(new RegistryException.ProxyRefused(AT, AT, "403"), "proxy-refused", 7),
                new Case(new RegistryException.EgressRefused(AT, "a registry"), "egress-refused", 7),
                new Case(new RegistryException.RedirectRefused("GET", AT, "another host"), "redirect-refused", 7),
                new Case(new RegistryException.ProtocolViolation("GET", "no digest"), "protocol-violated", 7),
                new Case(
                        new RegistryException.DigestLied("PUT", Digest.of(new byte[0]), "sha256:x"),
                        "registry-digest-wrong",
                        7),
                new Case(new RegistryException.BadAddress("a b", "has a space"), "address-malformed", 3),
                new Case(new RegistryException.BadCredentials("config.json", "is empty"), "credentials-unusable", 3),
                new Case(new RegistryException.BadCertificate(PATH, "is empty"), "certificate-unusable", 3),
                new Case(new RegistryException.Interrupted("GET"), "interrupted", 130),
                new Case(new RegistryException.StoreFailed(PATH, new IOException("EIO")), "registry-store-failed", 3),
                new Case(
                        new RegistryException.StoreFailed(PATH, new IOException("No space left on device")),
                        "disk-full",
                        10),
                new Case(new RegistryException.StoreRefused(PATH, "in use"), "registry-store-refused", 3),
                new Case(new RegistryException.BadPlan(PATH, "is empty", null), "collection-list-refused", 3),
                new Case(new RegistryException.AddressInUse("127.0.0.1:5000", null), "address-in-use", 3),
                new Case(new RegistryException.InsecureListen("0.0.0.0:5000", "TLS"), "listen-insecure", 2),
                new Case(new RegistryException.BadHtpasswd(PATH, 1, "is not bcrypt"), "password-file-malformed", 3),
                new Case(
                        new RegistryException.BadPlan(PATH, "is of another store", null),
                        "collection-list-refused",
                        3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsTheSameFailureWithTheSameCodeAndStatus(Case expected) {
        ProblemsTest.assertEndsAs(expected);
    }

    @Test
    void everyCaseOfTheFamilyIsTried() {
        ProblemsTest.assertEveryCaseIsTried(RegistryException.class, cases());
    }

    @Test
    void quotesTheServersWordsOnceAndAsItsOwn() {
        Problem problem = Problems.of(new RegistryException.Forbidden(answer(403, "quota of project hexr exceeded")));

        assertThat(problem.said()).isEqualTo("quota of project hexr exceeded");
        assertThat(problem.summary()).contains("pushing vault").doesNotContain("quota");
    }

    @Test
    void saysWhatAWellKnownRegistryMeansByItsWords() {
        Problem problem =
                Problems.of(new RegistryException.NotFound(answer(404, "NOT_FOUND: project platform not found")));

        assertThat(problem.cause()).contains("Harbor has no project platform");
        assertThat(problem.remedy()).contains("make the project platform in Harbor");
        assertThat(problem.said()).isEqualTo("NOT_FOUND: project platform not found");
    }
}
