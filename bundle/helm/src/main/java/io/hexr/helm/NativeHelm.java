package io.hexr.helm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import com.marcnuri.helm.jni.HelmLib;
import com.sun.jna.Native;

/**
 * Helm's native code, from a folder where it was installed beforehand. The library's own way is not taken: it writes 98 MB to the temp folder at every start,
 * which fails where that folder is mounted noexec, and fetches a jar from the Internet when its code is missing.
 */
final class NativeHelm {
    /** What must stand in every launcher, so that the library's own loader stays shut even if something reached it. */
    static final String NO_REMOTE_JAR = "com.marcnuri.jkube-helm.skipRemoteJar";

    private static final String HELM = "helm-linux-amd64.so";
    private static final String JNA = "libjnidispatch.so";

    private NativeHelm() {}

    static HelmLib load(Path folder, String os, String architecture) {
        requireHost(os, architecture);
        if (!Boolean.getBoolean(NO_REMOTE_JAR)) {
            throw new HelmException.LauncherUnsafe(NO_REMOTE_JAR);
        }
        requireThere(folder.resolve(JNA));
        Path library = folder.resolve(HELM);
        requireThere(library);
        // read once, when the JVM loads the bridge: from this folder, nowhere else, and unpacked nowhere
        System.setProperty("jna.boot.library.path", folder.toAbsolutePath().toString());
        System.setProperty("jna.nounpack", "true");
        System.setProperty("jna.nosys", "true");
        try {
            return Native.load(library.toAbsolutePath().toString(), HelmLib.class);
        } catch (LinkageError e) {
            throw new HelmException.LibraryUnusable(library, e);
        }
    }

    private static void requireHost(String os, String architecture) {
        boolean linux = os.toLowerCase(Locale.ROOT).equals("linux");
        if (!linux || !(architecture.equals("amd64") || architecture.equals("x86_64"))) {
            throw new HelmException.HostUnsupported(os, architecture);
        }
    }

    private static void requireThere(Path file) {
        if (!Files.isReadable(file)) {
            throw new HelmException.LibraryMissing(file);
        }
    }
}
