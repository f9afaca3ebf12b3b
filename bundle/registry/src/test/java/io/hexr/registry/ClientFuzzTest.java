package io.hexr.registry;

import io.hexr.oci.FuzzRun;
import org.junit.jupiter.api.Test;

/** The fuzz targets of the client on seeded input. */
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end in CR LF
final class ClientFuzzTest {
    private static final int RUNS = 4_000;

    @Test
    void headsOfAnswers() {
        FuzzRun.of(
                "response-head",
                RUNS,
                ClientFuzz.ResponseHeads::fuzzerTestOneInput,
                FuzzRun.texts(
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nDocker-Content-Digest: sha256:00\r\n\r\nhello",
                        """
                        HTTP/1.1 401 Unauthorized\r
                        WWW-Authenticate: Bearer realm="https://a/t",service="s"\r
                        \r
                        """,
                        """
                        HTTP/1.0 202 Accepted\r
                        Transfer-Encoding: chunked\r
                        Connection: close\r
                        \r
                        5;a=b\r
                        hello\r
                        0\r
                        \r
                        """));
    }

    @Test
    void challenges() {
        FuzzRun.of(
                "challenge",
                RUNS,
                ClientFuzz.Challenges::fuzzerTestOneInput,
                FuzzRun.texts(
                        "Bearer"
                                + " realm=\"https://auth.example.com/token\",service=\"registry\",scope=\"repository:a/b:pull,push\"",
                        "Basic realm=\"a \\\"quoted\\\" one\", Negotiate abc+/==",
                        "Digest qop=\"auth,auth-int\", nonce=x, Basic"));
    }

    @Test
    void addresses() {
        FuzzRun.of(
                "address",
                RUNS,
                ClientFuzz.Addresses::fuzzerTestOneInput,
                FuzzRun.texts(
                        "https://registry.example.com:5000/team/apps/",
                        "http://[2001:db8::1]:5000",
                        "127.0.0.1:5000/v2/a/blobs/uploads/1?_state=x%2By&digest=sha256%3A00",
                        "https://user:secret@host/path#fragment",
                        ".example.com,10.0.0.0/8,*"));
    }

    @Test
    void credentialFiles() {
        FuzzRun.of(
                "credential-file",
                RUNS,
                ClientFuzz.CredentialDocuments::fuzzerTestOneInput,
                FuzzRun.texts(
                        "{\"auths\":{\"https://registry.example.com/v1/\":{\"auth\":\"dXNlcjpwYXNz\"},\"registry.example.com/team\":{\"username\":\"u\",\"password\":\"p\"}}}",
                        "{\"credHelpers\":{\"registry.example.com\":\"pass\"},\"credsStore\":\"desktop\",\"auths\":{\"registry.example.com\":{\"identitytoken\":\"t\"}}}"));
    }

    @Test
    void credentialPrograms() {
        FuzzRun.of(
                "credential-program",
                RUNS,
                ClientFuzz.CredentialAnswers::fuzzerTestOneInput,
                FuzzRun.texts(
                        "{\"ServerURL\":\"https://registry.example.com\",\"Username\":\"<token>\",\"Secret\":\"abc\"}",
                        "credentials not found in native keychain"));
    }

    @Test
    void passwordFiles() {
        FuzzRun.of(
                "htpasswd",
                RUNS,
                ClientFuzz.PasswordFiles::fuzzerTestOneInput,
                FuzzRun.texts("""
                        # users
                        ann:$2y$05$abcdefghijklmnopqrstuuTLDJCJSRq2jLDo6J0mX4CqTt0GSJ6Lm

                        bob:$2b$10$abcdefghijklmnopqrstuuTLDJCJSRq2jLDo6J0mX4CqTt0GSJ6Lm
                        """, "ann:{SHA}fEqNCco3Yq9h5ZUglD3CZJT4lBs=\n"));
    }
}
