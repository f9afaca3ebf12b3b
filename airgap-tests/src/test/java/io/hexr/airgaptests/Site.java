package io.hexr.airgaptests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A severed site, driven as a person drives it: by the script {@code site}. */
final class Site implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(40);
    private static final Duration STEP = Duration.ofMinutes(2);

    private final String name;
    private final String network;

    private Site(String name, String network) {
        this.name = name;
        this.network = network;
    }

    /** Sites of different names and networks do not touch. */
    static Site up(String name, String network, String... options) {
        Site site = new Site(name, network);
        List<String> words = new ArrayList<>(List.of("up"));
        words.addAll(List.of(options));
        return Twice.boot("site " + name, () -> {
            try {
                site.script(LIMIT, words.toArray(String[]::new));
            } catch (AssertionError e) {
                site.close();
                throw e;
            }
            return site;
        });
    }

    /** Takes away what somebody left there; a host that can have no site has none. */
    static void down(String name, String network) {
        new Site(name, network).close();
    }

    /** The report, written anew. */
    String report() {
        return status().output();
    }

    Script.Outcome status() {
        return Script.attempt(STEP, command("status"));
    }

    /** What the command printed; anything but success fails the test. */
    String execute(String host, String... command) {
        List<String> words = new ArrayList<>(List.of("exec", host));
        words.addAll(List.of(command));
        return script(STEP, words.toArray(String[]::new));
    }

    /** What a host has said so far. */
    String log(String host) {
        Script.Outcome outcome = Script.attempt(STEP, command("log", host));
        return outcome.output() + outcome.narration();
    }

    Script.Outcome attempt(String host, String... command) {
        return attempt(STEP, host, command);
    }

    Script.Outcome attempt(Duration limit, String host, String... command) {
        List<String> words = new ArrayList<>(List.of("exec", host));
        words.addAll(List.of(command));
        return Script.attempt(limit, command(words.toArray(String[]::new)));
    }

    private String script(Duration limit, String... arguments) {
        return Script.run(limit, command(arguments));
    }

    private String[] command(String... arguments) {
        List<String> words = new ArrayList<>(List.of("lib/named-site", name, network));
        words.addAll(List.of(arguments));
        return words.toArray(String[]::new);
    }

    /** Takes the site down, whether or not it has stayed severed. */
    @Override
    public void close() {
        Script.attempt(STEP, command("down"));
    }
}
