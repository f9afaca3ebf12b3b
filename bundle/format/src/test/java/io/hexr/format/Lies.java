package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.signing.TrustException;

/** The corpus of lies about contents, presence and sums: each named for what it claims, with the refusal that must meet it. */
final class Lies {
    /** One lie. */
    record Lie(String name, Class<? extends RuntimeException> refusal, String says, LieArchive archive) {}

    private final List<Lie> all = new ArrayList<>();
    private final SampleRelease sample;

    private Lies(SampleRelease sample) {
        this.sample = sample;
    }

    static List<Lie> about(SampleRelease sample) {
        Lies lies = new Lies(sample);
        lies.contentsFields();
        lies.contentsBlobs();
        lies.contentsManifests();
        lies.contentsArtifacts();
        lies.contentsText();
        lies.presence();
        lies.sumsAndSignatures();
        lies.derived();
        return List.copyOf(lies.all);
    }

    private void add(String name, Class<? extends RuntimeException> refusal, String says, LieArchive archive) {
        all.add(new Lie(name, refusal, says, archive));
    }

    private LieArchive honest() {
        return LieArchive.of(sample);
    }

    private void contents(String name, String says, Consumer<ObjectNode> change) {
        add(name, BundleException.Refused.class, says, honest().contents(change));
    }

    private static ObjectNode first(ObjectNode root, String list) {
        return (ObjectNode) root.get(list).get(0);
    }

    private static ArrayNode list(ObjectNode root, String field) {
        return (ArrayNode) root.get(field);
    }

    private void contentsFields() {
        add(
                "contents of a later format",
                BundleException.TooNew.class,
                "it needs hexr 9.1.0",
                honest().contents(c -> c.put("format", 2).put("minimumReader", "9.1.0")));
        add(
                "contents of format 0",
                BundleException.TooOld.class,
                "format 0",
                honest().contents(c -> c.put("format", 0)));
        contents("contents without a format", "no format version", c -> c.remove("format"));
        contents("an unknown field", "no field \"extra\"", c -> c.put("extra", 1));
        contents("no release name", "the release is not a name", c -> c.remove("release"));
        contents("release name with a path", "the release is not a name", c -> c.put("release", "../hexr"));
        contents("version with a blank", "the version is not one", c -> c.put("version", "0.8 .0"));
        contents("sequence 0", "outside 1 to", c -> c.put("sequence", 0));
        contents("sequence as text", "is not a whole number", c -> c.put("sequence", "7"));
        contents("sequence as fraction", "is not a whole number", c -> c.put("sequence", 7.5));
        contents("sequence beyond exact numbers", "is outside 0 to", c -> c.put("sequence", 1L << 53));
        contents("negative sequence", "is outside 0 to", c -> c.put("sequence", -1));
        contents("minimum reader that is a sentence", "minimum reader", c -> c.put("minimumReader", "any"));
        contents("an expiry that is no date", "is not a date", c -> ((ObjectNode) c.get("expires")).put("vex", "soon"));
        contents("planned twice", "is there twice", c -> list(c, "planned").add("agent-operator"));
    }

    private void contentsBlobs() {
        contents("blob of 8 GiB", "is outside 0 to", c -> first(c, "blobs").put("size", 8L << 30));
        contents(
                "blob of negative size",
                "is outside 0 to",
                c -> first(c, "blobs").put("size", -1));
        contents(
                "blob size as exponent",
                "is not a whole number",
                c -> first(c, "blobs").put("size", 1e3));
        contents(
                "digest that climbs",
                "not a digest",
                c -> first(c, "blobs").put("digest", "sha256:../../../../etc/passwd"));
        contents(
                "digest in upper case",
                "not a digest",
                c -> first(c, "blobs").put("digest", "sha256:" + "A".repeat(64)));
        contents(
                "digest by sha512",
                "is not a sha256 digest",
                c -> first(c, "blobs").put("digest", "sha512:" + "a".repeat(128)));
        contents("digest by md5", "not a digest", c -> first(c, "blobs").put("digest", "md5:" + "a".repeat(32)));
        contents(
                "blob listed twice",
                "is there twice",
                c -> list(c, "blobs").add(first(c, "blobs").deepCopy()));
        contents(
                "blob no artifact leads to",
                "belongs to no artifact",
                c -> list(c, "blobs")
                        .addObject()
                        .put("digest", LieArchive.other().toString())
                        .put("size", 3));
        contents(
                "layer that is not listed",
                "is not in the list of blobs",
                c -> list(c, "blobs").remove(list(c, "blobs").size() - 1));
        contents(
                "layers before manifests",
                "come first",
                c -> list(c, "blobs")
                        .insert(0, list(c, "blobs").remove(list(c, "blobs").size() - 1)));
    }

