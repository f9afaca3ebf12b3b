package io.hexr.format;

/** The first look at a document of ours: its format version alone, whatever else a later version may have put into it. */
final class VersionProbe {
    private long format = -1;
    private String reader = "(unnamed)";

    private VersionProbe() {}

    static void require(String resource, byte[] bytes, int maxBytes) {
        VersionProbe found = new VersionProbe();
        JsonFields.readObject(
                resource,
                bytes,
                maxBytes,
                in -> in.object(field -> {
                    switch (field) {
                        case "format" -> found.format = in.number(Integer.MAX_VALUE);
                        case "minimumReader" -> found.reader = in.text(Caps.NAME);
                        default -> in.skip();
                    }
                }));
        if (found.format < 0) {
            throw new BundleException.Invalid(resource, "has no format version");
        }
        FormatVersion.requireReadable(resource, found.format, found.reader);
    }
}
