package io.hexr.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.hexr.oci.Secret;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class KeyFilesTest {
    private static final byte[] MESSAGE = "the message".getBytes(StandardCharsets.US_ASCII);

    /** Iterations for tests that are not about them. */
    private static final int FEW = 1000;

    @TempDir
    private Path folder;

    private static String text(Passphrase passphrase) {
        return passphrase.reveal(characters -> new String(characters));
    }

    private static Passphrase passphrase() {
        return Passphrase.of(Secret.of("correct horse battery".toCharArray()));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void keepsAKeyEncryptedAndOpensItAgain(Algorithm algorithm) throws IOException {
        SigningKey key = SigningKey.generate(algorithm);
        Path file = folder.resolve("a.key");

        key.write(file, passphrase(), FEW);
        SigningKey back = SigningKey.read(file, passphrase());

        assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(back.fingerprint()).isEqualTo(key.fingerprint());
        assertThat(back.algorithm()).isEqualTo(algorithm);
        assertThat(key.trusted().verifies(MESSAGE, back.sign(MESSAGE))).isTrue();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void keepsAKeyInTheClearWhenAskedByName(Algorithm algorithm) {
        SigningKey key = SigningKey.generate(algorithm);
        Path file = folder.resolve("a.key");

        key.writeUnencrypted(file);

        assertThat(SigningKey.readUnencrypted(file).fingerprint()).isEqualTo(key.fingerprint());
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void readsThePublicKeyItWrote(Algorithm algorithm) {
        TrustedKey key = SigningKey.generate(algorithm).trusted();
        Path file = folder.resolve("a.pub");

        key.write(file);

        assertThat(TrustedKey.read(file)).isEqualTo(key);
        assertThat(TrustedKey.read(file).algorithm()).isEqualTo(algorithm);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void verifiesItsOwnSignatureAndNoOther(Algorithm algorithm) {
        SigningKey key = SigningKey.generate(algorithm);
        byte[] signature = key.sign(MESSAGE);
        byte[] flipped = signature.clone();
        flipped[flipped.length / 2] ^= 1;

        assertThat(key.trusted().verifies(MESSAGE, signature)).isTrue();
        assertThat(key.trusted().verifies(MESSAGE, flipped)).isFalse();
        assertThat(key.trusted().verifies(new byte[0], signature)).isFalse();
        assertThat(key.trusted().verifies(MESSAGE, new byte[0])).isFalse();
        assertThat(SigningKey.generate(algorithm).trusted().verifies(MESSAGE, signature))
                .isFalse();
    }

    @Test
    void makesEachGuessCostTheFullCount() {
        Path file = folder.resolve("a.key");
        long start = System.nanoTime();

        Site.officer().write(file, passphrase());

        System.out.println("encrypting a key took " + (System.nanoTime() - start) / 1_000_000 + " ms");
        byte[] der = Pem.read(SmallFiles.read(file, TrustedKey.MAX_BYTES), "ENCRYPTED PRIVATE KEY", "a.key");
        String count = String.format("0203%06x", PrivateKeys.ITERATIONS);
        assertThat(PrivateKeys.ITERATIONS).isGreaterThanOrEqualTo(600_000);
        assertThat(HexFormat.of().formatHex(der)).contains(count);
    }

    @Test
    void refusesAFileThatAsksForEndlessWork() throws IOException {
        Path file = folder.resolve("a.key");
        Site.officer().write(file, passphrase(), FEW);
        byte[] der = Pem.read(SmallFiles.read(file, TrustedKey.MAX_BYTES), "ENCRYPTED PRIVATE KEY", "a.key");
        String hex = HexFormat.of().formatHex(der);
        // the count of 1000 becomes 32767, one more than the cap given
        assertThat(hex).contains("020203e8");
        byte[] greedy = HexFormat.of().parseHex(hex.replace("020203e8", "02027fff"));

        assertThatThrownBy(() -> PrivateKeys.decrypt(greedy, passphrase(), "a.key", 0x7ffe))
                .isExactlyInstanceOf(TrustException.MalformedKey.class)
                .hasMessageContaining("32767 iterations");
    }

    @Test
    void neverOverwritesAKey() throws IOException {
        Path file = Files.writeString(folder.resolve("a.key"), "precious");

        assertThatThrownBy(() -> Site.officer().write(file, passphrase()))
                .isExactlyInstanceOf(TrustException.AlreadyThere.class);
        assertThatThrownBy(() -> Site.officer().trusted().write(file))
                .isExactlyInstanceOf(TrustException.AlreadyThere.class);
        assertThat(file).hasContent("precious");
    }

    @Test
    void doesNotFollowADanglingLinkWhenItWritesAKey() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("a.key"), folder.resolve("elsewhere"));

        assertThatThrownBy(() -> Site.officer().write(link, passphrase()))
                .isExactlyInstanceOf(TrustException.AlreadyThere.class);
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void refusesTheWrongPassphrase() {
        Path file = folder.resolve("a.key");
        Site.officer().write(file, passphrase(), FEW);

        assertThatThrownBy(() -> SigningKey.read(file, Passphrase.of(Secret.of("correct horse batterx".toCharArray()))))
                .isExactlyInstanceOf(TrustException.WrongPassphrase.class)
                .hasMessageContaining("a.key");
        assertThatThrownBy(() -> SigningKey.readUnencrypted(file))
                .isExactlyInstanceOf(TrustException.WrongPassphrase.class);
    }

    @Test
    void refusesAPlainKeyWhereAnEncryptedOneWasMeant() {
        Path file = folder.resolve("a.key");
        Site.officer().writeUnencrypted(file);

        assertThatThrownBy(() -> SigningKey.read(file, passphrase()))
                .isExactlyInstanceOf(TrustException.MalformedKey.class)
                .hasMessageContaining("not encrypted");
    }

    @Test
    void refusesAShortPassphraseForANewKey() {
        assertThatThrownBy(() ->
                        Site.officer().write(folder.resolve("a.key"), Passphrase.of(Secret.of("short".toCharArray()))))
                .isExactlyInstanceOf(TrustException.PassphraseRefused.class);
        assertThat(folder.resolve("a.key")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA 1024", "EC secp521r1", "ML-DSA-44", "Ed448", "X25519"})
    void refusesPublicAndPrivateKeysOfOtherAlgorithms(String asked) throws GeneralSecurityException, IOException {
        String[] words = asked.split(" ", -1);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(words[0]);
        if (words[0].equals("EC")) {
            generator.initialize(new ECGenParameterSpec(words[1]));
        } else if (words[0].equals("RSA")) {
            generator.initialize(Integer.parseInt(words[1]));
        }
        var pair = generator.generateKeyPair();
        byte[] pem = Pem.write("PUBLIC KEY", pair.getPublic().getEncoded()).getBytes(StandardCharsets.US_ASCII);
        Path file = Files.writeString(
                folder.resolve("a.key"),
                Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()));

        assertThatThrownBy(() -> TrustedKey.parse(pem, "a.pub"))
                .isExactlyInstanceOf(TrustException.AlgorithmRefused.class)
                .hasMessageContaining("a.pub");
        assertThatThrownBy(() -> SigningKey.readUnencrypted(file))
                .isExactlyInstanceOf(TrustException.AlgorithmRefused.class)
                .hasMessageContaining("a.key");
    }

    @Test
    void refusesAPointThatIsNotOnTheCurve() {
        byte[] spki = Site.vendorClassic().trusted().spki();
        spki[spki.length - 1] ^= 1;

        assertThatThrownBy(() -> TrustedKey.ofSpki(spki, "a.pub"))
                .isExactlyInstanceOf(TrustException.MalformedKey.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n-----BEGIN X-----\n-----END X-----"
            })
    void refusesWhatIsNoPublicKey(String pem) {
        assertThatThrownBy(() -> TrustedKey.parse(pem.getBytes(StandardCharsets.US_ASCII), "a.pub"))
                .isExactlyInstanceOf(TrustException.MalformedKey.class)
                .hasMessageContaining("a.pub");
    }

    @Test
    void refusesAKeyFileBeyondItsCap() throws IOException {
        Path file = Files.write(folder.resolve("a.pub"), new byte[TrustedKey.MAX_BYTES + 1]);

        assertThatThrownBy(() -> TrustedKey.read(file)).isExactlyInstanceOf(TrustException.TooLarge.class);
    }

    @Test
    void showsAFingerprintInGroupsAndReadsItBackHoweverItWasTyped() {
        Fingerprint fingerprint = Site.officer().fingerprint();

        assertThat(fingerprint.toString()).matches("([0-9a-f]{4} ){15}[0-9a-f]{4}");
        assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
        assertThat(Fingerprint.parse(fingerprint.hex().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(fingerprint);
        assertThat(Fingerprint.parse(fingerprint.toString().replace(' ', ':'))).isEqualTo(fingerprint);
        assertThatThrownBy(() -> Fingerprint.parse(fingerprint.brief()))
                .isExactlyInstanceOf(TrustException.MalformedKey.class);
    }

    @Test
    void keepsAPassphraseToItself() throws IOException {
        Path file = Files.writeString(folder.resolve("pass"), "a secret of some length\r\nsecond line\n");

        Secret given = Secret.of("a secret of some length".toCharArray());
        Passphrase typed = Passphrase.of(given);
        try (typed;
                Passphrase read = Passphrase.read(file)) {
            assertThat(typed).hasToString("***");
            assertThat(text(read)).isEqualTo(text(typed));
        }
        assertThatThrownBy(() -> given.reveal(characters -> characters.length))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsAPassphraseFromAnOpenDescriptor() throws IOException {
        Path file = Files.writeString(folder.resolve("pass"), "a secret of some length");
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(
                Files.isDirectory(descriptors), "NOT RUN: /proc/self/fd: this system does not list its descriptors");

        try (InputStream open = Files.newInputStream(file);
                Stream<Path> listed = Files.list(descriptors)) {
            int descriptor = listed.filter(link -> pointsAt(link, file))
                    .mapToInt(link -> Integer.parseInt(link.getFileName().toString()))
                    .findFirst()
                    .orElseThrow();

            try (Passphrase read = Passphrase.readDescriptor(descriptor)) {
                assertThat(text(read)).isEqualTo("a secret of some length");
            }
            assertThat(open.read()).isEqualTo('a');
        }
        assertThatThrownBy(() -> Passphrase.readDescriptor(-1))
                .isExactlyInstanceOf(TrustException.PassphraseRefused.class);
        assertThatThrownBy(() -> Passphrase.readDescriptor(9999)).isExactlyInstanceOf(TrustException.FileFailed.class);
    }

    @Test
    void aFolderThatIsNotThereIsToldInWords() {
        Path key = folder.resolve("no-such-folder").resolve("release.key");

        assertThatThrownBy(() -> SigningKey.generate(Algorithm.ECDSA_P256).writeUnencrypted(key))
                .isExactlyInstanceOf(TrustException.FileFailed.class)
                .hasMessage("writing " + key + ": there is no such file or folder");
    }

    private static boolean pointsAt(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void letsOnlyOneOfManyWritersMakeAKeyFile() throws InterruptedException {
        Path file = folder.resolve("a.pub");
        List<TrustedKey> keys = Stream.generate(
                        () -> SigningKey.generate(Algorithm.ED25519).trusted())
                .limit(16)
                .toList();
        List<TrustedKey> written = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            pool.invokeAll(keys.stream().map(key -> write(key, file, written)).toList());
        }

        assertThat(written).hasSize(1);
        assertThat(TrustedKey.read(file)).isEqualTo(written.getFirst());
    }

    private static Callable<Boolean> write(TrustedKey key, Path file, List<TrustedKey> written) {
        return () -> {
            try {
                key.write(file);
                return written.add(key);
            } catch (TrustException.AlreadyThere _) {
                return false;
            }
        };
    }

    @Test
    void takesNothingBeyondTheLineOfAPipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        Tool.require("mkfifo");
        assertThat(Tool.run(folder, Duration.ofSeconds(20), List.of("mkfifo", pipe.toString()))
                        .exit())
                .isZero();
        Process writer = new ProcessBuilder(
                        "sh", "-c", "(echo a secret of some length; exec sleep 60) > \"$0\"", pipe.toString())
                .start();

        try (Passphrase read = Passphrase.read(pipe)) {
            assertThat(text(read)).isEqualTo("a secret of some length");
        } finally {
            writer.descendants().forEach(ProcessHandle::destroy);
            writer.destroy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "päss", "tab\tbed"})
    void refusesAPassphraseThatTypesDifferentlyElsewhere(String text) {
        assertThatThrownBy(() -> Passphrase.of(Secret.of(text.toCharArray())))
                .isExactlyInstanceOf(TrustException.PassphraseRefused.class)
                .hasMessageNotContaining("bed");
    }

    @Test
    void printsAPrivateKeyByItsPublicHalfOnly() {
        assertThat(Site.officer())
                .hasToString("private key of " + Site.officer().trusted());
    }
}
