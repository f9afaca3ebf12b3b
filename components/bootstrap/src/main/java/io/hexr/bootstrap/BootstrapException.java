package io.hexr.bootstrap;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** Everything that stops this program, with what it is about and how the process then ends. */
abstract sealed class BootstrapException extends RuntimeException {
    private final int status;
    private final String remedy;

    private BootstrapException(int status, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.remedy = remedy;
    }

    /** The exit status, by class as in every program of the product. */
    int status() {
        return status;
    }

    String remedy() {
        return remedy;
    }

    static final class Usage extends BootstrapException {
        static final String LINES = "hexr-bootstrap apply PLAN | hexr-bootstrap model --from REFERENCE --to DIR";

        Usage(String fact) {
            super(2, fact, LINES, null);
        }
    }

    /** A plan, a credential file or a model that is not what it should be. */
    static final class DocumentInvalid extends BootstrapException {
        DocumentInvalid(String document, String rule) {
            super(3, document + " " + rule, "take the chart and the models of one release as they are", null);
        }
    }

    /** The volume is too small. */
    static final class DiskShort extends BootstrapException {
        DiskShort(Path folder, long needed, long free) {
            super(
                    10,
                    folder + " has " + free + " bytes free, " + needed + " are needed",
                    "ask for a larger volume: llm.ollama.storage",
                    null);
        }
    }

    static final class FileFailed extends BootstrapException {
        FileFailed(Path file, Throwable cause) {
            super(3, file + " cannot be read or written: " + cause, "see what is mounted there, and for whom", cause);
        }
    }

    /** The API server said no. */
    static final class ClusterRefused extends BootstrapException {
        ClusterRefused(String what, int status, String words) {
            super(
                    8,
                    "the API server answers " + status + " to " + what + "; it says: " + words,
                    status == 403 ? "the chart gives the role; was it removed?" : "it is tried again with the next run",
                    null);
        }
    }

    static final class ClusterUnreachable extends BootstrapException {
        ClusterUnreachable(String server, Throwable cause) {
            super(
                    8,
                    "the API server at " + server + " cannot be reached: " + cause,
                    "networkPolicy.apiServerCIDRs must hold its address",
                    cause);
        }
    }

    /** The registry said no, or something this program does not follow. */
    static final class RegistryRefused extends BootstrapException {
        RegistryRefused(String what, String fact) {
            super(7, what + ": " + fact, "see that the bundle was pushed there, and the secret hexr-registry", null);
        }
    }

    static final class RegistryUnreachable extends BootstrapException {
        RegistryUnreachable(String what, Throwable cause) {
            super(
                    7,
                    what + " cannot be had: " + cause,
                    "networkPolicy.registryCIDRs must hold the registry's address, global.caBundle its authority",
                    cause);
        }
    }

    /** Content that is not what its digest says. Nothing of it has a name. */
    static final class ContentWrong extends BootstrapException {
        ContentWrong(String what, String expected, String found) {
            super(7, what + " is " + found + ", expected is " + expected, "push the bundle again", null);
        }
    }
}
