package io.hexr.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.hexr.oci.OciException;
import io.hexr.oci.Reference;
import io.hexr.oci.StrictJson;

/**
 * What {@code release build} resolved a spec to, written by machines: every artifact by digest and per platform, every source by checksum. A tag alone
 * cannot stand in it.
 */
public record ReleaseLock(
        String minimumReader,
        String release,
        String version,
        long sequence,
        List<Artifact> artifacts,
        SortedMap<String, String> expires,
        SortedMap<String, String> dataDates,
        List<String> planned) {
    /** A source that is an image elsewhere; every other kind bears its checksum somewhere in its text. */
    public static final String IMAGE_SOURCE = "oci:";

    private static final String RESOURCE = "release lock";
    private static final Pattern CHECKSUM = Pattern.compile("sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})");

    public ReleaseLock {
        artifacts = List.copyOf(artifacts);
        expires = Collections.unmodifiableSortedMap(new TreeMap<>(expires));
        dataDates = Collections.unmodifiableSortedMap(new TreeMap<>(dataDates));
        planned = List.copyOf(planned);
        artifacts.forEach(ReleaseLock::requirePinned);
    }

    private static void requirePinned(Artifact artifact) {
        String source = artifact.delivery()
                .origin()
                .source()
                .orElseThrow(() -> new BundleException.Invalid(RESOURCE, artifact.title() + " names no source"));
        if (!CHECKSUM.matcher(source).find()) {
            throw new BundleException.Invalid(
                    RESOURCE,
                    artifact.title() + ": the source " + BundleException.quoted(source)
                            + " bears no checksum; a lock pins everything");
        }
        if (source.startsWith(IMAGE_SOURCE)) {
            try {
                Reference.parse(source.substring(IMAGE_SOURCE.length()));
            } catch (OciException e) {
                throw new BundleException.Invalid(RESOURCE, artifact.title() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Reads a lock. @throws BundleException.Invalid naming the first field that is wrong */
    public static ReleaseLock parse(String resource, byte[] bytes) {
        VersionProbe.require(resource, bytes, Caps.DOCUMENT_BYTES);
        return new ContentsJson(resource).readLock(bytes);
    }

    public byte[] bytes() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FormatVersion.CURRENT);
        all.put("minimumReader", minimumReader);
        all.put("release", release);
        all.put("version", version);
        all.put("sequence", sequence);
        all.put("artifacts", artifacts.stream().map(ArtifactJson::write).toList());
        all.put("expires", expires);
        all.put("dataDates", dataDates);
        all.put("planned", planned);
        return StrictJson.write(all);
    }
}
