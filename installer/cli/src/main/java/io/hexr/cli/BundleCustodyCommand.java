package io.hexr.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
import io.hexr.format.SignedBundle;
import io.hexr.oci.Digest;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.CustodyLog;
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
            "hexr bundle custody hexr-bundle.tar.gz --record received --who \"J. Doe\" --key me.key --unencrypted",
        })
final class BundleCustodyCommand implements Verb {
    @Mixin
    final BundleSource source = new BundleSource();

    @Option(names = "--log", paramLabel = "FILE", description = "The log; else the bundle's name with .custody.jsonl.")
    @Nullable
    Path log;

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

    @Option(names = "--who", paramLabel = "NAME", description = "Who did it; for --record.")
    @Nullable
    String who;

    @Option(names = "--host-role", paramLabel = "ROLE", description = "What the machine is; for --record.")
    String hostRole = "unspecified";

    @Option(names = "--medium", paramLabel = "LABEL", description = "What it was carried on; for --record.")
    @Nullable
    String medium;

    @Option(names = "--remark", paramLabel = "TEXT", description = "What a reviewer must not miss; repeatable.")
    List<String> remarks = new ArrayList<>();

    @Option(names = "--key", paramLabel = "KEY", description = "The private key that signs the record.")
    @Nullable
    Path key;

    @Mixin
    final PassphraseOptions protection = new PassphraseOptions();

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public Outcome run(Voice voice) {
        try (ArchiveBytes archive = source.open()) {
            String name = BundleSource.fileName(archive) + ".custody.jsonl";
            Path file = log != null
                    ? log
                    : Approvals.folders(source.places).iterator().next().resolve(name);
            CustodyLog custody = CustodyLog.at(file);
            if (event != null) {
                custody.append(event(voice, archive, event), protection.read(requiredKey()));
            }
            Digest bundle = Digest.of(BundleReader.inspect(archive).files().sums());
            return outcome(voice, file, custody, bundle);
        }
    }

    /** A record tells of a signed release; that its bytes were verified is said only after they were. */
    private CustodyEvent event(Voice voice, ArchiveBytes archive, CustodyEvent.Kind kind) {
        if (who == null) {
            throw usage("a record says who did it", "add --who NAME");
        }
        var trust = believed.beforeApproval(voice, source.approvals(archive));
        Digest bundle;
        if (kind == CustodyEvent.Kind.VERIFIED) {
            bundle =
                    BundleVerifyCommand.verify(voice, archive, trust).verified().statement();
        } else {
            SignedBundle signed = BundleReader.open(archive, trust);
            bundle = signed.verified().statement();
        }
        return new CustodyEvent(
                kind,
                Instant.now(),
                who,
                hostRole,
                Optional.ofNullable(medium),
                "hexr " + Release.ofThisBuild().release(),
                bundle,
                remarks);
    }

    private Path requiredKey() {
        if (key == null) {
            throw usage("a record is signed", "add --key KEY");
        }
        return key;
    }

    private static ConsoleException.Refused usage(String summary, String next) {
        return new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, summary)
                .because("an option is missing")
                .next(next));
    }

    private Outcome outcome(Voice voice, Path file, CustodyLog custody, Digest bundle) {
        var policy = believed.policy.orNobody(voice.environment());
        CustodyLog.Check check =
                head == null ? custody.check(policy) : custody.check(policy, CustodyLog.Head.parse(head));
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
