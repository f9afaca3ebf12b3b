package io.hexr.charts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

import io.hexr.helm.ChartPacker;
import io.hexr.helm.Closure;
import io.hexr.helm.HelmException;
import io.hexr.helm.ImageLock;
import io.hexr.helm.Profile;
import io.hexr.helm.Renderer;
import io.hexr.helm.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every profile, with every overlay that goes with it, with every choice of optional components: one closed world. */
class ClosureTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    private static final Renderer RENDERER = new Renderer(Charts.HELM, Charts.PROFILES);

    @TempDir
    private Path temp;

    private Closure.World world(ImageLock lock, List<Closure.Waiver> waivers, String... elsewhere) throws IOException {
        Path chart = Files.write(temp.resolve("chart.tgz"), ChartPacker.pack(Charts.RUNTIME, lock));
        Set<String> models = lock.images().containsKey("small-model") ? Set.of("small-model") : Set.of();
        return new Closure.World(chart, lock, models, Set.of(elsewhere), waivers, TODAY);
    }

    /** The quick half: what else is wrong shows in every combination. */
    private static void check(Closure.World world) {
        Closure.check(RENDERER, Charts.PROFILES, world, Closure.Breadth.EACH);
    }

    @Test
    void everyCombinationKeepsEveryInvariantAndUsesWhatTheReleaseHolds() throws IOException {
        Closure.Breadth breadth =
                System.getProperty("hexr.full") == null ? Closure.Breadth.EACH : Closure.Breadth.EVERY;
        Closure.Result result = Closure.check(RENDERER, Charts.PROFILES, world(Charts.wholeLock(), List.of()), breadth);
        assertThat(result.profiles()).isEqualTo(3);
        assertThat(result.overlays())
                .as("none, each of three, and the pairs that go together")
                .isEqualTo(6);
        assertThat(result.choices()).isEqualTo(breadth == Closure.Breadth.EACH ? 12 : 32);
        assertThat(result.renderings()).isEqualTo(result.profiles() * result.overlays() * result.choices());
        Files.writeString(
                Path.of("target", "closure.txt"),
                "1 chart, " + result.profiles() + " profiles, " + result.overlays() + " sets of overlays, "
                        + result.choices()
                        + " choices of components: " + result.renderings() + " renderings, " + result.objects()
                        + " objects, "
                        + Rule.values().length + " invariants, " + result.judgements() + " judgements, 0 violations\n");
    }

    @Test
    void theAirGappedProfileHoldsToEveryInvariant() {
        assertThat(Profile.read(Charts.PROFILES.resolve("air-gapped")).rules())
                .containsExactlyInAnyOrder(Rule.values());
    }

    @Test
    void anImageThatNothingUsesOpensTheWorld() throws IOException {
        ImageLock lock = Charts.lock(List.of("core"), "stray");
        Closure.World world = world(lock, List.of());
        assertThatThrownBy(() -> check(world))
                .isInstanceOfSatisfying(
                        HelmException.WorldOpen.class,
                        open -> assertThat(open.problems())
                                .contains("stray is in the release and nothing uses it")
                                .hasSize(5));
    }

    @Test
    void anImageThatIsMissingOpensTheWorld() throws IOException {
        ImageLock whole = Charts.lock(List.of("core", "observability"));
        var images = new java.util.TreeMap<>(whole.images());
        images.remove("jaeger");
        images.remove("prometheus");
        Closure.World world = world(new ImageLock(images, whole.groups()), List.of());
        assertThatThrownBy(() -> check(world))
                .isInstanceOfSatisfying(
                        HelmException.WorldOpen.class,
                        open -> assertThat(open.problems())
                                .as("both are named, each with a combination that shows it")
                                .hasSize(2)
                                .anyMatch(problem -> problem.contains("holds no image jaeger (profile air-gapped"))
                                .anyMatch(problem -> problem.contains("holds no image prometheus (profile ")));
    }

    @Test
    void whatTheInstallerUsesIsUsed() throws IOException {
        var images = new java.util.TreeMap<>(
                Charts.lock(List.of("core"), "hexr-probe").images());
        images.keySet().retainAll(Set.of("hexr-bootstrap", "hexr-probe"));
        check(world(new ImageLock(images, new java.util.TreeSet<>(List.of("core"))), List.of(), "hexr-probe"));
    }

    @Test
    void aWaiverHoldsUntilItsDayAndOnlyForWhatNeedsOne() throws IOException {
        var images =
                new java.util.TreeMap<>(Charts.lock(List.of("core"), "stray").images());
        images.keySet().retainAll(Set.of("hexr-bootstrap", "stray"));
        ImageLock lock = new ImageLock(images, new java.util.TreeSet<>(List.of("core")));
        check(world(lock, List.of(new Closure.Waiver("stray", "its chart comes next", TODAY))));
        Closure.World late =
                world(lock, List.of(new Closure.Waiver("stray", "its chart comes next", TODAY.minusDays(1))));
        assertThatThrownBy(() -> check(late)).hasMessageContaining("expired on 2026-11-20");
        Closure.World idle = world(
                lock,
                List.of(
                        new Closure.Waiver("stray", "its chart comes next", TODAY),
                        new Closure.Waiver("hexr-bootstrap", "no reason", TODAY)));
        assertThatThrownBy(() -> check(idle)).hasMessageContaining("the waiver for hexr-bootstrap waives nothing");
        assertThatThrownBy(() -> new Closure.Waiver("stray", " ", TODAY)).hasMessageContaining("gives no reason");
    }
}
