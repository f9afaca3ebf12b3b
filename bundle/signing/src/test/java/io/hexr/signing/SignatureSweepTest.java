package io.hexr.signing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static io.hexr.signing.Site.NOW;
import static io.hexr.signing.Site.claim;
import static io.hexr.signing.Site.policy;
import static io.hexr.signing.Site.signed;
import static io.hexr.signing.Site.vendor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** No byte of a signature file, of its name or of the statement can change without a refusal. All positions with -Dhexr.full, every 41st without. */
final class SignatureSweepTest {
    private static final boolean FULL = System.getProperty("hexr.full") != null;
    private static final List<SignatureFile> FILES = signed(vendor());

    @Test
    void refusesEachChangedByte() {
        int cases = 0;
        for (int file = 0; file < FILES.size(); file++) {
            byte[] bytes = FILES.get(file).bytes();
            int step = FULL || bytes.length < 200 ? 1 : 41;
            for (int at = 0; at < bytes.length; at += step) {
                for (int changed : new int[] {bytes[at] ^ (1 << (at % 8)), 0x00, 0xff}) {
                    if ((byte) changed != bytes[at]) {
                        byte[] other = bytes.clone();
                        other[at] = (byte) changed;
                        refused(with(file, new SignatureFile(FILES.get(file).name(), other)), file + " at " + at);
                        cases++;
                    }
                }
            }
        }
        System.out.println("signature file changes: " + cases + " cases, all refused");
        assertThat(cases).isGreaterThan(300);
    }

    @Test
    void refusesEachChangedCharacterOfAKeysName() {
        for (int file = 1; file < FILES.size(); file++) {
            String name = FILES.get(file).name();
            for (int at = "SHA256SUMS.".length(); at < name.length(); at++) {
                char[] other = name.toCharArray();
                other[at] = (char) (other[at] ^ 1);
                refused(
                        with(
                                file,
                                new SignatureFile(
                                        new String(other), FILES.get(file).bytes())),
                        name + " at " + at);
            }
        }
    }

    /** Insertions, deletions, swaps and doublings drawn from a seed. */
    @RepeatedTest(3)
    void refusesRandomEdits() {
        long seed = Long.getLong("hexr.test.seed", 20_261_121L)
                + Thread.currentThread().threadId();
        Random random = new Random(seed);
        int cases = FULL ? 7000 : 200;
        for (int i = 0; i < cases; i++) {
            int file = random.nextInt(FILES.size());
            byte[] bytes = FILES.get(file).bytes();
            byte[] other = Mutations.of(bytes, random);
            if (!java.util.Arrays.equals(bytes, other)) {
                refused(with(file, new SignatureFile(FILES.get(file).name(), other)), "seed " + seed + ", case " + i);
            }
        }
        System.out.println("signature file changes: " + cases + " cases, all refused");
    }

    @Test
    void refusesEachChangedByteOfTheStatement() {
        for (int at = 0; at < Site.SUMS.length; at++) {
            byte[] other = Site.SUMS.clone();
            other[at] ^= 1;
            ReleaseClaim claim = new ReleaseClaim("hexr", "1", 1, other);
            try {
                policy().evaluate(claim, FILES, List.of(), NOW);
                fail("statement accepted, changed at " + at);
            } catch (TrustException.BadSignature | TrustException.MalformedStatement expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }

    private static List<SignatureFile> with(int place, SignatureFile other) {
        List<SignatureFile> files = new ArrayList<>(FILES);
        files.set(place, other);
        return files;
    }

    private static void refused(List<SignatureFile> files, String what) {
        try {
            policy().evaluate(claim(1), files, List.of(), NOW);
        } catch (TrustException expected) {
            assertThat(expected.getMessage()).isNotBlank();
            return;
        }
        fail("accepted: " + what);
    }
}