    private void contentsManifests() {
        contents(
                "manifest without config",
                "has no config",
                c -> list(first(c, "manifests"), "children").removeAll());
        contents(
                "manifest of an unknown type",
                "has media type",
                c -> first(c, "manifests").put("mediaType", "text/plain"));
        contents("index that contains itself", "names", c -> {
            ObjectNode node = first(c, "manifests");
            node.put("mediaType", "application/vnd.oci.image.index.v1+json");
            list(node, "children").removeAll().add(node.get("digest"));
        });
        contents(
                "subject that is not listed",
                "is not in the list of manifests",
                c -> first(c, "manifests").put("subject", LieArchive.other().toString()));
        contents(
                "manifest listed twice",
                "is there twice",
                c -> list(c, "manifests").add(first(c, "manifests").deepCopy()));
        contents("other layers than the manifest names", "come first", c -> {
            ArrayNode children = list(first(c, "manifests"), "children");
            children.insert(0, children.remove(1));
        });
        contents("more blobs than are read", "more than", c -> {
            for (int i = 0; i <= Caps.BLOBS; i++) {
                list(c, "blobs")
                        .addObject()
                        .put("digest", String.format("sha256:%064x", i))
                        .put("size", 1);
            }
        });
    }

    private void artifact(String name, String says, Consumer<ObjectNode> change) {
        contents(name, says, c -> change.accept(first(c, "artifacts")));
    }

    private void contentsArtifacts() {
        artifact("artifact of an unknown kind", "unknown kind", a -> a.put("kind", "virus"));
        artifact("artifact name that climbs", "the name is not a name", a -> a.put("name", "../x"));
        artifact("artifact name in another script", "is not printable ASCII", a -> a.put("name", "\u0430uto"));
        artifact("push name that is absolute", "not an image reference", a -> a.put("pushName", "/etc/x"));
        artifact("push name in upper case", "not an image reference", a -> a.put("pushName", "Hexr"));
        artifact("push name that climbs", "not an image reference", a -> a.put("pushName", "a/../b"));
        artifact(
                "tag latest pushed",
                "latest is never pushed",
                a -> a.putArray("tags").add("latest"));
        artifact(
                "tag with a slash",
                "not an image reference",
                a -> a.putArray("tags").add("a/b"));
        artifact("no tag", "has 0 tags", a -> a.putArray("tags"));
        artifact(
                "the same tag twice",
                "is there twice",
                a -> a.putArray("tags").add("1").add("1"));
        artifact("no group", "is in 0 groups", a -> a.putArray("groups"));
        artifact("a good image renamed for loading", "must have the load name", a -> a.put("loadName", "hexr-vault"));
        artifact("image without platform", "has no platform", a -> a.remove("platform"));
        artifact("platform that climbs", "has platform", a -> a.put("platform", "linux/../amd64"));
        artifact("artifact without digest", "lacks its digest", a -> a.remove("digest"));
        artifact("artifact of another size than its blob", "another size", a -> a.put("size", 1));
        artifact(
                "artifact of another type than its manifest",
                "its manifest is",
                a -> a.put("mediaType", "application/vnd.docker.distribution.manifest.v2+json"));
        artifact(
                "SBOM that is not there",
                "is not in the list of manifests",
                a -> a.put("sbom", LieArchive.other().toString()));
        artifact("source of 50,000 characters", "more than 512", a -> a.put("source", "x".repeat(50_000)));
        contents(
                "the same artifact twice",
                "is there twice",
                c -> list(c, "artifacts").add(first(c, "artifacts").deepCopy()));
        contents("two artifacts under one name and tag", "is pushed twice", c -> {
            ObjectNode chart =
                    (ObjectNode) c.get("artifacts").get(c.get("artifacts").size() - 1);
            chart.set("pushName", first(c, "artifacts").get("pushName"));
            chart.set("tags", first(c, "artifacts").get("tags"));
        });
        contents(
                "chart that is loaded",
                "cannot have a load name",
                c -> ((ObjectNode) c.get("artifacts").get(c.get("artifacts").size() - 1)).put("loadName", "hexr-x"));
    }

    private void text(String name, String says, java.util.function.UnaryOperator<String> change) {
        add(name, BundleException.Refused.class, says, honest().contentsText(change));
    }

