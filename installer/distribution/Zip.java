import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Zip FOLDER NAME EPOCH TARGET: packs the folder NAME so that the same files give the same bytes: sorted, one time for all, modes 755 and 644. Run in UTC. */
void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    FileTime time = FileTime.fromMillis(Long.parseLong(args[2]) * 1000);
    Map<String, String> settings = Map.of("create", "true", "enablePosixFileAttributes", "true");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder.resolve(args[1]))) {
        files = walk.sorted().toList();
    }
    try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + Path.of(args[3]).toUri()), settings)) {
        for (Path file : files) {
            Path entry = zip.getPath(folder.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectory(entry);
            } else {
                Files.write(entry, Files.readAllBytes(file));
            }
            boolean runs = Files.isDirectory(file) || Files.isExecutable(file);
            Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
            // all three: a local header holds those of access and creation, too
            Files.getFileAttributeView(entry, BasicFileAttributeView.class).setTimes(time, time, time);
        }
    }
}
