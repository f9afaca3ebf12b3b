package io.hexr.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;
import io.hexr.oci.VerifyingInputStream;

/**
 * What the config of a model artifact says: the files the model is, and the chunks each is made of, in order. A chunk is a layer of the artifact, of
 * which equal ones are one blob. Every file can be put together again to its last byte, or is refused.
 */
public record ModelFiles(String format, List<File> files) {
    /** What the artifact says it is. */
    public static final String ARTIFACT_TYPE = "application/vnd.hexr.model.v1";

    public static final String CONFIG_TYPE = "application/vnd.hexr.model.config.v1+json";
    public static final String CHUNK_TYPE = "application/vnd.hexr.model.chunk.v1";

    private static final int CONFIG_BYTES = 1 << 20;
    private static final int NAME_BYTES = 255;

    /** One file: its path below the folder of the model, with the digest people know it by. An empty file has no chunk. */
    public record File(String name, long size, Digest digest, List<Digest> chunks) {
        public File {
            chunks = List.copyOf(chunks);
            requirePlain(name);
            if (chunks.isEmpty() != (size == 0)) {
                throw refused(name, "has " + size + " bytes in " + chunks.size() + " chunks");
            }
        }

        /** A path that every file system reads as the same name below the folder, and as nothing else. */
        private static void requirePlain(String name) {
            boolean plain = name.length() <= NAME_BYTES
                    && name.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '\\' && c != ':');
            for (String step : name.split("/", -1)) {
                plain &= !step.isEmpty() && !step.equals(".") && !step.equals("..");
            }
            if (!plain) {
                throw new BundleException.Invalid(
                        "model file " + BundleException.quoted(name), "has a name that is no plain path");
            }
        }
    }

    public ModelFiles {
        Names.requireName("model", "the format", format);
        files = List.copyOf(files);
        Set<String> twins = new HashSet<>();
        for (File file : files) {
            if (!twins.add(file.name().toLowerCase(Locale.ROOT))) {
                throw refused(file.name(), "is there twice, if case does not count");
            }
        }
    }

    /** Bytes of all files together, as they will be on a disk. */
    public long size() {
        return files.stream().mapToLong(File::size).sum();
    }

    public byte[] bytes() {
        List<Object> all = new ArrayList<>();
        for (File file : files) {
            Map<String, Object> fields = new TreeMap<>();
            fields.put("name", file.name());
            fields.put("size", file.size());
            fields.put("digest", file.digest().toString());
            fields.put("chunks", file.chunks().stream().map(Digest::toString).toList());
            all.add(fields);
        }
        return StrictJson.write(Map.of("files", all, "format", format, "size", size()));
    }

    /** Reads the config of the artifact that the manifest is of. @throws BundleException.Invalid where it is no such config */
    public static ModelFiles read(String resource, ContentSource source, Descriptor config) {
        if (!config.mediaType().equals(CONFIG_TYPE)) {
            throw new BundleException.Invalid(resource, "is no model: its config is " + config.mediaType());
        }
        return parse(resource, source.bytes(config, CONFIG_BYTES));
    }

    static ModelFiles parse(String resource, byte[] bytes) {
        List<File> files = new ArrayList<>();
        String[] format = {""};
        long[] size = {-1};
        JsonFields.readObject(
                resource,
                bytes,
                CONFIG_BYTES,
                in -> in.object(field -> {
                    switch (field) {
                        case "files" -> files.addAll(in.list(Caps.CHILDREN, () -> file(resource, in)));
                        case "format" -> format[0] = in.text(Caps.NAME);
                        case "size" -> size[0] = in.number(Long.MAX_VALUE);
                        default -> throw in.unknown(field);
                    }
                }));
        ModelFiles read = new ModelFiles(format[0], files);
        if (read.size() != size[0]) {
            throw new BundleException.Invalid(
                    resource, "says it has " + size[0] + " bytes, its files have " + read.size());
        }
        return read;
    }

    private static File file(String resource, JsonFields in) {
        String[] name = {""};
        long[] size = {-1};
        List<Digest> digest = new ArrayList<>();
        List<Digest> chunks = new ArrayList<>();
        in.object(field -> {
            switch (field) {
                case "name" -> name[0] = in.text(NAME_BYTES);
                case "size" -> size[0] = in.number(1L << 50);
                case "digest" -> digest.add(in.digest());
                case "chunks" -> chunks.addAll(in.list(Caps.CHILDREN, in::digest));
                default -> throw in.unknown(field);
            }
        });
        if (digest.isEmpty() || size[0] < 0) {
            throw new BundleException.Invalid(resource, "has a file without size or digest");
        }
        return new File(name[0], size[0], digest.getFirst(), chunks);
    }

    /**
     * The bytes of one file, put together from its chunks. The end is reached only where every chunk, the size and the digest of the whole were right.
     *
     * @param layers those of the manifest
     * @throws BundleException.Invalid where the layers cannot be what the file is made of
     */
    public static InputStream open(ContentSource source, List<Descriptor> layers, File file) {
        Map<Digest, Descriptor> known = new HashMap<>();
        layers.forEach(layer -> known.put(layer.digest(), layer));
        List<Descriptor> chunks = new ArrayList<>();
        long sum = 0;
        for (Digest digest : file.chunks()) {
            Descriptor chunk = known.get(digest);
            if (chunk == null) {
                throw refused(file.name(), "is made of " + digest + ", which is no layer of the model");
            }
            chunks.add(chunk);
            sum += chunk.size();
        }
        if (sum != file.size()) {
            throw refused(file.name(), "has " + file.size() + " bytes, its chunks have " + sum);
        }
        Descriptor whole = Descriptor.of(MediaTypes.OCTET_STREAM, file.digest(), file.size());
        return VerifyingInputStream.of(new Joined(source, chunks.iterator()), whole);
    }

    private static BundleException refused(String name, String rule) {
        return new BundleException.Invalid("model file " + BundleException.quoted(name), rule);
    }

    /** One chunk after the other; the next is opened when the one before has ended. */
    private static final class Joined extends InputStream {
        private final ContentSource source;
        private final Iterator<Descriptor> chunks;
        private InputStream current = InputStream.nullInputStream();

        Joined(ContentSource source, Iterator<Descriptor> chunks) {
            this.source = source;
            this.chunks = chunks;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = current.read(into, offset, length);
            while (read < 0 && chunks.hasNext()) {
                current.close();
                Descriptor next = chunks.next();
                current = VerifyingInputStream.of(source.open(next), next);
                read = current.read(into, offset, length);
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }
}
