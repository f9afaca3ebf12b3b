package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.hexr.oci.OciException;

/**
 * Goes through a bill of materials, ours or anybody's, CycloneDX or SPDX in JSON, part by part. What lies within another part is told before it.
 */
final class BillReader {
    /** The longest bill that is read: ten thousand parts take about 4 MB. */
    static final int MOST_BYTES = 32 << 20;

    private static final int MOST_NAMES = 4096;
    private static final int MOST_LICENCES = 1000;

    private final String resource;
    private final JsonWalk in;
    private final Consumer<Part> to;

    private BillReader(String resource, JsonWalk in, Consumer<Part> to) {
        this.resource = resource;
        this.in = in;
        this.to = to;
    }

    /** What one part is said to be; what is not said is empty. Licences as CycloneDX has them. */
    record Part(String url, String name, String version, List<String> licences) {}

    /** @throws OciException where it is no JSON within the limits */
    static void read(String resource, InputStream bill, Consumer<Part> to) throws IOException {
        JsonWalk.read(
                resource,
                bill,
                MOST_BYTES,
                MOST_NAMES,
                in -> in.object(field -> {
                    BillReader reader = new BillReader(resource, in, to);
                    switch (field) {
                        case "components" -> in.list(reader::component);
                        case "packages" -> in.list(reader::spdx);
                        default -> in.skip();
                    }
                }));
    }

    private void component() {
        String[] said = {"", "", ""};
        List<String> licences = new ArrayList<>();
        in.object(field -> {
            switch (field) {
                case "purl" -> said[0] = in.text();
                case "name" -> said[1] = in.text();
                case "version" -> said[2] = in.text();
                case "components" -> in.list(this::component);
                case "licenses" ->
                    in.list(() -> {
                        licences.add(licence());
                        if (licences.size() > MOST_LICENCES) {
                            throw new OciException.MalformedDocument(
                                    resource, "has a part of more than " + MOST_LICENCES + " licences");
                        }
                    });
                default -> in.skip();
            }
        });
        to.accept(new Part(said[0], said[1], said[2], licences));
    }

    /** An expression, an identifier, or what else it is called by, in that order. */
    private String licence() {
        String[] said = {"", "", ""};
        in.object(field -> {
            switch (field) {
                case "expression" -> said[0] = in.text();
                case "license" ->
                    in.object(inner -> {
                        switch (inner) {
                            case "id" -> said[1] = in.text();
                            case "name" -> said[2] = in.text();
                            default -> in.skip();
                        }
                    });
                default -> in.skip();
            }
        });
        return !said[0].isEmpty() ? said[0] : !said[1].isEmpty() ? said[1] : said[2];
    }

    private void spdx() {
        String[] said = {"", "", ""};
        in.object(field -> {
            switch (field) {
                case "name" -> said[1] = in.text();
                case "versionInfo" -> said[2] = in.text();
                case "externalRefs" -> in.list(() -> said[0] = reference(said[0]));
                default -> in.skip();
            }
        });
        to.accept(new Part(said[0], said[1], said[2], List.of()));
    }

    /** @param before the first package URL so far */
    private String reference(String before) {
        String[] said = {"", ""};
        in.object(field -> {
            switch (field) {
                case "referenceType" -> said[0] = in.text();
                case "referenceLocator" -> said[1] = in.text();
                default -> in.skip();
            }
        });
        return before.isEmpty() && said[0].equals("purl") ? said[1] : before;
    }
}
