package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.ExitStatus;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.Trust;
import io.hexr.oci.Digest;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.CustodyLog;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "custody",
        header = "Show and check who did what with a bundle; add a record.",
        footer = {
            "hexr bundle custody hexr-bundle.tar.gz",
            "hexr bundle custody hexr-bundle.tar.gz --record received --who \"J. Doe\" --custody-key me.key",
        })
final class BundleCustodyCommand implements Verb {
    @Mixin
    final BundleSource source = new BundleSource();

    @Option(
            names = "--head",
            paramLabel = "N@DIGEST",
            description = "The end of the log as it was noted elsewhere; it must still be in it.")
    @Nullable
    String head;

    @Option(
            names = "--record",
            paramLabel = "EVENT",
            converter = EventConverter.class,
            description = "created, verified, split, joined, counter-signed, received, pushed or installed.")
    CustodyEvent.@Nullable Kind event;

    @Mixin
    final CustodyOptions custody = new CustodyOptions();

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public void settle(Settings settings) {
        custody.settle(settings);
    }

    @Override
    public Outcome run(Voice voice) {
        Optional<CustodyLog.Head> noted = Optional.ofNullable(head).map(CustodyLog.Head::parse);
        Optional<SigningKey> signer = event == null ? Optional.empty() : custody.signer();
        if (event != null && signer.isEmpty()) {
            throw withoutKey();
        }
        try (ArchiveBytes archive = source.open()) {
            Path file = custody.log(Approvals.folders(source.places).iterator().next(), BundleSource.fileName(archive));
            if (event != null) {
                Digest statement = statement(voice, archive, event);
                custody.record(Report.of("bundle-custody"), signer, file, new CustodyOptions.Step(event, statement));
            }
            Digest bundle = Digest.of(BundleReader.inspect(archive).files().sums());
            return outcome(voice, file, noted, bundle);
        }
    }

    /** A record tells of a signed release; that its bytes were verified is said only after they were. */
    private Digest statement(Voice voice, ArchiveBytes archive, CustodyEvent.Kind kind) {
        Trust trust = believed.beforeApproval(voice, source.approvals(archive));
        return (kind == CustodyEvent.Kind.VERIFIED
                        ? BundleVerifyCommand.verify(voice, archive, trust).verified()
                        : BundleReader.open(archive, trust).verified())
                .statement();
    }

    private static ConsoleException.Refused withoutKey() {
        return new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "a record is signed")
                .because("no key was named")
                .next("add --custody-key KEY"));
    }

    private Outcome outcome(Voice voice, Path file, Optional<CustodyLog.Head> noted, Digest bundle) {
        TrustPolicy policy = believed.policy.orNobody(voice.environment());
        CustodyLog log = CustodyLog.at(file);
        CustodyLog.Check check = noted.map(known -> log.check(policy, known)).orElseGet(() -> log.check(policy));
        boolean another = check.entries().stream()
                .anyMatch(entry -> !entry.record().event().bundle().equals(bundle));
        Report report = Report.of("bundle-custody")
                .with("log", file.toString())
                .with("verdict", verdict(check, another))
                .with("bundle", bundle.toString());
        report = check.head().isPresent()
                ? report.with("head", check.head().get().toString())
                : report;
        return new Outcome(
                report.with(records(check)),
                another || check.broken().isPresent() ? ExitStatus.TRUST_REFUSED : ExitStatus.DONE);
    }

    private static String verdict(CustodyLog.Check check, boolean another) {
        return check.broken()
                .map(gap -> "broken: line " + gap.line() + " " + gap.rule())
                .orElse(another ? "of another bundle" : "unbroken");
    }

    private static Report.Table records(CustodyLog.Check check) {
        List<List<Cell>> rows = check.entries().stream()
                .map(entry -> {
                    CustodyEvent told = entry.record().event();
                    return List.of(
                            Cell.of(entry.record().number()),
                            new Cell.Moment(told.time()),
                            Cell.of(told.kind().token()),
                            Cell.of(told.who()),
                            Cell.of(told.hostRole()),
                            told.medium().<Cell>map(Cell::of).orElse(new Cell.None()),
                            Cell.of(entry.key().brief()),
                            Cell.of(entry.standing().name().toLowerCase(Locale.ROOT)),
                            Cell.of(String.join("; ", told.remarks())));
                })
                .toList();
        return new Report.Table(
                "records",
                List.of("number", "time", "event", "who", "hostRole", "medium", "key", "keyIs", "remarks"),
                rows);
    }

    static final class EventConverter implements ITypeConverter<CustodyEvent.Kind> {
        @Override
        public CustodyEvent.Kind convert(String value) {
            for (CustodyEvent.Kind kind : CustodyEvent.Kind.values()) {
                if (kind.token().equals(value)) {
                    return kind;
                }
            }
            throw new TypeConversionException("'" + value + "' is no event of a bundle's journey");
        }
    }
}
