package io.hexr.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

import io.hexr.console.Report;

/** Which hexr this is. The launcher knows the commit and passes it on; the release stands in the jar. */
record Release(String release, String commit, String jdk) {
    static Release ofThisBuild() {
        Properties properties = new Properties();
        try (InputStream in = Release.class.getResourceAsStream("release.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("release.properties of the cli jar", e);
        }
        return new Release(
                properties.getProperty("release", "unknown"),
                System.getProperty("hexr.commit", "unknown"),
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    }

    Report report() {
        return Report.of("version").with("hexr", release).with("commit", commit).with("jdk", jdk);
    }
}
