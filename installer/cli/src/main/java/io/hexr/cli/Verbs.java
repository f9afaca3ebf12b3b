package io.hexr.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of {@code hexr}, those of a group below it. Describing one to the parser costs reflection, so only those that the arguments mention are
 * described; where help or completion is asked for, all are. The names are known either way.
 */
record Verbs(List<Entry> entries) {
    /** One line per command; each is one file. */
    static final Verbs ALL = new Verbs(List.of(
            new Entry(
                    "bundle",
                    BundleCommand.class,
                    new Entry("download", BundleDownloadCommand.class),
                    new Entry("inspect", BundleInspectCommand.class),
                    new Entry("verify", BundleVerifyCommand.class),
                    new Entry("sign", BundleSignCommand.class),
                    new Entry("split", BundleSplitCommand.class),
                    new Entry("join", BundleJoinCommand.class),
                    new Entry("extract", BundleExtractCommand.class),
                    new Entry("diff", BundleDiffCommand.class),
                    new Entry("push", BundlePushCommand.class),
                    new Entry("lock", BundleLockCommand.class),
                    new Entry("custody", BundleCustodyCommand.class),
                    new Entry("serve", BundleServeCommand.class),
                    new Entry("inventory", BundleInventoryCommand.class)),
            new Entry("doctor", DoctorCommand.class),
            new Entry(
                    "install",
                    InstallCommand.class,
                    new Entry("preflight", InstallPreflightCommand.class),
                    new Entry("plan", InstallPlanCommand.class),
                    new Entry("rbac", InstallRbacCommand.class),
                    new Entry("apply", InstallApplyCommand.class),
                    new Entry("status", InstallStatusCommand.class),
                    new Entry("upgrade", InstallUpgradeCommand.class),
                    new Entry("restore", InstallRestoreCommand.class),
                    new Entry("uninstall", InstallUninstallCommand.class),
                    new Entry("support", InstallSupportCommand.class)),
            new Entry(
                    "key",
                    KeyCommand.class,
                    new Entry("generate", KeyGenerateCommand.class),
                    new Entry("show", KeyShowCommand.class),
                    new Entry("hand-over", KeyHandOverCommand.class)),
            new Entry(
                    "registry",
                    RegistryCommand.class,
                    new Entry("serve", RegistryServeCommand.class),
                    new Entry("gc", RegistryGcCommand.class),
                    new Entry("prune", RegistryPruneCommand.class)),
            new Entry(
                    "release",
                    ReleaseCommand.class,
                    new Entry(
                            "add",
                            ReleaseAddCommand.class,
                            new Entry("image", ReleaseAddImageCommand.class),
                            new Entry("chart", ReleaseAddChartCommand.class),
                            new Entry("model", ReleaseAddModelCommand.class),
                            new Entry("wheels", ReleaseAddWheelsCommand.class)),
                    new Entry("build", ReleaseBuildCommand.class),
                    new Entry("check", ReleaseCheckCommand.class),
                    new Entry("sign", ReleaseSignCommand.class),
                    new Entry("publish", ReleasePublishCommand.class),
                    new Entry("diff", ReleaseDiffCommand.class),
                    new Entry(
                            "sources",
                            ReleaseSourcesCommand.class,
                            new Entry("refresh", ReleaseSourcesRefreshCommand.class))),
            new Entry("render", RenderCommand.class),
            new Entry(
                    "trust",
                    TrustCommand.class,
                    new Entry("add", TrustAddCommand.class),
                    new Entry("list", TrustListCommand.class),
                    new Entry("remove", TrustRemoveCommand.class),
                    new Entry("require", TrustRequireCommand.class),
                    new Entry("revoke", TrustRevokeCommand.class),
                    new Entry("rotate", TrustRotateCommand.class)),
            new Entry("completion", CompletionCommand.class),
            new Entry("help", HelpCommand.class)));

    private static final Set<String> NEEDS_ALL = Set.of("help", "--help", "-h", "completion");

    /** A command by the name its class bears, with the commands below it if it is a group. */
    record Entry(String name, Class<?> command, List<Entry> below) {
        Entry {
            below = List.copyOf(below);
        }

        Entry(String name, Class<?> command, Entry... below) {
            this(name, command, List.of(below));
        }
    }

    Verbs {
        entries = List.copyOf(entries);
    }

    /** Knows the commands that these arguments need. */
    CommandLine commandLine(RootCommand root, String... args) {
        List<String> words = Arrays.asList(args);
        return describing(root, words.stream().anyMatch(NEEDS_ALL::contains) ? names(entries) : words);
    }

    /** Knows every command. */
    CommandLine whole(RootCommand root) {
        return describing(root, names(entries));
    }

    /** The names of the commands below this one, described or not. */
    List<String> below(CommandSpec command) {
        List<Entry> level = entries;
        String[] path = command.qualifiedName().split(" ", -1);
        for (int i = 1; i < path.length; i++) {
            String name = path[i];
            level = level.stream()
                    .filter(entry -> entry.name().equals(name))
                    .flatMap(entry -> entry.below().stream())
                    .toList();
        }
        return level.stream().map(Entry::name).toList();
    }

    private CommandLine describing(RootCommand root, List<String> mentioned) {
        CommandLine line = new CommandLine(root);
        describe(line, entries, mentioned);
        OutputFile.install(line);
        line.getCommandSpec().parser().collectErrors(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setExpandAtFiles(false);
        return line;
    }

    private static void describe(CommandLine line, List<Entry> entries, List<String> mentioned) {
        for (Entry entry : entries) {
            if (mentioned.contains(entry.name())) {
                CommandLine child = new CommandLine(entry.command());
                describe(child, entry.below(), mentioned);
                line.addSubcommand(entry.name(), child);
            }
        }
    }

    private static List<String> names(List<Entry> entries) {
        List<String> names = new ArrayList<>();
        for (Entry entry : entries) {
            names.add(entry.name());
            names.addAll(names(entry.below()));
        }
        return names;
    }
}
