package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.hexr.signing.Site.NOW;
import static io.hexr.signing.Site.SUMS;
import static io.hexr.signing.Site.claim;
import static io.hexr.signing.Site.key;
import static io.hexr.signing.Site.officer;
import static io.hexr.signing.Site.organisation;
import static io.hexr.signing.Site.policy;
import static io.hexr.signing.Site.second;
import static io.hexr.signing.Site.signed;
import static io.hexr.signing.Site.signer;
import static io.hexr.signing.Site.vendor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Guards of trust at their edges: what each lets pass is the last thing it may, what it refuses the first thing it must. */
final class GuardsTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static TrustPolicy revoking(TrustPolicy policy, SigningKey key) {
        return policy.revoke(new Revocation(key.fingerprint(), "lost", NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "9", "a", "f"})
    void takesEveryDigitInAListOfSums(String digit) {
        Statement.require(ascii(digit.repeat(64) + "  x\n"));
        Statement.require(ascii(HEX + "  !\n" + digit.repeat(64) + "  ~\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", ":", "`", "g", "A", " "})
    void refusesWhatIsNoDigitWhereverItStands(String stranger) {
        for (int at : new int[] {0, 31, 63}) {
            String sum = HEX.substring(0, at) + stranger + HEX.substring(at + 1);
            assertThatThrownBy(() -> Statement.require(ascii(HEX + "  x\n" + sum + "  x\n")))
                    .isInstanceOf(TrustException.MalformedStatement.class)
                    .hasMessageContaining("line 2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\u007f", "a\\", "\t", "a\u00e9"})
    void refusesNamesThatToolsReadInTwoWays(String name) {
        assertThatThrownBy(() -> Statement.require(ascii(HEX + "  " + name + "\n")))
                .isInstanceOf(TrustException.MalformedStatement.class);
    }

    @Test
    void refusesAListThatIsCutOffOrEmpty() {
        for (String text : List.of("", HEX, HEX + "  ", HEX + "  x", HEX + " *x\n", HEX + "  x\n\n")) {
            assertThatThrownBy(() -> Statement.require(ascii(text)))
                    .isInstanceOf(TrustException.MalformedStatement.class);
        }
    }

    /** The holder of a key that is handed a hand-over, and asked to sign a release. */
    @Test
    void signsNothingAsAReleaseThatIsNone() {
        byte[] other = new Rotation("hexr", 1, new SignerSet(List.of(signer("next", second())), 1)).statement();
        assertThatThrownBy(() -> Signatures.write("SHA256SUMS", other, vendor()))
                .isInstanceOf(TrustException.MalformedStatement.class);
        assertThatThrownBy(() -> Signatures.counterSign("b.tar.gz", other, officer()))
                .isInstanceOf(TrustException.MalformedStatement.class);
    }

    @Test
    void namesTheKnownKeysBesideAStatementAndNoOthers() {
        List<SignatureFile> beside = new ArrayList<>(signed(List.of(officer(), organisation(), key("stranger"))));
        beside.addAll(signed(List.of(Site.vendorClassic())));
        assertThat(beside).anyMatch(SignatureFile::isRaw);
        assertThat(Signatures.knownSigners(SUMS, beside, policy()))
                .containsExactlyInAnyOrder(
                        officer().fingerprint(),
                        organisation().fingerprint(),
                        Site.vendorClassic().fingerprint());
        assertThat(Signatures.knownSigners(SUMS, beside, revoking(policy(), officer())))
                .doesNotContain(officer().fingerprint())
                .contains(organisation().fingerprint());
        assertThat(Signatures.knownSigners(SUMS, beside, TrustPolicy.empty())).isEmpty();
    }

    @Test
    void aKnownKeysWrongSignatureBesideAStatementStops() {
        List<SignatureFile> beside = signed(List.of(officer()));
        assertThatThrownBy(() -> Signatures.knownSigners(Site.OTHER_SUMS, beside, policy()))
                .isInstanceOf(TrustException.BadSignature.class);
        SignatureFile other =
                Signatures.bundle("SHA256SUMS", SUMS, officer(), officer().sign(Site.OTHER_SUMS));
        assertThatThrownBy(() -> Signatures.knownSigners(SUMS, List.of(other), policy()))
                .isInstanceOf(TrustException.BadSignature.class);
        assertThatThrownBy(() -> Signatures.knownSigners(ascii("{}"), List.of(), policy()))
                .isInstanceOf(TrustException.MalformedStatement.class);
    }

    /** Each object of a policy, at every depth, is read to its last field. */
    @Test
    void refusesAFurtherFieldWhereverItStands() {
        Signer bounded = new Signer(
                "bounded",
                List.of(key("bounded").trusted()),
                new Validity(java.util.Optional.of(NOW), java.util.Optional.of(NOW)));
        TrustPolicy full = revoking(policy(), key("gone"))
                .add("spare", Role.RELEASE, bounded, Set.of(key("bounded").fingerprint()))
                .accepted(policy().evaluate(claim(9), signed(vendor()), List.of(), NOW))
                .forget("hexr");
        String text = new String(full.json(), StandardCharsets.US_ASCII);
        int objects = 0;
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
            objects++;
            String field = text.charAt(at + 1) == '}' ? "\"zz\": 1" : "\"zz\": 1,";
            String more = text.substring(0, at + 1) + field + text.substring(at + 1);
            assertThatThrownBy(() -> TrustPolicy.parse(ascii(more), "trust.json"))
                    .isInstanceOf(TrustException.MalformedPolicy.class);
        }
        assertThat(objects).isEqualTo(15);
        assertThat(TrustPolicy.parse(full.json(), "trust.json")).isEqualTo(full);
    }

    @Test
    void aKeyIsThatWhichItsFingerprintAndAlgorithmSay() {
        String text = new String(policy().json(), StandardCharsets.US_ASCII);
        String print = officer().fingerprint().hex();
        assertThatThrownBy(() -> TrustPolicy.parse(ascii(text.replace(print, HEX)), "trust.json"))
                .isInstanceOf(TrustException.MalformedPolicy.class)
                .hasMessageContaining("fingerprint");
        assertThatThrownBy(() -> TrustPolicy.parse(ascii(text.replace("\"ed25519\"", "\"ecdsa-p256\"")), "trust.json"))
                .isInstanceOf(TrustException.MalformedPolicy.class)
                .hasMessageContaining("algorithm");
    }

    @Test
    void policiesAndKeysDifferWhereTheirContentDoes() {
        assertThat(policy()).isNotEqualTo(revoking(policy(), key("gone"))).isNotEqualTo(policy().forget("agents"));
        assertThat(policy().forget("agents"))
                .isEqualTo(policy().forget("agents"))
                .hasSameHashCodeAs(policy().forget("agents"));
        assertThat(officer().trusted()).isNotEqualTo(organisation().trusted());
        assertThat(officer().trusted().toString()).contains("ed25519");
    }

    @Test
    void removingOneSignerLeavesTheOthers() {
        TrustPolicy fewer = policy().remove("hexr", Role.APPROVE, "deputy");
        assertThat(fewer.trust("hexr").approve().signers())
                .extracting(Signer::name)
                .containsExactly("officer");
        assertThatThrownBy(() -> fewer.remove("hexr", Role.APPROVE, "deputy"))
                .isInstanceOf(TrustException.PolicyChangeRefused.class);
    }

    @Test
    void aKeyOfTwoReleasesIsKnownOnce() {
        TrustPolicy both = Site.with(policy(), "other", Role.RELEASE, "organisation", List.of(organisation()));
        assertThat(both.knownKeys()).containsOnlyOnce(organisation().trusted()).hasSameSizeAs(policy().knownKeys());
    }

    @Test
    void whatWasAcceptedTwiceChangesNothing() {
        TrustPolicy nine = policy().accepted(policy().evaluate(claim(9), signed(vendor()), List.of(), NOW));
        assertThat(nine.accepted(nine.evaluate(claim(9), signed(vendor()), List.of(), NOW)))
                .isSameAs(nine);
        assertThat(nine.trust("hexr").minimumSequence()).isEqualTo(9);
    }

    @Test
    void aSignatureByARevokedKeyThatNobodyKnowsAnyMoreSaysSo() {
        TrustPolicy gone = revoking(policy(), key("gone"));
        assertThatThrownBy(() -> gone.evaluate(claim(1), signed(List.of(key("gone"))), List.of(), NOW))
                .isInstanceOfSatisfying(
                        TrustException.Revoked.class,
                        revoked ->
                                assertThat(revoked.key()).isEqualTo(key("gone").fingerprint()));
    }

    @Test
    void readsAsManyApprovalsAsItSaysAndNotOneMore() {
        SignatureFile approval = Site.approved(officer());
        List<SignatureFile> most = Collections.nCopies(Evaluation.MAX_FILES, approval);
        assertThat(policy().requiring("hexr", Role.APPROVE, 1)
                        .evaluate(claim(1), signed(vendor()), most, NOW)
                        .approvedBy())
                .containsExactly("officer");
        List<SignatureFile> more = Collections.nCopies(Evaluation.MAX_FILES + 1, approval);
        assertThatThrownBy(() -> policy().evaluate(claim(1), signed(vendor()), more, NOW))
                .isInstanceOf(TrustException.MalformedSignature.class)
                .hasMessageContaining("257");
    }

    @Test
    void aHandOverLiesInItsFolderWithItsSignatures() throws java.io.IOException {
        Rotation rotation = new Rotation("hexr", 3, new SignerSet(List.of(signer("next", second())), 1));
        List<Path> written = rotation.write(folder, vendor());
        assertThat(written).hasSize(3).startsWith(folder.resolve("hexr-rotation-3.json"));
        assertThat(Rotation.read(written.getFirst())).isEqualTo(rotation.statement());
        List<SignatureFile> beside = new ArrayList<>();
        for (Path file : written.subList(1, 3)) {
            assertThat(file.getFileName().toString())
                    .startsWith("hexr-rotation-3.json.")
                    .endsWith(SignatureFile.BUNDLE);
            beside.add(new SignatureFile(file.getFileName().toString(), Files.readAllBytes(file)));
        }
        TrustPolicy after = TrustPolicy.empty();
        after = Site.with(after, "hexr", Role.RELEASE, "vendor", vendor())
                .rotate(Rotation.read(written.getFirst()), beside, NOW);
        assertThat(after.trust("hexr").rotations()).isEqualTo(3);
        assertThat(rotation.write(folder, vendor())).isEqualTo(written);
        Rotation other = new Rotation("hexr", 3, new SignerSet(List.of(signer("other", List.of(key("other")))), 1));
        assertThatThrownBy(() -> other.write(folder, vendor())).isInstanceOf(TrustException.AlreadyThere.class);
        assertThat(Rotation.read(written.getFirst())).isEqualTo(rotation.statement());
    }

    @Test
    void aHandOverThatNoSiteWouldReadIsNotWritten() {
        List<Signer> many = Stream.of("one", "two", "three")
                .map(name -> signer(
                        name,
                        Stream.generate(() -> SigningKey.generate(Algorithm.ML_DSA_87))
                                .limit(8)
                                .toList()))
                .toList();
        Rotation large = new Rotation("hexr", 1, new SignerSet(many, 1));
        assertThatThrownBy(() -> large.write(folder, vendor()))
                .isInstanceOf(TrustException.RotationRefused.class)
                .hasMessageContaining("name fewer signers or keys");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aHandOverToADamagedKeyIsNone() {
        String statement = new String(
                new Rotation("hexr", 1, new SignerSet(List.of(signer("next", second())), 1)).statement(),
                StandardCharsets.UTF_8);
        String damaged = statement.replaceFirst("\"publicKey\": \"MH", "\"publicKey\": \"NH");
        assertThat(damaged).isNotEqualTo(statement);
        assertThatThrownBy(() -> Rotation.parse(damaged.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(TrustException.RotationRefused.class);
    }

    @Test
    void aLogIsHeldAgainstTheHeadThatWasNotedForIt() {
        CustodyLog log = CustodyLog.at(folder.resolve("log.jsonl"));
        for (int number = 1; number <= 2; number++) {
            CustodyRecord record = log.append(CustodyLogTest.event(CustodyEvent.Kind.CREATED, SUMS), officer());
            assertThat(record.number()).isEqualTo(number);
        }
        CustodyLog.Head head = log.check(TrustPolicy.empty()).head().orElseThrow();
        assertThat(head.records()).isEqualTo(2);
        assertThat(log.check(TrustPolicy.empty(), head).broken()).isEmpty();
        assertThat(log.check(TrustPolicy.empty(), new CustodyLog.Head(3, head.last()))
                        .broken())
                .hasValueSatisfying(gap -> assertThat(gap.line()).isEqualTo(3));
        assertThat(log.check(TrustPolicy.empty(), new CustodyLog.Head(1, head.last()))
                        .broken())
                .hasValueSatisfying(gap -> assertThat(gap.line()).isEqualTo(1));
    }

    @Test
    void wordsStandForWhatTheyName() {
        for (Algorithm algorithm : Algorithm.values()) {
            assertThat(Algorithm.parse(algorithm.token())).isEqualTo(algorithm);
        }
        assertThatThrownBy(() -> Algorithm.parse("rsa")).isInstanceOf(TrustException.AlgorithmRefused.class);
        assertThat(Validity.ALWAYS).hasToString("from ever until revoked");
        String typed = officer().fingerprint().toString();
        assertThat(Fingerprint.parse(" ".repeat(256 - typed.length()) + typed))
                .isEqualTo(officer().fingerprint());
        assertThatThrownBy(() -> Fingerprint.parse(" ".repeat(257 - typed.length()) + typed))
                .isInstanceOf(TrustException.MalformedKey.class);
    }
}
