package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.format.ModelFiles;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;

/** The files of a model by their names, wherever they lie: in the folder they come from, or in the store that keeps them. */
interface ModelContent {
    SortedSet<String> names();

    long size(String name);

    InputStream open(String name) throws IOException;

    /** As they lie in a folder; whoever owns it may change them at any moment. */
    static ModelContent of(SourceFiles source) {
        Map<String, java.nio.file.Path> files = new TreeMap<>();
        source.files().forEach(file -> files.put(source.title(file), file));
        return new ModelContent() {
            @Override
            public SortedSet<String> names() {
                return new TreeSet<>(files.keySet());
            }

            @Override
            public long size(String name) {
                return source.size(Objects.requireNonNull(files.get(name)));
            }

            @Override
            public InputStream open(String name) throws IOException {
                return Files.newInputStream(Objects.requireNonNull(files.get(name)));
            }
        };
    }

    /** As they were stored, which is what travels: the bytes have the digests that the model's config lists. */
    static ModelContent of(ContentSource store, List<Descriptor> layers, List<ModelFiles.File> all) {
        Map<String, ModelFiles.File> files = new HashMap<>();
        all.forEach(file -> files.put(file.name(), file));
        return new ModelContent() {
            @Override
            public SortedSet<String> names() {
                return new TreeSet<>(files.keySet());
            }

            @Override
            public long size(String name) {
                return Objects.requireNonNull(files.get(name)).size();
            }

            @Override
            public InputStream open(String name) {
                return ModelFiles.open(store, layers, Objects.requireNonNull(files.get(name)));
            }
        };
    }
}
