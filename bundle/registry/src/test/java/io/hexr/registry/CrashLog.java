package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Real file operations that are also written down, to build the states a power loss could leave. The model: names in a folder change in order and are durable
 * up to some point at or after the folder's last sync; a rename is one change; bytes of a file that was not forced may be gone, cut or replaced by zeros.
 */
final class CrashLog implements StoreFiles {
    private sealed interface Operation {
        record Create(Path file, int inode) implements Operation {}

        record Force(int inode, ByteBuffer bytes) implements Operation {}

        record Rename(Path from, Path to, int inode) implements Operation {}

        record Remove(Path file) implements Operation {}

        record MakeFolder(Path folder) implements Operation {}

        record Sync(Path folder) implements Operation {}
    }

    private final StoreFiles disk = new StoreFiles.Disk();
    private final Path root;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<Path, Integer> inodes = new HashMap<>();
    private final Map<Integer, Path> lastName = new HashMap<>();

    CrashLog(Path root) {
        this.root = root;
    }

    int length() {
        return operations.size();
    }

    @Override
    public Set<Path> durable() {
        return disk.durable();
    }

    @Override
    public synchronized FileChannel create(Path file) throws IOException {
        FileChannel channel = disk.create(file);
        int inode = lastName.size() + 1;
        inodes.put(file, inode);
        lastName.put(inode, file);
        operations.add(new Operation.Create(file, inode));
        return channel;
    }

    @Override
    public FileChannel reopen(Path file) throws IOException {
        return disk.reopen(file);
    }

    @Override
    public synchronized void force(FileChannel channel, Path file) throws IOException {
        disk.force(channel, file);
        operations.add(new Operation.Force(inode(file), ByteBuffer.wrap(Files.readAllBytes(file))));
    }

    private int inode(Path file) {
        Integer inode = inodes.get(file);
        if (inode == null) {
            throw new IllegalStateException(file + " was not made here");
        }
        return inode;
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
        int inode = inode(from);
        inodes.remove(from);
        inodes.put(to, inode);
        lastName.put(inode, to);
        operations.add(new Operation.Rename(from, to, inode));
    }

    @Override
    public synchronized void sync(Path folder) throws IOException {
        disk.sync(folder);
        operations.add(new Operation.Sync(folder));
    }

    @Override
    public synchronized void remove(Path file) throws IOException {
        disk.remove(file);
        if (inodes.remove(file) != null) {
            operations.add(new Operation.Remove(file));
        }
    }

    @Override
    public synchronized void makeFolder(Path folder) throws IOException {
        disk.makeFolder(folder);
        operations.add(new Operation.MakeFolder(folder));
    }

    /** Builds one state after the first {@code cut} operations. */
    void replay(int cut, Random random, Path into) throws IOException {
        List<Operation> happened = operations.subList(0, cut);
        Map<Path, Integer> durable = durable(happened, random);
        Map<Integer, byte[]> forced = new HashMap<>();
        for (Operation operation : happened) {
            if (operation instanceof Operation.Force force) {
                forced.put(force.inode(), force.bytes().array());
            }
        }
        Files.createDirectories(into);
        Map<Path, Integer> sorted = new TreeMap<>(durable);
        for (Map.Entry<Path, Integer> entry : sorted.entrySet()) {
            Path place = into.resolve(root.relativize(entry.getKey()));
            Path parent = place.getParent();
            // a name whose folder did not survive is gone with it
            if (parent == null || !Files.isDirectory(parent)) {
                continue;
            }
            if (entry.getValue() == 0) {
                Files.createDirectory(place);
            } else {
                byte[] bytes = forced.get(entry.getValue());
                Files.write(place, bytes == null ? unforced(entry.getValue(), random) : bytes);
            }
        }
    }

    /** Names that survive: each folder's changes up to its last sync, and a random number of those after it. Zero stands for a folder. */
    private Map<Path, Integer> durable(List<Operation> happened, Random random) {
        Map<Path, Integer> lastSync = new HashMap<>();
        TreeSet<Path> folders = new TreeSet<>();
        for (int i = 0; i < happened.size(); i++) {
            if (happened.get(i) instanceof Operation.Sync sync) {
                lastSync.put(sync.folder(), i);
            }
            folderOf(happened.get(i)).ifPresent(folders::add);
        }
        Map<Path, Integer> until = new HashMap<>();
        for (Path folder : folders) {
            int synced = lastSync.getOrDefault(folder, -1);
            until.put(folder, synced + random.nextInt(happened.size() - synced));
        }
        Map<Path, Integer> names = new HashMap<>();
        for (int i = 0; i < happened.size(); i++) {
            Operation operation = happened.get(i);
            int at = i;
            boolean kept = folderOf(operation)
                    .map(folder -> at <= until.getOrDefault(folder, -1))
                    .orElse(false);
            if (!kept) {
                continue;
            }
            switch (operation) {
                case Operation.Create create -> names.put(create.file(), create.inode());
                case Operation.Rename rename -> {
                    names.remove(rename.from());
                    names.put(rename.to(), rename.inode());
                }
                case Operation.Remove remove -> names.remove(remove.file());
                case Operation.MakeFolder made -> names.putIfAbsent(made.folder(), 0);
                case Operation.Force force -> {
                    // no name
                }
                case Operation.Sync sync -> {
                    // no name
                }
            }
        }
        names.remove(root);
        return names;
    }

    /** The folder whose sync makes the change durable; for a rename, that of the new name. */
    private java.util.Optional<Path> folderOf(Operation operation) {
        Path file =
                switch (operation) {
                    case Operation.Create create -> create.file();
                    case Operation.Rename rename -> rename.to();
                    case Operation.Remove remove -> remove.file();
                    case Operation.MakeFolder made -> made.folder();
                    case Operation.Force force -> null;
                    case Operation.Sync sync -> null;
                };
        return java.util.Optional.ofNullable(file).map(Path::getParent).filter(p -> p.startsWith(root));
    }

    private byte[] unforced(int inode, Random random) throws IOException {
        Path last = lastName.get(inode);
        byte[] whole = last != null && Files.exists(last) ? Files.readAllBytes(last) : new byte[64];
        return switch (random.nextInt(3)) {
            case 0 -> new byte[0];
            case 1 -> new byte[whole.length];
            default -> Arrays.copyOf(whole, random.nextInt(whole.length + 1));
        };
    }
}
