package io.hexr.format;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class TarHeaderTest {
    /** GNU tar writes numbers so; a field left empty would be read, too, and be another header. */
    @Test
    void everyNumberIsWrittenInFull() {
        String header = new String(TarHeader.of("a", 5), StandardCharsets.ISO_8859_1);
        assertThat(header.substring(100, 157))
                .isEqualTo("0000644\0" + "0000000\0" + "0000000\0" + "00000000005\0" + "00000000000\0"
                        + header.substring(148, 154) + "\0 0");
        assertThat(header.substring(148, 154)).matches("[0-7]{6}");
        assertThat(header.substring(257, 265)).isEqualTo("ustar\00000");
        assertThat(TarHeader.size(TarHeader.of("a", 8_589_934_591L))).isEqualTo(8_589_934_591L);
        assertThat(header.substring(329, 345)).isEqualTo("0000000\0" + "0000000\0");
    }

    @Test
    void aNameThatDoesNotFitIsNotCut() {
        assertThat(TarHeader.name(TarHeader.of("x".repeat(99), 1))).isEqualTo("x".repeat(99));
        assertThatThrownBy(() -> TarHeader.of("x".repeat(100), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TarHeader.of("x", 1L << 33)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameThatIsNotPlainIsNone() {
        for (char odd : new char[] {' ', 127, 31, 200}) {
            byte[] header = TarHeader.of("abc", 1);
            header[1] = (byte) odd;
            assertThat(TarHeader.name(header)).as("with " + (int) odd).isEmpty();
        }
        byte[] edges = TarHeader.of("!~", 1);
        assertThat(TarHeader.name(edges)).isEqualTo("!~");
        byte[] full = TarHeader.of("x".repeat(99), 1);
        full[99] = 'x';
        assertThat(TarHeader.name(full)).isEmpty();
    }

    @Test
    void aSizeThatIsNotPlainOctalIsNone() {
        byte[] header = TarHeader.of("a", 5);
        header[124] = '8';
        assertThat(TarHeader.size(header)).isEqualTo(-1);
        header[124] = '/';
        assertThat(TarHeader.size(header)).isEqualTo(-1);
        header[124] = '7';
        header[135] = ' ';
        assertThat(TarHeader.size(header)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"0,0,512", "1,511,1024", "511,1,1024", "512,0,1024", "513,511,1536", "8589934591,1,8589935104"})
    void contentIsPaddedToWholeBlocks(long size, int padding, long entry) {
        assertThat(TarHeader.padding(size)).isEqualTo(padding);
        assertThat(TarHeader.entrySize(size)).isEqualTo(entry);
    }
}
