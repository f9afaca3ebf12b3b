package io.hexr.console;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The stable name of a kind of failure, with what usually causes it and what to do next. One enum per exception family; {@code docs/errors.md} is
 * generated from all of them. An id is never renamed or given another meaning.
 */
public sealed interface ProblemCode
        permits GeneralCode,
                OciCode,
                TrustCode,
                RegistryCode,
                BundleCode,
                AssemblyCode,
                TransferCode,
                HelmCode,
                ClusterCode,
                InstallCode {
    String name();

    ExitStatus status();

    /** The usual cause, as a clause that follows "likely cause:". */
    String cause();

    /** The next move; a command wherever one exists. */
    String remedy();

    /** What stands in JSON and in the documentation. */
    default String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Every code, family by family. */
    static List<ProblemCode> all() {
        return Stream.of(
                        GeneralCode.values(),
                        OciCode.values(),
                        TrustCode.values(),
                        RegistryCode.values(),
                        BundleCode.values(),
                        AssemblyCode.values(),
                        TransferCode.values(),
                        HelmCode.values(),
                        ClusterCode.values(),
                        InstallCode.values())
                .<ProblemCode>flatMap(Stream::of)
                .toList();
    }
}
