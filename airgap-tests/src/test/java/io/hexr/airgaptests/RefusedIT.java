package io.hexr.airgaptests;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What is not as the site's people decided is refused on the far side too, with the right status, and leaves nothing behind in the registry. */
@Tag("airgap")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusedIT {
    private static final String HOST = "registry.internal.example.com";
    private static final String CONNECTION = " --ca-file ca.crt --registry-config registry.json";
    private static final Pattern PART = Pattern.compile("\\.tar\\.gz\\.p?\\d+ ");
    private static final int DAMAGED = 4;
    private static final int NOT_TRUSTED = 5;
    private static final int REGISTRY = 7;

    @RegisterExtension
    private final Scenario scenario =
            new Scenario("6", "a stranger's key, a damaged bundle, another authority, a wrong password", 1, 2, 5);

    private final Once<Carried> carried = new Once<>(() -> {
        scenario.place().clear();
        scenario.follow(FollowedPageIT.PAGE.only("connected", "bastion"));
        scenario.step(
                "bastion",
                "head -c 24 /dev/urandom | base64 >words; hexr key generate --passphrase-file words known.key >known.txt;"
                        + " hexr trust add known.pub --release hexr --signer known --fingerprint"
                        + " \"$(sed -n 's/^fingerprint *//p' known.txt)\" --trust known.json");
        return new Carried();
    });

    /** What is left behind goes with the site. */
    record Carried() implements AutoCloseable {
        @Override
        public void close() {}
    }

    private static String push(String bundle, String project) {
        return "hexr bundle push " + bundle + " --registry " + HOST + "/" + project;
    }

    private Script.Outcome isRefused(int status, String command) {
        Script.Outcome outcome = scenario.attempt("bastion", command);
        assertThat(outcome.status()).as(outcome.text()).isEqualTo(status);
        assertThat(outcome.narration()).contains("hexr: error: ", "next: ", "(exit " + status + ")");
        return outcome;
    }

    @Test
    void aBundleThatAStrangerSignedIsSentNowhere() {
        carried.get();
        isRefused(NOT_TRUSTED, "hexr bundle verify hexr-bundle.tar.gz --trust known.json");
        isRefused(NOT_TRUSTED, push("hexr-bundle.tar.gz", "stranger") + CONNECTION + " --trust known.json");
        assertThat(scenario.place().requests("stranger")).isEmpty();
    }

    @Test
    void aReleaseThatAStrangerSignedIsNotInstalled() {
        carried.get();
        isRefused(
                NOT_TRUSTED,
                "hexr install apply --from " + HOST + "/hexr:0.8.0" + CONNECTION
                        + " --profile air-gapped --trust known.json --yes");
        assertThat(scenario.step("bastion", "kubectl get namespaces -o name")).doesNotContain("hexr-");
    }

    @Test
    void whoHasNotSaidWhomToBelieveSendsNothing() {
        carried.get();
        isRefused(
                NOT_TRUSTED,
                "export XDG_CONFIG_HOME=\"$HOME/nobody\"; " + push("hexr-bundle.tar.gz", "nobody") + CONNECTION);
        assertThat(scenario.place().requests("nobody")).isEmpty();
    }

    /** One bit of one byte in the middle of the copy. */
    private void turnABit(String original, String copy) {
        scenario.step(
                "bastion",
                "at=$(($(wc -c <" + copy + ") / 2)); was=$(dd if=" + copy
                        + " bs=1 skip=$at count=1 2>/dev/null | od -An -tu1 | tr -d ' ');"
                        + " printf \"\\\\$(printf %03o $((was ^ 1)))\" | dd of=" + copy
                        + " bs=1 seek=$at conv=notrunc 2>/dev/null; if cmp -s " + original + " " + copy
                        + "; then exit 1; fi");
    }

    /** The one that was lost on the way is named and no loss; one more is, and that one is named, too. */
    @Test
    void partsAreJudgedEachOnItsOwn() {
        carried.get();
        List<String> there = scenario.step("bastion", "cd /media/parts; ls *.[0-9]* *.p[0-9]*")
                .lines()
                .toList();
        List<String> judged = scenario.step("bastion", "hexr bundle verify /media/parts")
                .lines()
                .filter(line -> PART.matcher(line).find())
                .toList();
        assertThat(judged).hasSize(there.size() + 1);
        assertThat(judged.stream().filter(line -> line.contains("rebuildable")))
                .hasSize(1)
                .noneMatch(line -> there.stream().anyMatch(line::contains));

        String part = there.getFirst();
        scenario.step("bastion", "cp -r /media/parts parts");
        turnABit("/media/parts/" + part, "parts/" + part);
        Script.Outcome refused = scenario.attempt("bastion", "hexr bundle verify parts");
        assertThat(refused.status()).as(refused.text()).isEqualTo(DAMAGED);
        assertThat(refused.text().lines()).anyMatch(line -> line.contains(part) && line.contains("damaged"));
        scenario.step("bastion", "rm -r parts");
    }

    @Test
    void aDamagedBundleIsRefusedAndNothingOfItIsNamed() {
        carried.get();
        scenario.step("bastion", "cp hexr-bundle.tar.gz damaged.tar.gz");
        turnABit("hexr-bundle.tar.gz", "damaged.tar.gz");
        isRefused(DAMAGED, "hexr bundle verify damaged.tar.gz");
        isRefused(DAMAGED, push("damaged.tar.gz", "damaged") + CONNECTION);
        assertThat(scenario.place().requests("damaged"))
                .isNotEmpty()
                .noneMatch(line -> line.contains("PUT /v2/") && line.contains("/manifests/"));
        scenario.step("bastion", "rm damaged.tar.gz");
    }

    @Test
    void aRegistryThatAnotherAuthorityVouchesForIsNotTold() {
        carried.get();
        scenario.step(
                "bastion",
                "sed -n 's/.*certificate-authority-data: //p' \"$HOME/.kube/config\" | base64 -d >another.crt; grep -q BEGIN another.crt");
        assertThat(isRefused(
                                REGISTRY,
                                push("hexr-bundle.tar.gz", "another")
                                        + " --registry-config registry.json --ca-file another.crt")
                        .narration())
                .contains("code: tls-refused");
        assertThat(scenario.place().requests("another")).isEmpty();
    }

    @Test
    void aWrongPasswordIsSaidAndNothingIsSent() {
        carried.get();
        scenario.step(
                "bastion",
                "printf '{\"auths\": {\"" + HOST
                        + "\": {\"auth\": \"%s\"}}}' \"$(printf 'site:wrong' | base64)\" >wrong.json");
        assertThat(isRefused(
                                REGISTRY,
                                push("hexr-bundle.tar.gz", "password")
                                        + " --ca-file ca.crt --registry-config wrong.json")
                        .narration())
                .contains("code: credentials-refused");
        assertThat(scenario.place().requests("password"))
                .noneMatch(line -> line.contains("\" 20") || line.contains("PATCH"));
    }
}
