package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static io.hexr.signing.Site.NOW;
import static io.hexr.signing.Site.SUMS;
import static io.hexr.signing.Site.approved;
import static io.hexr.signing.Site.claim;
import static io.hexr.signing.Site.key;
import static io.hexr.signing.Site.officer;
import static io.hexr.signing.Site.policy;
import static io.hexr.signing.Site.second;
import static io.hexr.signing.Site.signed;
import static io.hexr.signing.Site.vendor;
import static io.hexr.signing.Site.vendorClassic;
import static org.assertj.core.api.Assertions.assertThat;

/** Lies in the form of signature files and of what is signed. */
final class FileLiesTest {
    @TestFactory
    Stream<DynamicTest> everyLieIsRefused() {
        List<Lie> lies = new ArrayList<>();
        lies.addAll(aboutFiles());
        lies.addAll(aboutNamesAndNumbers());
        lies.addAll(aboutStatements());
        return Lie.tests(lies);
    }

    private static List<Lie> aboutFiles() {
        SignatureFile good = signed(second()).getFirst();
        return List.of(
                new Lie(
                        "a signature that is no JSON",
                        TrustException.MalformedSignature.class,
                        () -> release(text("{"))),
                new Lie(
                        "a signature file that is empty",
                        TrustException.MalformedSignature.class,
                        () -> release(text(""))),
                new Lie(
                        "a signature with a blank more",
                        TrustException.MalformedSignature.class,
                        () -> release(edited(good, json -> json + " "))),
                new Lie(
                        "a signature in another layout",
                        TrustException.MalformedSignature.class,
                        () -> release(edited(good, json -> json.replace("\n", "\r\n")))),
                new Lie(
                        "a field that is there twice",
                        TrustException.MalformedSignature.class,
                        () -> release(edited(good, json -> json.replaceFirst("\\{", "{\"mediaType\":\"x\",")))),
                new Lie(
                        "a field nobody asked for",
                        TrustException.MalformedSignature.class,
                        () -> release(edited(good, json -> json.replaceFirst("\\{", "{\"alg\":\"none\",")))),
                new Lie(
                        "an older bundle format",
                        TrustException.MalformedSignature.class,
                        () -> release(edited(good, json -> json.replace("v0.3", "v0.2")))),
                new Lie(
                        "a certificate in place of a key",
                        TrustException.MalformedSignature.class,
                        () -> release(edited(good, json -> json.replace("publicKey", "certificate")))),
                new Lie(
                        "a hint that is too short to name a key",
                        TrustException.MalformedSignature.class,
                        () -> release(edited(
                                good, json -> json.replaceFirst("\"hint\": \"[^\"]+\"", "\"hint\": \"AAAA\"")))));
    }

    private static List<Lie> aboutNamesAndNumbers() {
        SignatureFile good = signed(second()).getFirst();
        return List.of(
                new Lie(
                        "a file name that names another key",
                        TrustException.MalformedSignature.class,
                        () -> release(List.of(new SignatureFile(
                                Signatures.fileName(
                                        "SHA256SUMS", vendorClassic().fingerprint()),
                                good.bytes())))),
                new Lie(
                        "the same file name twice",
                        TrustException.MalformedSignature.class,
                        () -> release(List.of(good, good))),
                new Lie(
                        "a bare signature that no bundle repeats",
                        TrustException.MalformedSignature.class,
                        () -> release(List.of(
                                good,
                                new SignatureFile(
                                        "SHA256SUMS.sig", vendorClassic().sign(SUMS))))),
                new Lie(
                        "a bare signature alone, which names no key",
                        TrustException.MalformedSignature.class,
                        () -> release(List.of(new SignatureFile(
                                "SHA256SUMS.sig", vendorClassic().sign(SUMS))))),
                new Lie(
                        "257 signature files",
                        TrustException.MalformedSignature.class,
                        () -> policy().evaluate(
                                        claim(1),
                                        signed(vendor()),
                                        java.util.Collections.nCopies(257, approved(officer())),
                                        NOW)),
                new Lie(
                        "a signature file of 65 KiB",
                        TrustException.TooLarge.class,
                        () -> release(List.of(new SignatureFile("a.sigstore.json", new byte[65 << 10])))));
    }

    private static List<Lie> aboutStatements() {
        return Stream.of(
                        "",
                        "{\"type\":\"hexr-custody/v1\"}",
                        "a".repeat(63) + "  x\n",
                        "A".repeat(64) + "  x\n",
                        "a".repeat(64) + " *x\n",
                        "a".repeat(64) + "  x",
                        "a".repeat(64) + "  \n",
                        "a".repeat(64) + "  x y\n",
                        "a".repeat(64) + "  x\\ny\n",
                        "a".repeat(64) + "  x\r\n",
                        "a".repeat(64) + "  x\n\n")
                .flatMap(text -> {
                    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                    String shown = text.replace("\n", "⏎").replace("\r", "␍").replace("a".repeat(60), "a…");
                    return Stream.of(
                            new Lie(
                                    "signing what is no list of sums: [" + shown + "]",
                                    TrustException.MalformedStatement.class,
                                    () -> Signatures.counterSign("b", bytes, officer())),
                            new Lie(
                                    "a release whose statement is no list of sums: [" + shown + "]",
                                    TrustException.MalformedStatement.class,
                                    () -> policy().evaluate(
                                                    new ReleaseClaim("hexr", "1", 1, bytes),
                                                    List.of(bundle(
                                                            second().getFirst(),
                                                            bytes,
                                                            second().getFirst().sign(bytes))),
                                                    List.of(),
                                                    NOW)));
                })
                .toList();
    }

    private static void release(List<SignatureFile> files) {
        policy().evaluate(claim(1), files, List.of(), NOW);
    }

    private static List<SignatureFile> text(String json) {
        return List.of(new SignatureFile("SHA256SUMS.x.sigstore.json", json.getBytes(StandardCharsets.US_ASCII)));
    }

    private static List<SignatureFile> edited(SignatureFile file, Function<String, String> edit) {
        String json = new String(file.bytes(), StandardCharsets.US_ASCII);
        String changed = edit.apply(json);
        assertThat(changed).isNotEqualTo(json);
        return List.of(new SignatureFile(file.name(), changed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static SignatureFile bundle(SigningKey key, byte[] about, byte[] signature) {
        return Signatures.bundle("SHA256SUMS", about, key, signature);
    }
}
