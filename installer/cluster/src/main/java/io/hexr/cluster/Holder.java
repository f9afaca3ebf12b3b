package io.hexr.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Who works on an installation: {@code host/pid/start}, so that on the same host it can be seen whether that process still lives. */
public final class Holder {
    private static final int PARTS = 3;
    private static final Path NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NUMBERS = Path.of("/proc/self/ns/pid");
    private static final String UNKNOWN = "unknown";

    private Holder() {}

    /** This process. */
    public static String ofThisProcess() {
        return host() + "/" + ProcessHandle.current().pid() + "/" + start(ProcessHandle.current());
    }

    /** Name, machine since it was started, and set of process numbers: containers may share the first two. The kernel knows them even where /etc is empty. */
    private static String host() {
        try {
            return Files.readString(NAME).strip() + "+"
                    + Files.readString(BOOT).strip().replaceFirst("(?<=^.{8}).*", "") + "+"
                    + Files.readSymbolicLink(NUMBERS).toString().replaceAll("[^0-9]", "");
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String start(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .orElse(0L)
                .toString();
    }

    /** Whether that was a process of the host of {@code asking} that has ended. */
    static boolean isGone(String holder, String asking) {
        String[] other = holder.split("/", -1);
        String[] own = asking.split("/", -1);
        if (other.length != PARTS
                || own.length != PARTS
                || other[0].equals(UNKNOWN)
                || !other[0].equals(own[0])
                || !other[1].matches("[0-9]{1,18}")) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(other[1]))
                .filter(ProcessHandle::isAlive)
                .filter(process -> start(process).equals(other[2]))
                .isEmpty();
    }
}
