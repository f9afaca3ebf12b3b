package io.hexr.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.registry.HostPort;
import io.hexr.registry.Htpasswd;
import io.hexr.registry.RegistryException;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.ServerLog;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.ServerTls;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a registry is reached and protected; what every command that serves shares. Nothing here can weaken what the server itself refuses. */
final class ServeOptions {
    private static final Duration DRAIN = Duration.ofSeconds(8);
    private static final int PORT = 5000;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where to listen; 127.0.0.1:5000 unless said. Port 0 takes a free one.")
    String listen = "127.0.0.1:" + PORT;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM: the certificate, then its issuers.")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM: the unencrypted PKCS#8 key.")
    @Nullable
    Path key;

    @Option(
            names = "--tls-generate",
            description = "Make an authority once, in DIR-tls beside the store, and a certificate of it at each start.")
    boolean generate;

    @Option(
            names = "--tls-name",
            paramLabel = "NAME",
            description = "A further name or address that clients use; for --tls-generate.")
    List<String> names = new ArrayList<>();

    @Option(
            names = "--tls-passphrase-file",
            paramLabel = "FILE",
            description = "Opens the key of the made authority; else one is made and kept beside it.")
    @Nullable
    Path passphrase;

    @Option(names = "--htpasswd", paramLabel = "FILE", description = "Users and bcrypt passwords (htpasswd -B).")
    @Nullable
    Path users;

    @Option(names = "--metrics", paramLabel = "HOST:PORT", description = "Serve figures at an address of their own.")
    @Nullable
    String metrics;

    @Option(names = "--access-log", description = "One line on standard error for each answer.")
    boolean accessLog;

    @Option(
            names = "--insecure-expose",
            description = "Let other hosts reach it although TLS or passwords are missing.")
    boolean exposed;

    private final AtomicLong answers = new AtomicLong();

    /** @param beside where a made authority is kept beside, for a server that has a folder */
    ServerOptions options(Voice voice, Optional<Path> beside) {
        InetSocketAddress at = address(listen);
        ServerOptions options = ServerOptions.loopback(0).at(at).with(log(voice));
        Optional<ServerTls> tls = tls(voice, at, beside);
        if (tls.isPresent()) {
            options = options.with(tls.get());
        }
        if (users != null) {
            options = options.with(Htpasswd.read(users));
        }
        if (metrics != null) {
            options = options.with(new ServerOptions.Metrics.At(address(metrics)));
        }
        if (exposed) {
            voice.narration()
                    .warn("whoever reaches " + listen + " is served without all protection: --insecure-expose");
            options = options.with(ServerOptions.Exposure.UNPROTECTED);
        }
        return options;
    }

    /** Serves until a signal, then lets requests under way end. */
    Outcome until(Voice voice, ServerOptions options, Function<ServerOptions, RegistryServer> start) {
        Instant begun = Instant.now();
        try (RegistryServer server = start.apply(options)) {
            voice.cancellation().endsWithin(DRAIN.plusSeconds(2));
            String at = new HostPort(host(server.address()), server.address().getPort()).toString();
            tell(voice, at, options, server);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // the way a signal arrives here; it is answered by ending in order
            }
            voice.narration().say("stopping: no new connections; requests under way have " + DRAIN.toSeconds() + " s");
            int cut = server.drain(DRAIN);
            return Outcome.done(Report.of("registry-served")
                    .with("address", at)
                    .with("since", new Cell.Moment(begun))
                    .with("answers", answers.get())
                    .with("connectionsCut", cut));
        }
    }

    private static void tell(Voice voice, String at, ServerOptions options, RegistryServer server) {
        boolean tls = options.tls().isPresent();
        boolean writes = options.writes() == ServerOptions.Writes.ALLOWED;
        String name = options.address().getAddress().isAnyLocalAddress()
                ? "NAME-OF-THIS-HOST:" + server.address().getPort()
                : at;
        voice.narration().say("serving " + (tls ? "https" : "http") + "://" + at + (writes ? "" : ", read-only"));
        server.metricsAddress()
                .ifPresent(figures -> voice.narration()
                        .say("figures: http://" + new HostPort(host(figures), figures.getPort()) + "/metrics"));
        voice.narration().say("images are named " + name + "/NAME:TAG; charts oci://" + name + "/NAME");
        if (!tls && !options.address().getAddress().isLoopbackAddress()) {
            voice.narration().warn("clients must be told to accept clear text, and passwords travel readable");
        }
        voice.narration().say("Ctrl-C stops it");
    }

    private static String host(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private ServerLog log(Voice voice) {
        return line -> {
            answers.incrementAndGet();
            if (accessLog) {
                voice.narration()
                        .say(line.at() + " " + line.remote() + " " + line.user().orElse("-") + " " + line.method() + " "
                                + line.path() + " " + line.status() + " " + line.received() + " " + line.sent() + " "
                                + line.took().toMillis() + "ms");
            }
            line.failure().ifPresent(why -> voice.narration().warn("answered " + line.status() + ": " + why));
        };
    }

    private Optional<ServerTls> tls(Voice voice, InetSocketAddress at, Optional<Path> beside) {
        if ((certificate == null) != (key == null) || (certificate != null && generate)) {
            throw usage(
                    "a certificate comes with its key, or is made", "give --tls-cert and --tls-key, or --tls-generate");
        }
        if (!generate && (!names.isEmpty() || passphrase != null)) {
            throw usage(
                    "--tls-name and --tls-passphrase-file are for a certificate that is made", "add --tls-generate");
        }
        if (certificate != null && key != null) {
            return Optional.of(ServerTls.pem(certificate, key));
        }
        if (!generate) {
            return Optional.empty();
        }
        Path store = beside.orElseThrow(
                () -> usage("there is no folder to keep a made authority beside", "give --tls-cert and --tls-key"));
        OwnAuthority authority = OwnAuthority.beside(store, Optional.ofNullable(passphrase));
        voice.narration().say("clients trust it by " + authority.certificate());
        return Optional.of(authority.issue(at.getAddress(), names));
    }

    private static InetSocketAddress address(String text) {
        boolean free = text.endsWith(":0");
        HostPort parsed = HostPort.parse(free ? text.substring(0, text.length() - 2) : text, PORT);
        try {
            return new InetSocketAddress(InetAddress.getByName(parsed.host()), free ? 0 : parsed.port());
        } catch (UnknownHostException e) {
            throw new RegistryException.BadAddress(text, "this host does not know the name");
        }
    }

    private static ConsoleException.Refused usage(String summary, String next) {
        return new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, summary)
                .because("options contradict or lack each other")
                .next(next));
    }
}
