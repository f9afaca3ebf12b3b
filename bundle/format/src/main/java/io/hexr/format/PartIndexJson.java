package io.hexr.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hexr.oci.Digest;
import io.hexr.oci.StrictJson;
import org.jspecify.annotations.Nullable;

/** The parts index as JSON. The head stands in lines of base64, so that neither side ever holds its text as a whole. */
final class PartIndexJson {
    private static final int LINE_BYTES = 3072;
    private static final int LINE_TEXT = LINE_BYTES / 3 * 4;

    private PartIndexJson() {}

    static PartIndex read(byte[] bytes, String resource) {
        try {
            VersionProbe.require(resource, bytes, PartIndex.MAX_BYTES);
            Shape shape = new Shape(resource);
            JsonFields.readObject(resource, bytes, PartIndex.MAX_BYTES, shape::read);
            PartIndex index = shape.index();
            Comparing form = new Comparing(bytes);
            write(index, form);
            form.end(resource);
            return index;
        } catch (BundleException.Invalid e) {
            // its message begins with the resource, and so will ours
            String fact = String.valueOf(e.getMessage()).substring(resource.length() + 2);
            throw new BundleException.PartIndexRefused(resource, fact, e);
        }
    }

    static void write(PartIndex index, OutputStream out) {
        PartLayout layout = index.layout();
        Map<String, Object> root = new HashMap<>();
        root.put("format", FormatVersion.CURRENT);
        root.put("minimumReader", FormatVersion.FIRST_READER);
        root.put(
                "archive",
                Map.of(
                        "name",
                        layout.archive(),
                        "size",
                        layout.size(),
                        "digest",
                        index.digest().toString()));
        root.put("partSize", layout.partSize());
        root.put("parts", shapes(index.data()));
        root.put("parity", shapes(index.parity()));
        root.put("head", lines(index.head()));
        try {
            StrictJson.mapper(PartIndex.MAX_BYTES)
                    .writer()
                    .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .writeValue(out, root);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<String, Object>> shapes(List<PartEntry> entries) {
        return entries.stream()
                .map(entry -> Map.<String, Object>of(
                        "number", entry.number(),
                        "name", entry.name(),
                        "size", entry.size(),
                        "digest", entry.digest().toString()))
                .toList();
    }

    /** Made one at a time. */
    private static Iterator<String> lines(ByteBuffer bytes) {
        return IntStream.iterate(0, at -> at < bytes.limit(), at -> at + LINE_BYTES)
                .mapToObj(at -> {
                    byte[] line = new byte[Math.min(LINE_BYTES, bytes.limit() - at)];
                    bytes.get(at, line);
                    return Base64.getEncoder().encodeToString(line);
                })
                .iterator();
    }

    /** One entry as it was read. */
    private record Line(long number, String name, long size, Digest digest) {}

    /** The fields in whatever order they came; what they say is judged at the end. */
    private static final class Shape {
        private final String resource;
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private List<Line> parts = List.of();
        private List<Line> parity = List.of();
        private @Nullable Line archive;
        private long partSize;

        Shape(String resource) {
            this.resource = resource;
        }

        void read(JsonFields in) {
            in.object(field -> {
                switch (field) {
                    case "format" -> in.number(Integer.MAX_VALUE);
                    case "minimumReader" -> in.text(Caps.NAME);
                    case "archive" -> archive = line(in);
                    case "partSize" -> partSize = in.number(PartSize.MAX);
                    case "parts" -> parts = in.list(ReedSolomon.MAX_DATA, () -> line(in));
                    case "parity" -> parity = in.list(ReedSolomon.MAX_PARITY, () -> line(in));
                    case "head" -> in.list(PartIndex.HEAD_BYTES / LINE_BYTES + 1, () -> headLine(in));
                    default -> throw in.unknown(field);
                }
            });
        }

        private static Line line(JsonFields in) {
            long[] numbers = {0, -1};
            String[] name = {""};
            Digest[] digest = new Digest[1];
            in.object(field -> {
                switch (field) {
                    case "number" -> numbers[0] = in.number(ReedSolomon.MAX_DATA);
                    case "name" -> name[0] = in.text(Caps.TEXT);
                    case "size" -> numbers[1] = in.number(PartSize.MAX);
                    case "digest" -> digest[0] = in.digest();
                    default -> throw in.unknown(field);
                }
            });
            if (digest[0] == null) {
                throw in.refused("has no digest");
            }
            return new Line(numbers[0], name[0], numbers[1], digest[0]);
        }

        private boolean headLine(JsonFields in) {
            try {
                head.writeBytes(Base64.getDecoder().decode(in.text(LINE_TEXT)));
                return true;
            } catch (IllegalArgumentException e) {
                throw in.refused("is not base64: " + e.getMessage());
            }
        }

        PartIndex index() {
            if (archive == null) {
                throw invalid("has no archive");
            }
            PartLayout layout;
            try {
                layout = new PartLayout(archive.name, archive.size, partSize, parity.size());
            } catch (IllegalArgumentException e) {
                throw invalid(String.valueOf(e.getMessage()));
            }
            if (parts.size() != layout.data()) {
                throw invalid("lists " + parts.size() + " parts; " + layout.size() + " bytes in parts of "
                        + layout.partSize() + " are " + layout.data());
            }
            if (head.size() > Math.min(PartIndex.HEAD_BYTES, layout.size())) {
                throw invalid("head has " + head.size() + " bytes, at most "
                        + Math.min(PartIndex.HEAD_BYTES, layout.size()) + " are possible");
            }
            List<Line> lines = Stream.concat(parts.stream(), parity.stream()).toList();
            for (int row = 0; row < lines.size(); row++) {
                requireDerived(layout, row, lines.get(row));
            }
            return PartIndex.of(
                    layout, archive.digest, lines.stream().map(Line::digest).toList(), head.toByteArray());
        }

        /** Names and sizes follow from the layout: an index that says otherwise would point outside its folder, or at another part. */
        private void requireDerived(PartLayout layout, int row, Line line) {
            String where = layout.isParity(row) ? "\"/parity/" + (row - layout.data()) : "\"/parts/" + row;
            if (line.number != layout.number(row)) {
                throw invalid(where + "/number\" is " + line.number + ", must be " + layout.number(row));
            }
            if (!line.name.equals(layout.name(row))) {
                throw invalid(
                        where + "/name\" is " + BundleException.quoted(line.name) + ", must be " + layout.name(row));
            }
            if (line.size != layout.size(row)) {
                throw invalid(where + "/size\" is " + line.size + ", must be " + layout.size(row));
            }
        }

        private BundleException invalid(String rule) {
            return new BundleException.Invalid(resource, rule);
        }
    }

    /** Takes what the writer writes and keeps only where it first differs from the bytes that were read. */
    private static final class Comparing extends OutputStream {
        private final byte[] expected;
        private int at;
        private int differs = -1;

        Comparing(byte[] expected) {
            this.expected = expected;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int end = Math.min(at + length, expected.length);
            int mismatch = Arrays.mismatch(bytes, offset, offset + length, expected, Math.min(at, end), end);
            if (mismatch >= 0 && differs < 0) {
                differs = at + mismatch;
            }
            at += length;
        }

        void end(String resource) {
            int first = differs >= 0 ? differs : at < expected.length ? at : -1;
            if (first >= 0) {
                throw new BundleException.Invalid(
                        resource, "differs at byte " + first + " from the only form such an index has");
            }
        }
    }
}
