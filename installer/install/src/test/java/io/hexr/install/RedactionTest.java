package io.hexr.install;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Secrets that were planted into what pods and people write, and that must not be found again. */
final class RedactionTest {
    private static final String PLANTED = "Hunter2hunter2";

    private static String redacted(String text) {
        return new Redaction(List.of()).of(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=Hunter2hunter2",
                "pulling with token=Hunter2hunter2 failed",
                "secret: Hunter2hunter2",
                "PASSWORD: Hunter2hunter2",
                "db.password = 'Hunter2hunter2'",
                "{\"password\":\"Hunter2hunter2\",\"port\":5432}",
                "{\"clientSecret\": \"with \\\" quote Hunter2hunter2\"}",
                "{\"name\":\"DB_PASSWORD\",\"value\":\"Hunter2hunter2\"}",
                "\"args\":[\"--admin-password\",\"Hunter2hunter2\"]",
                "--api-key Hunter2hunter2 --port 80",
                "--token=Hunter2hunter2",
                "postgresql://hexr:Hunter2hunter2@db.site:5432/hexr?sslmode=verify-full",
                "https://Hunter2hunter2@registry.site/hexr",
                "Authorization: Bearer Hunter2hunter2",
                "authorization=Basic Hunter2hunter2",
                "got header Bearer Hunter2hunter2",
                "Cookie: sid=Hunter2hunter2",
                "X-Vault-Token: Hunter2hunter2",
                "{\"auths\":{\"registry.site\":{\"auth\":\"Hunter2hunter2\"}}}",
                "HEXR_ENCRYPTION_KEY=Hunter2hunter2",
                "export AWS_SECRET_ACCESS_KEY=Hunter2hunter2",
                "{\"msg\":\"{\\\"password\\\":\\\"Hunter2hunter2\\\"}\"}",
                "{\"a\":\"{\\\"b\\\":\\\"{\\\\\\\"token\\\\\\\":\\\\\\\"Hunter2hunter2\\\\\\\"}\\\"}\"}",
                "\"[{\\\"name\\\":\\\"DB_PASSWORD\\\",\\\"value\\\":\\\"Hunter2hunter2\\\"}]\"",
                "[{\n  \"name\" : \"DB_PASSWORD\",\n  \"value\" : \"Hunter2hunter2\"\n}]",
                "- name: DB_PASSWORD\n  value: Hunter2hunter2",
                "\\\"--admin-password\\\",\\\"Hunter2hunter2\\\"",
                "\"--admin-password\",\n    \"Hunter2hunter2\"",
                "&quot;password&quot;:&quot;Hunter2hunter2&quot;",
                "{\"passwords\":[\"other\",\"Hunter2hunter2\"]}",
                "{\"passwords\" : [\n  \"other\",\n  \"Hunter2hunter2\"\n]}",
                "{\"secret\":{\"value\":\"a } b\",\"other\":\"Hunter2hunter2\"}}",
                "{\"secret\" : {\n  \"value\" : \"Hunter2hunter2\"\n} }",
                "{\"m\":\"{\\\"secret\\\":{\\\"value\\\":\\\"Hunter2hunter2\\\"}}\"}",
                "postgresql://u:p@Hunter2hunter2@db",
                "postgresql://u:p/Hunter2hunter2@db",
                "password=\"Hunter2hunter2 cut off",
                "password='Hunter2hunter2 cut off",
                "Cookie: a=b; sid=Hunter2hunter2",
                "Set-Cookie: a=\"b\"; sid=Hunter2hunter2",
                "Authorization: AWS4-HMAC-SHA256 Credential=x, Signature=Hunter2hunter2",
                "SIGNING_KEY=Hunter2hunter2",
                "MASTER_KEY=Hunter2hunter2",
                "unsealKey=Hunter2hunter2",
                "unseal_key_1: Hunter2hunter2",
                "https://s3.site/x?X-Amz-Signature=Hunter2hunter2&y=z",
                "secrets=Hunter2hunter2",
                "tokens: Hunter2hunter2",
                "<password>Hunter2hunter2</password>",
                "{\"password\":\"ends in \\\\\",\"secret\":\"Hunter2hunter2\"}",
            })
    void takesOutWhatBearsTheNameOfASecret(String text) {
        assertThat(redacted(text)).doesNotContain(PLANTED).contains("[redacted]");
    }

