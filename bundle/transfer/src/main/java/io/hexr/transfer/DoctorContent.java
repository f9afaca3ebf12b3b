package io.hexr.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;
import io.hexr.registry.Body;

/** What the doctor writes: a few bytes that nobody else has, and many that are never kept. */
final class DoctorContent {
    static final Descriptor EMPTY = Descriptor.of(MediaTypes.OCI_EMPTY, new byte[] {'{', '}'});

    private static final String TYPE = "application/vnd.hexr.probe.v1";

    private DoctorContent() {}

    static byte[] layer(String nonce) {
        return ("probe of hexr doctor, safe to delete: " + nonce + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    static Manifest manifest(String nonce, String number, Optional<Descriptor> subject) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schemaVersion", 2);
        all.put("mediaType", MediaTypes.OCI_MANIFEST);
        all.put("artifactType", TYPE);
        all.put("config", fields(EMPTY));
        all.put("layers", List.of(fields(Descriptor.of(TYPE, layer(nonce)))));
        all.put("annotations", Map.of("number", number));
        subject.ifPresent(of -> all.put("subject", fields(of)));
        return Manifest.parse(MediaTypes.OCI_MANIFEST, StrictJson.write(all));
    }

    private static Map<String, Object> fields(Descriptor descriptor) {
        return Map.of(
                "mediaType",
                descriptor.mediaType(),
                "digest",
                descriptor.digest().toString(),
                "size",
                descriptor.size());
    }

    /** Zeroes that are sent and, since the upload ends before it is completed, not kept. */
    static Body neverKept(long length) {
        return new Body() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void writeTo(WritableByteChannel out, long from, long count) throws IOException {
                ByteBuffer zeroes = ByteBuffer.allocate(1 << 16);
                for (long left = count; left > 0; ) {
                    zeroes.clear().limit((int) Math.min(zeroes.capacity(), left));
                    left -= out.write(zeroes);
                }
            }

            @Override
            public void confirm() {
                throw new CancellationException("enough was sent");
            }
        };
    }
}