    private void contentsText() {
        text("a key twice", "not the JSON expected", t -> t.replaceFirst("\\{", "{\"sequence\": 8,"));
        text("blanks at the end", "", t -> t + " \n");
        text("another document behind", "", t -> t + "{}\n");
        text(
                "another order of keys",
                "canonical",
                t -> t.replaceFirst("\\{", "{\n  \"version\": \"0.8.0\",")
                        .replaceFirst(",\n  \"version\": \"0.8.0\"\n}", "\n}"));
        text("a tab for a blank", "is not printable ASCII", t -> t.replaceFirst("  ", "\t"));
        text("a byte order mark", "is not printable ASCII", t -> "\ufeff" + t);
        text(
                "100,000 lists in each other",
                "",
                t -> "{\"format\":1,\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        text("an escaped character", "canonical", t -> t.replaceFirst("hexr", "\\\\u0068exr"));
        text("a list as document", "is not an object", t -> "[]");
        text("nothing", "ends too early", t -> "");
        text("a comment", "not the JSON expected", t -> "/* */" + t);
        text("NaN", "not the JSON expected", t -> t.replaceFirst("\"sequence\": 7", "\"sequence\": NaN"));
    }

    private void presence() {
        add(
                "bundle of a later format",
                BundleException.TooNew.class,
                "it needs hexr 2.0.0 or later",
                honest().presence(p ->
                        p.put("format", 99).put("minimumReader", "2.0.0").put("future", true)));
        presence(
                "presence of an unknown blob",
                "is not in the signed contents",
                p -> list(p, "present").add(LieArchive.other().toString()));
        presence(
                "presence of a blob twice",
                "is there twice",
                p -> list(p, "present").add(list(p, "present").get(0)));
        presence(
                "presence in another order",
                "canonical",
                p -> list(p, "present").add(list(p, "present").remove(0)));
        presence(
                "presence of another signature",
                "canonical",
                p -> ((ObjectNode) list(p, "signatures").get(0))
                        .put("digest", LieArchive.other().toString()));
        presence("presence with more to say", "no field", p -> p.put("verified", true));
        presence("presence that lowers the reader", "canonical", p -> p.put("minimumReader", "0.0.1"));
        add(
                "presence that denies a blob which is there",
                BundleException.Corrupt.class,
                "has",
                honest().presence(p ->
                        list(p, "present").remove(list(p, "present").size() - 1)));
    }

    private void presence(String name, String says, Consumer<ObjectNode> change) {
        add(name, BundleException.Refused.class, says, honest().presence(change));
    }

    private void sumsAndSignatures() {
        add(
                "sums with a line more",
                BundleException.Refused.class,
                "more lines",
                honest().sums(t -> t + LieArchive.other().hex() + "  blobs/sha256/extra\n"));
        add(
                "sums with a line less",
                BundleException.Refused.class,
                "must be",
                honest().sums(t -> t.substring(0, t.lastIndexOf('\n', t.length() - 2) + 1)));
        add(
                "sums of another index.json",
                BundleException.Refused.class,
                "must be",
                honest().sums(t -> t.replaceFirst(
                        "[0-9a-f]{64}  index.json", LieArchive.other().hex() + "  index.json")));
        add(
                "sums of a file that climbs",
                BundleException.Refused.class,
                "must be",
                honest().sums(t -> t.replaceFirst("oci-layout", "../oci-layout")));
        add(
                "contents of another release under these sums",
                BundleException.Refused.class,
                "must be",
                honest().fileText(Contents.PATH, t -> t.replace("\"sequence\": 7", "\"sequence\": 9")));
        add("no signature", TrustException.Unsigned.class, "no signature", honest().signatures(s -> List.of()));
        add(
                "a stranger's signature",
                TrustException.ThresholdNotMet.class,
                "needs 1",
                honest().signedBy(sample.keys().get(1)));
        add(
                "the bare signature alone",
                TrustException.MalformedSignature.class,
                "",
                honest().signatures(s ->
                        s.stream().filter(f -> f.name().endsWith(".sig")).toList()));
        add(
                "sums changed after signing",
                TrustException.class,
                "",
                honest().contents(c -> c.put("sequence", 9)).signatures(s -> honestSignatures()));
        add(
                "another VERIFY.txt",
                BundleException.Refused.class,
                "must be",
                honest().fileText(VerifyText.PATH, t -> t.replace("sha256sum -c", "true || sha256sum -c")));
    }

    private List<io.hexr.signing.SignatureFile> honestSignatures() {
        return sample.files().signatures();
    }

    private void derived() {
        Class<? extends RuntimeException> corrupt = BundleException.Corrupt.class;
        add(
                "an image renamed in index.json",
                corrupt,
                "is not what follows",
                honest().fileText(DerivedFiles.INDEX, t -> t.replace("hexr-auto-registrar", "hexr-vault-registrar")));
        add(
                "an image renamed in manifest.json",
                corrupt,
                "is not what follows",
                honest().fileText(DerivedFiles.LOAD_LIST, t -> t.replace("hexr-auto", "hexr-vault")));
        add(
                "manifest.json that names an unlisted blob",
                corrupt,
                "is not what follows",
                honest().fileText(
                                DerivedFiles.LOAD_LIST,
                                t -> t.replaceFirst(
                                        "sha256/[0-9a-f]{64}",
                                        "sha256/" + LieArchive.other().hex())));
        add(
                "another layout version",
                corrupt,
                "is not what follows",
                honest().fileText(DerivedFiles.OCI_LAYOUT, t -> t.replace("1.0.0", "1.0.1")));
        add(
                "index.json of 4 MiB",
                BundleException.Refused.class,
                "its size",
                honest().file(DerivedFiles.INDEX, b -> new byte[4 << 20]));
        add(
                "contents.json of 50 MB",
                BundleException.Refused.class,
                "its size",
                honest().file(Contents.PATH, b -> "x".repeat(50_000_000).getBytes(StandardCharsets.US_ASCII)));
    }
}
