package io.hexr.format;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The real disk, of which one write operation fails: opening to write, writing, cutting, flushing, renaming, deleting, making a folder. Whatever works on its paths
 * meets the failure where the system would report it, so nothing of the product has to be built for it.
 */
final class FaultyDisk {
    private final Below provider = new Below();
    private final FileSystem system;
    private final AtomicInteger operations = new AtomicInteger();
    private final int failing;
    private final IOException fault;
    private final long free;

    private FaultyDisk(int failing, IOException fault, long free) {
        this.failing = failing;
        this.fault = fault;
        this.free = free;
        this.system = new Above();
    }

    /** Fails at the n-th write operation, counted from one. */
    static FaultyDisk failing(int operation, IOException fault) {
        return new FaultyDisk(operation, fault, Long.MAX_VALUE);
    }

    /** Has so much room and says so. */
    static FaultyDisk withRoom(long bytes) {
        return new FaultyDisk(0, new IOException("never"), bytes);
    }

    /** Write operations so far. */
    int operations() {
        return operations.get();
    }

    void operate() throws IOException {
        if (operations.incrementAndGet() == failing) {
            throw fault;
        }
    }

    Path path(Path real) {
        return (Path) Proxy.newProxyInstance(
                FaultyDisk.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getFileSystem")) {
                        return system;
                    }
                    Object[] plain = arguments == null
                            ? new Object[0]
                            : Arrays.stream(arguments).map(FaultyDisk::real).toArray();
                    try {
                        return above(method.invoke(real, plain));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private @Nullable Object above(@Nullable Object value) {
        return value instanceof Path below ? path(below) : value;
    }

    /** The path below one of ours; anything else as it is. */
    private static @Nullable Object real(@Nullable Object value) {
        return value != null && Proxy.isProxyClass(value.getClass()) && value instanceof Path path
                ? Path.of(path.toString())
                : value;
    }

    private static Path below(Path path) {
        return Path.of(path.toString());
    }

    private final class Above extends FileSystem {
        @Override
        public FileSystemProvider provider() {
            return provider;
        }

        @Override
        public void close() {
            // the real one stays open
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public String getSeparator() {
            return "/";
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return FileSystems.getDefault().getRootDirectories();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return FileSystems.getDefault().getFileStores();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return FileSystems.getDefault().supportedFileAttributeViews();
        }

        @Override
        public Path getPath(String first, String... more) {
            return path(Path.of(first, more));
        }

        @Override
        public java.nio.file.PathMatcher getPathMatcher(String pattern) {
            return FileSystems.getDefault().getPathMatcher(pattern);
        }

        @Override
        public java.nio.file.attribute.UserPrincipalLookupService getUserPrincipalLookupService() {
            return FileSystems.getDefault().getUserPrincipalLookupService();
        }

        @Override
        public java.nio.file.WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }

    private final class Below extends FileSystemProvider {
        private final FileSystemProvider real = FileSystems.getDefault().provider();

        @Override
        public String getScheme() {
            return "faulty";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return system;
        }

        @Override
        public Path getPath(URI uri) {
            return path(real.getPath(uri));
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            boolean writes = options.contains(StandardOpenOption.WRITE);
            if (writes) {
                operate();
            }
            FileChannel channel = real.newFileChannel(below(path), options, attributes);
            return writes ? new FaultyChannel(channel, FaultyDisk.this) : channel;
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            return real.newDirectoryStream(below(path), filter);
        }

        @Override
        public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
            operate();
            real.createDirectory(below(path), attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            operate();
            real.delete(below(path));
        }

        @Override
        public void copy(Path from, Path to, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void move(Path from, Path to, CopyOption... options) throws IOException {
            operate();
            real.move(below(from), below(to), options);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return real.isSameFile(below(one), below(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return real.isHidden(below(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return free == Long.MAX_VALUE ? real.getFileStore(below(path)) : new SmallStore(free);
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            real.checkAccess(below(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return real.getFileAttributeView(below(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return real.readAttributes(below(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return real.readAttributes(below(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            real.setAttribute(below(path), attribute, value, options);
        }
    }

    private static final class SmallStore extends FileStore {
        private final long free;

        SmallStore(long free) {
            this.free = free;
        }

        @Override
        public String name() {
            return "small";
        }

        @Override
        public String type() {
            return "small";
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public long getTotalSpace() {
            return free;
        }

        @Override
        public long getUsableSpace() {
            return free;
        }

        @Override
        public long getUnallocatedSpace() {
            return free;
        }

        @Override
        public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(String name) {
            return false;
        }

        @Override
        public <V extends java.nio.file.attribute.FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object getAttribute(String attribute) {
            throw new UnsupportedOperationException();
        }
    }
}
