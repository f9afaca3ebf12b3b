package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.ExitStatus;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.registry.PemFile;
import io.hexr.registry.RegistryAddress;
import io.hexr.transfer.Doctor;
import io.hexr.transfer.DoctorFinding;
import io.hexr.transfer.NodeConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "doctor",
        header = "Find out what a registry can do, and what keeps a push or a node from using it.",
        description =
                "Writes a little content of its own below hexr-doctor, reads it back and removes it again; sends up to"
                        + " 64 MiB that are not kept.",
        footer = {
            "hexr doctor --registry registry.site:5000/hexr",
            "hexr doctor --registry registry.site:5000/hexr --ca-file site-ca.pem --output json",
            "hexr doctor --registry registry.site:5000/hexr --ca-file site-ca.pem --node-config k3s",
        })
final class DoctorCommand implements Verb {
    @Mixin
    final RegistryOptions registry = new RegistryOptions();

    @Option(
            names = "--node-config",
            paramLabel = "k3s|rke2|containerd",
            converter = NodeConverter.class,
            description = "Print what nodes need in order to pull from it; contacts nobody.")
    @Nullable
    NodeConfig nodes;

    static final class NodeConverter implements ITypeConverter<NodeConfig> {
        @Override
        public NodeConfig convert(String value) {
            for (NodeConfig each : NodeConfig.values()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return each;
                }
            }
            throw new TypeConversionException("'" + value + "' is none of k3s, rke2 and containerd");
        }
    }

    @Override
    public Outcome run(Voice voice) {
        if (nodes != null) {
            return nodeConfig(voice, nodes);
        }
        List<DoctorFinding> findings = registry.connected(voice, destination -> {
            try (Progress.Step step = voice.progress().step("examining " + destination)) {
                List<DoctorFinding> found = Doctor.examine(destination, InstantSource.system(), id -> {
                    voice.cancellation().check();
                    voice.narration().detail("probe: " + id);
                });
                step.done();
                return found;
            }
        });
        boolean blocked = findings.stream().anyMatch(each -> each.severity() == DoctorFinding.Severity.BLOCKER);
        Report report = Report.of("registry-examination")
                .with("registry", registry.address)
                .with("verdict", blocked ? "a push will fail" : "a push will work")
                .with(table(findings));
        return new Outcome(report, blocked ? ExitStatus.PREFLIGHT_BLOCKED : ExitStatus.DONE);
    }

    private static Report.Table table(List<DoctorFinding> findings) {
        List<List<Cell>> rows = findings.stream()
                .map(each -> List.of(
                        Cell.of(each.id()),
                        Cell.of(each.severity().name().toLowerCase(Locale.ROOT)),
                        Cell.of(each.found()),
                        Cell.of(each.wanted()),
                        each.remedy().isEmpty() ? new Cell.None() : Cell.of(each.remedy())))
                .toList();
        return new Report.Table("findings", List.of("id", "severity", "found", "wanted", "remedy"), rows);
    }

    private Outcome nodeConfig(Voice voice, NodeConfig kind) {
        RegistryAddress written = RegistryAddress.parse(registry.address);
        RegistryAddress address = registry.connection.plain ? written.overPlainHttp() : written;
        Path authorities = registry.connection.authorities;
        if (authorities == null && address.tls()) {
            voice.narration().warn("without --ca-file the nodes must trust the registry's authority already");
        }
        Map<String, String> files =
                kind.files(address, authorities == null ? Optional.empty() : Optional.of(pem(authorities)));
        Report report = Report.of("node-configuration").with("registry", address.toString());
        for (Map.Entry<String, String> file : files.entrySet()) {
            // a comment in all three formats, so that what is pasted still says where it belongs
            report = report.with(new Report.Document(file.getKey(), "# " + file.getKey() + "\n" + file.getValue()));
        }
        return Outcome.done(report.with("afterwards", kind.afterwards()));
    }

    private static String pem(Path file) {
        PemFile.certificates(file);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.FILE_UNREADABLE, file + " cannot be read: " + e.getMessage())
                            .about(file.toString()));
        }
    }
}