    @Test
    void takesOutKeysAndTokensByTheirForm() {
        String key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIAbc\n-----END EC PRIVATE KEY-----";
        assertThat(redacted("before\n" + key + "\nafter")).isEqualTo("before\n[redacted]\nafter");
        assertThat(redacted("x -----BEGIN PRIVATE KEY-----\nMHcCAQEEIAbc cut off"))
                .doesNotContain("MHcCAQEEIAbc");
        assertThat(redacted("jwt eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl end"))
                .isEqualTo("jwt [redacted] end");
        assertThat(redacted("AKIAIOSFODNN7EXAMPLE")).isEqualTo("[redacted]");
        assertThat(redacted("ghp_0123456789abcdefghijABCDEFGHIJ012345")).isEqualTo("[redacted]");
        assertThat(redacted("key qFZ3k0bPq1Zx8N2mV5tRj7Wc4Yh6Lg9DsKaEuOoIiTt2Xx= end"))
                .isEqualTo("key [redacted] end");
    }

    @Test
    void takesOutWhatIsKnownWhereverItStands() {
        assertThat(new Redaction(List.of("correct horse battery")).of("a correct horse battery staple"))
                .isEqualTo("a [redacted] staple");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.site/hexr/web:v1@sha256:aaaaaaaabbbbbbbbccccccccddddddddeeeeeeee0123456789abcdef01234567",
                "{\"name\":\"tls\",\"secret\":{\"defaultMode\":420,\"secretName\":\"web-tls\"}}",
                "{\"key\":\"node-role.kubernetes.io/control-plane\",\"topologyKey\":\"kubernetes.io/hostname\"}",
                "pulled oci://registry.site/hexr/web:v1@sha256:aaaaaaaabbbbbbbbccccccccddddddddeeeeeeee0123456789abcdef01234567",
                "MountVolume.SetUp failed for volume \"tls\" : secret \"web-tls\" not found",
                "{\"secretName\":\"web-tls\",\"automountServiceAccountToken\":false}",
                "pod hexr-system/otel-collector-7d9c5b6f4-x2x9z: ImagePullBackOff: not found",
                "Readiness probe failed: HTTP probe failed with statuscode: 503",
                "0/3 nodes are available: 3 Insufficient memory.",
                "2026-11-21T12:00:00.000Z level=info msg=ready",
            })
    void leavesWhatHelps(String text) {
        assertThat(redacted(text)).isEqualTo(text);
    }

    @Test
    void whatFollowsASecretStays() {
        assertThat(redacted("{\"msg\":\"{\\\"password\\\":\\\"x\\\"}\",\"port\":5432}"))
                .isEqualTo("{\"msg\":\"{\\\"password\\\":\\\"[redacted]\\\"}\",\"port\":5432}");
        assertThat(redacted("{\"passwords\":[\"x\",\"y\"],\"port\":5432}"))
                .isEqualTo("{\"passwords\":[redacted],\"port\":5432}");
        assertThat(redacted("password=\"x\nnext line")).isEqualTo("password=\"[redacted]\nnext line");
        assertThat(redacted("secret=[x\nnext line")).isEqualTo("secret=[redacted]\nnext line");
    }

    /** A pattern that looks back and forth would not come to an end of these in the time a test may take. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "a-",
                "eyJ-",
                "://",
                "secret:[",
                "secret:[\n",
                "password=\"",
                "\\",
                "\"",
                "--token ",
                "2026-11-21T12:00:00.000Z level=info msg=ready path=/healthz status=200\n"
            })
    @Timeout(60)
    void readsATextOnceHoweverItIsMade(String part) {
        String text = part.repeat((1 << 20) / part.length()) + " password=Hunter2hunter2";
        assertThat(redacted(text)).doesNotContain(PLANTED);
    }
}
