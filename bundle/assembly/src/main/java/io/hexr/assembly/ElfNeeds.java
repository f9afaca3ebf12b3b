package io.hexr.assembly;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which libraries a program or library asks its loader for. Anything that is no 64-bit little-endian ELF file asks for none. */
final class ElfNeeds {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int MOST = 1 << 20;
    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int INTERPRETER = 3;
    private static final int NEEDED = 1;
    private static final int STRINGS = 5;

    private ElfNeeds() {}

    private record Segment(int type, long offset, long address, long size) {}

    /** Names of libraries, and the path of the loader where one is named. */
    static List<String> of(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = read(channel, 0, HEADER);
            if (head.remaining() < HEADER || head.getInt(0) != 0x464c457f || head.get(4) != 2 || head.get(5) != 1) {
                return List.of();
            }
            List<Segment> segments = segments(channel, head.getLong(32), Short.toUnsignedInt(head.getShort(56)));
            List<String> needs = new ArrayList<>();
            for (Segment segment : segments) {
                if (segment.type() == INTERPRETER) {
                    needs.add(string(read(channel, segment.offset(), (int) Math.min(segment.size(), 4096)), 0));
                } else if (segment.type() == DYNAMIC) {
                    needs.addAll(needed(channel, segment, segments));
                }
            }
            return needs;
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable("a program", file, e);
        }
    }

    private static List<Segment> segments(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer table = read(channel, at, count * PROGRAM_HEADER);
        List<Segment> all = new ArrayList<>();
        for (int i = 0; (i + 1) * PROGRAM_HEADER <= table.remaining(); i++) {
            int start = i * PROGRAM_HEADER;
            all.add(new Segment(
                    table.getInt(start),
                    table.getLong(start + 8),
                    table.getLong(start + 16),
                    table.getLong(start + 32)));
        }
        return all;
    }

    private static List<String> needed(FileChannel channel, Segment dynamic, List<Segment> segments)
            throws IOException {
        ByteBuffer table = read(channel, dynamic.offset(), (int) Math.min(dynamic.size(), MOST));
        List<Long> names = new ArrayList<>();
        long strings = -1;
        for (int at = 0; at + 16 <= table.remaining(); at += 16) {
            long tag = table.getLong(at);
            if (tag == NEEDED) {
                names.add(table.getLong(at + 8));
            } else if (tag == STRINGS) {
                strings = table.getLong(at + 8);
            }
        }
        List<String> needs = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.type() == LOAD
                    && strings >= segment.address()
                    && strings < segment.address() + segment.size()) {
                long start = segment.offset() + strings - segment.address();
                for (long name : names) {
                    needs.add(string(read(channel, start + name, 256), 0));
                }
            }
        }
        return needs;
    }

    private static String string(ByteBuffer bytes, int at) {
        int end = at;
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        return StandardCharsets.ISO_8859_1.decode(bytes.slice(at, end - at)).toString();
    }

    private static ByteBuffer read(FileChannel channel, long at, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(size, MOST)).order(ByteOrder.LITTLE_ENDIAN);
        long from = at;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, from);
            if (read < 0) {
                break;
            }
            from += read;
        }
        return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
    }
}
