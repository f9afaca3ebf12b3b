package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.PartEntry;
import io.hexr.format.PartSize;
import io.hexr.format.SplitPlan;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.SigningKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "split",
        header = "Cut a bundle into parts that fit a medium; any disc shows what it is part of.",
        footer = {
            "hexr bundle split hexr-bundle.tar.gz --size 4400MiB",
            "hexr bundle split hexr-bundle.tar.gz --size 25GB --parity 1 --per-disc --to discs",
        })
final class BundleSplitCommand implements Verb {
    @Parameters(index = "0", paramLabel = "FILE", description = "The bundle.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path file;

    @Option(
            names = "--size",
            required = true,
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "The largest part, such as 4400MiB or 25GB.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    PartSize size;

    @Option(
            names = "--parity",
            paramLabel = "N",
            description = "So many further parts; as many lost ones are restored. 0 to 4.")
    int parity;

    @Option(names = "--to", paramLabel = "DIR", description = "Where the parts go; else FILE with .parts.")
    @Nullable
    Path folder;

    @Option(names = "--per-disc", description = "A folder for each disc, with one part and the index.")
    boolean perDisc;

    @Option(names = "--part", paramLabel = "N", description = "Make this one part again, such as 3 or p1.")
    @Nullable
    String part;

    @Mixin
    final CustodyOptions custody = new CustodyOptions();

    @Override
    public void settle(Settings settings) {
        custody.settle(settings);
    }

    @Override
    public Outcome run(Voice voice) {
        Optional<SigningKey> signer = custody.signer();
        Path to = folder == null ? Splitting.beside(file) : folder;
        Path log = custody.logBeside(file);
        Splitting.Done done = new Splitting(
                        to, size, parity, perDisc ? SplitPlan.Folders.PER_DISC : SplitPlan.Folders.ONE)
                .split(voice, file, part, statement -> CustodyOptions.requireAbout(signer, log, statement));
        Report report = custody.record(
                report(done, to), signer, log, new CustodyOptions.Step(CustodyEvent.Kind.SPLIT, done.statement()));
        done.carry(log);
        return Outcome.done(report);
    }

    private static Report report(Splitting.Done done, Path to) {
        return Report.of("bundle-parts")
                .with("bundle", done.index().archive())
                .with("size", new Cell.Size(done.index().size()))
                .with("digest", done.index().digest().toString())
                .with("folder", to.toString())
                .with(table("parts", done.parts()))
                .with(new Report.Listing(
                        "approvals",
                        done.approvals().stream().map(Path::toString).toList()));
    }

    static Report.Table table(String key, List<PartEntry> parts) {
        List<List<Cell>> rows = parts.stream()
                .map(entry -> List.<Cell>of(
                        Cell.of(entry.name()),
                        new Cell.Size(entry.size()),
                        Cell.of(entry.digest().toString())))
                .toList();
        return new Report.Table(key, List.of("part", "size", "digest"), rows);
    }

    static final class SizeConverter implements ITypeConverter<PartSize> {
        @Override
        public PartSize convert(String value) {
            return PartSize.parse(value);
        }
    }
}
