package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class StoredBlocksTest {
    /** Read by the JDK's own reader, at and around every boundary of a block. */
    @ParameterizedTest
    @ValueSource(ints = {1, 512, 65_534, 65_535, 65_536, 131_069, 131_070, 131_071, 200_000})
    void anotherReaderReadsWhatWasFramed(int size) throws IOException {
        byte[] plain = new byte[size];
        new Random(size).nextBytes(plain);
        byte[] framed = StoredBlocks.frame(plain, true);
        CRC32 sum = new CRC32();
        sum.update(plain);

        assertThat(StoredBlocks.framedSize(size)).isEqualTo(framed.length);
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        member.write(StoredBlocks.GZIP_HEADER);
        member.write(framed);
        member.write(StoredBlocks.trailer(new Crc((int) sum.getValue(), size)));
        try (GZIPInputStream read = new GZIPInputStream(new ByteArrayInputStream(member.toByteArray()))) {
            assertThat(read.readAllBytes()).isEqualTo(plain);
        }
        for (int at : new int[] {0, size / 2, size - 1}) {
            assertThat(framed[(int) StoredBlocks.position(at)]).as("byte " + at).isEqualTo(plain[at]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 65_535, 70_000})
    void onlyTheLastBlockSaysSo(int size) {
        byte[] inner = StoredBlocks.frame(new byte[size], false);
        byte[] last = StoredBlocks.frame(new byte[size], true);
        int start = size > StoredBlocks.BLOCK ? StoredBlocks.BLOCK + StoredBlocks.HEADER : 0;
        assertThat(inner[start]).isZero();
        assertThat(last[start]).isOne();
        assertThat(last[0]).isEqualTo((byte) (start == 0 ? 1 : 0));
    }
}
