package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Voice;
import io.hexr.format.ReleaseSpecEdit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "image",
        header = "Add an image: out of an OCI layout, built from a recipe, or published by others.",
        footer = {
            "hexr release add image web --layout images --reference web:1.4 --licence MIT --tag 1.4 --group core --spec release.yaml",
            "hexr release add image redis --upstream docker.io/library/redis:7.2 --licence BSD-3-Clause --tag 7.2 --group core --spec site.yaml",
            "hexr release add image opa --recipe recipes/opa --tag 1.22.0 --group core --spec release.yaml",
        })
final class ReleaseAddImageCommand implements Verb {
    @Mixin
    final SpecAddition addition = new SpecAddition();

    @Option(names = "--layout", paramLabel = "DIR", description = "An OCI layout folder, with --reference.")
    @Nullable
    Path layout;

    @Option(names = "--reference", paramLabel = "NAME", description = "The image's name in the layout.")
    @Nullable
    String reference;

    @Option(names = "--recipe", paramLabel = "DIR", description = "The folder of a recipe.")
    @Nullable
    Path recipe;

    @Option(names = "--upstream", paramLabel = "REFERENCE", description = "HOST/NAME:TAG[@DIGEST], fetched by mirrors.")
    @Nullable
    String upstream;

    @Option(names = "--platform", paramLabel = "OS/ARCH", description = "If not linux/amd64.")
    @Nullable
    String platform;

    @Option(names = "--used-by", paramLabel = "TEXT", description = "What runs it, where no chart of the release does.")
    @Nullable
    String usedBy;

    @Option(names = "--load-tag", paramLabel = "TAG", description = "A tag after docker load only; repeatable.")
    List<String> loadTags = new ArrayList<>();

    @Override
    public Outcome run(Voice voice) {
        if (Stream.of(layout != null, recipe != null, upstream != null)
                                .filter(given -> given)
                                .count()
                        != 1
                || (layout == null) != (reference == null)) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "say where the image comes from")
                    .because("an image has one place")
                    .next("give --layout with --reference, --recipe, or --upstream"));
        }
        return addition.into(
                ReleaseSpecEdit.Section.IMAGES,
                addition.fields("")
                        .withPath("layout", layout)
                        .with("reference", reference)
                        .withPath("recipe", recipe)
                        .with("upstream", upstream)
                        .with("platform", platform)
                        .withAll("loadTags", loadTags)
                        .with("usedBy", usedBy));
    }
}
