package io.hexr.assembly;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.format.FileArtifact;
import io.hexr.format.ReleaseSpec;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import io.hexr.oci.MediaTypes;

/**
 * Takes a folder of wheels in as a static package index: the wheels as they are, their METADATA beside them, and the pages that lead to both. Whoever extracts the
 * artifact, or serves its files, has an index that pip installs from.
 */
final class WheelIntake {
    /** Layers of one manifest: each wheel has two, each project two more. */
    private static final int MOST_LAYERS = 1000;

    private final LayoutStore to;
    private final Runnable pulse;

    WheelIntake(LayoutStore to, Runnable pulse) {
        this.to = to;
        this.pulse = pulse;
    }

    /** The manifest of the artifact, now in the store. */
    Descriptor take(ReleaseSpec.Content content, Path root) {
        SourceFiles source = SourceFiles.of("wheels " + content.names().name(), root);
        requireWheels(source);
        ArtifactWriter writer = new ArtifactWriter(source.artifact(), to);
        List<WheelIndex.Entry> entries = new ArrayList<>();
        List<ArtifactWriter.Layer> layers = new ArrayList<>();
        for (Path file : source.files()) {
            pulse.run();
            Descriptor bytes = writer.file(MediaTypes.OCTET_STREAM, file);
            // once more, of what was stored: the folder may have been changed after it was judged
            WheelFile.Wheel wheel = read(source, file, writer.stored(bytes));
            Descriptor metadata = writer.bytes(MediaTypes.OCTET_STREAM, wheel.metadata());
            String title = WheelIndex.FOLDER + wheel.name().file();
            entries.add(new WheelIndex.Entry(wheel.name(), wheel.requiresPython(), bytes, metadata));
            layers.add(new ArtifactWriter.Layer(bytes, title));
            layers.add(new ArtifactWriter.Layer(metadata, title + WheelIndex.METADATA));
        }
        WheelIndex index = new WheelIndex(entries);
        index.pages()
                .forEach((path, page) ->
                        layers.add(new ArtifactWriter.Layer(writer.bytes(MediaTypes.OCTET_STREAM, page), path)));
        return writer.manifest(FileArtifact.WHEELS, writer.emptyConfig(), layers, Map.of());
    }

    /** Before anything is copied; nothing of what is read is kept. */
    private void requireWheels(SourceFiles source) {
        Set<String> twins = new TreeSet<>();
        Set<String> projects = new TreeSet<>();
        for (Path file : source.files()) {
            projects.add(name(source, file).project());
            if (!twins.add(source.title(file).toLowerCase(Locale.ROOT))) {
                throw refused(source, file, "is there twice, if case does not count");
            }
            FileIntake.requireFits(source, file);
        }
        requireFew(source, 2 * source.files().size() + 2 * projects.size() + 2);
        source.files().forEach(file -> read(source, file, file));
    }

    private static WheelName name(SourceFiles source, Path file) {
        String title = source.title(file);
        return WheelName.parse(title).orElseThrow(() -> refused(source, file, notAWheel(title)));
    }

    private WheelFile.Wheel read(SourceFiles source, Path file, Path bytes) {
        try (SeekableByteChannel in = Files.newByteChannel(bytes)) {
            return WheelFile.read(name(source, file), in, pulse);
        } catch (WheelFile.Wrong e) {
            throw refused(source, file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw refused(source, file, "cannot be unpacked: " + e.getMessage());
        }
    }

    private static String notAWheel(String title) {
        if (title.endsWith(".tar.gz") || title.endsWith(".zip")) {
            return "is no wheel; a source distribution is built where it is installed: make a wheel of it (pip wheel)";
        }
        return title.contains("/")
                ? "lies in a folder; the wheels of an index lie side by side"
                : "has no name of a wheel: PROJECT-VERSION-PYTHON-ABI-PLATFORM.whl";
    }

    private static void requireFew(SourceFiles source, int layers) {
        if (layers > MOST_LAYERS) {
            throw new AssemblyException.ContentRefused(
                    source.artifact(),
                    source.root() + " makes an index of " + layers + " files, one artifact has at most " + MOST_LAYERS
                            + "; split the folder, pip takes several indexes (--extra-index-url)");
        }
    }

    private static AssemblyException refused(SourceFiles source, Path file, String rule) {
        return new AssemblyException.WheelRefused(source.artifact(), file.toString(), rule);
    }
}
