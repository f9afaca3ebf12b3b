package io.hexr.helm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Gzip of stored blocks: the bytes depend on no version of a compressor. A chart is small, and Helm compresses its release Secret itself. */
final class StoredGzip {
    private static final int BLOCK = 0xffff;
    private static final int HEADER = 5;
    private static final int TRAILER = 8;

    private StoredGzip() {}

    static byte[] of(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
        for (int at = 0; at == 0 || at < content.length; at += BLOCK) {
            int length = Math.min(BLOCK, content.length - at);
            ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
            header.put((byte) (at + length == content.length ? 1 : 0));
            header.putShort((short) length).putShort((short) ~length);
            out.writeBytes(header.array());
            out.write(content, at, length);
        }
        CRC32 sum = new CRC32();
        sum.update(content);
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER).order(ByteOrder.LITTLE_ENDIAN);
        trailer.putInt((int) sum.getValue()).putInt(content.length);
        out.writeBytes(trailer.array());
        return out.toByteArray();
    }
}
