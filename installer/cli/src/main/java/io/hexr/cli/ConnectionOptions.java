package io.hexr.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Voice;
import io.hexr.format.PartSize;
import io.hexr.oci.Secret;
import io.hexr.oci.StrictJson;
import io.hexr.registry.ClientKey;
import io.hexr.registry.ClientSettings;
import io.hexr.registry.CredentialFiles;
import io.hexr.registry.CredentialSource;
import io.hexr.registry.Credentials;
import io.hexr.registry.EgressPolicy;
import io.hexr.registry.EgressReport;
import io.hexr.registry.HostPort;
import io.hexr.registry.HostSettings;
import io.hexr.registry.PemFile;
import io.hexr.registry.ProxySettings;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.transfer.Destination;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a registry is reached. Only the registry that was named, the proxies of the environment and the hosts named here are ever contacted; credentials
 * are looked for where Docker and its like keep them.
 */
final class ConnectionOptions {
    private static final int LONGEST_PASSWORD = 64 << 10;

    @Option(names = "--username", paramLabel = "USER", description = "The user, with --password-stdin.")
    @Nullable
    String user;

    @Option(names = "--password-stdin", description = "Read the password of --username from standard input.")
    boolean passwordComes;

    @Option(
            names = "--registry-config",
            paramLabel = "FILE",
            description = "Credentials; else where docker login and podman login keep them.")
    @Nullable
    Path credentials;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "PEM: believe only these authorities.")
    @Nullable
    Path authorities;

    @Option(names = "--cert-file", paramLabel = "FILE", description = "PEM: the certificate to show the registry.")
    @Nullable
    Path certificate;

    @Option(names = "--key-file", paramLabel = "FILE", description = "PEM: its unencrypted key.")
    @Nullable
    Path key;

    @Option(names = "--plain-http", description = "Speak clear text to this registry, on loopback, too.")
    boolean plain;

    @Option(
            names = "--rate",
            paramLabel = "SIZE",
            converter = BundleSplitCommand.SizeConverter.class,
            description = "At most so much each second, such as 10MB.")
    @Nullable
    PartSize rate;

    @Option(
            names = "--token-host",
            paramLabel = "HOST[:PORT]",
            description = "May issue tokens for the registry, and so receive the credentials; repeatable.")
    List<String> tokenHosts = new ArrayList<>();

    @Option(
            names = "--redirect-host",
            paramLabel = "HOST[:PORT]",
            description = "May deliver what the registry redirects to; repeatable.")
    List<String> redirectHosts = new ArrayList<>();

    @Option(names = "--egress-report", paramLabel = "FILE", description = "Write which hosts were contacted.")
    @Nullable
    Path egress;

    /** Works with the registry of that address; the connections end and the egress report is written however the work ends. */
    <T> T connected(Voice voice, String written, Function<Destination, T> work) {
        RegistryAddress address = address(written);
        return connectedTo(voice, List.of(address), client -> work.apply(new Destination(client, address)));
    }

    /** The same with several registries, all reached alike. */
    <T> T connectedTo(Voice voice, List<RegistryAddress> addresses, Function<RegistryClient, T> work) {
        ClientSettings settings = settings(
                voice, addresses.stream().map(RegistryAddress::at).distinct().toList());
        T result;
        try (RegistryClient client = RegistryClient.open(settings)) {
            try {
                result = work.apply(client);
            } catch (RuntimeException | Error e) {
                try {
                    report(client.egress());
                } catch (ConsoleException also) {
                    e.addSuppressed(also);
                }
                throw e;
            }
            report(client.egress());
        }
        return result;
    }

    /** As options, for a command that continues this one; a password is never among them. */
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (plain) {
            words.add("--plain-http");
        }
        if (user != null) {
            words.addAll(List.of("--username", user));
        }
        if (passwordComes) {
            words.add("--password-stdin");
        }
        add(words, "--registry-config", credentials);
        add(words, "--ca-file", authorities);
        add(words, "--cert-file", certificate);
        add(words, "--key-file", key);
        add(words, "--rate", rate);
        tokenHosts.forEach(host -> add(words, "--token-host", host));
        redirectHosts.forEach(host -> add(words, "--redirect-host", host));
        add(words, "--egress-report", egress);
        return words;
    }

    private static void add(List<Object> words, String name, @Nullable Object value) {
        if (value != null) {
            words.addAll(List.of(name, value));
        }
    }

    /** As people write it, spoken to as these options say. */
    RegistryAddress address(String written) {
        RegistryAddress address = RegistryAddress.parse(written);
        if (plain && written.strip().regionMatches(true, 0, "https://", 0, 8)) {
            throw usage("https:// and --plain-http contradict each other", "leave out one of them");
        }
        return plain ? address.overPlainHttp() : address;
    }

    private ClientSettings settings(Voice voice, List<HostPort> registries) {
        Map<String, String> environment = voice.environment().variables();
        ProxySettings proxies = ProxySettings.of(environment);
        EgressPolicy egressPolicy = naming(EgressPolicy.nothing(), registries, EgressPolicy.Purpose.REGISTRY);
        egressPolicy = naming(egressPolicy, proxies.proxies(), EgressPolicy.Purpose.PROXY);
        egressPolicy = naming(egressPolicy, hosts(tokenHosts), EgressPolicy.Purpose.TOKEN_SERVICE);
        egressPolicy = naming(egressPolicy, hosts(redirectHosts), EgressPolicy.Purpose.REDIRECT_TARGET);
        ClientSettings settings =
                ClientSettings.within(egressPolicy).with(proxies).with(credentials(voice, registries, environment));
        for (HostPort registry : registries) {
            if (plain && !isLoopback(registry.host())) {
                voice.narration().warn("speaking clear text to " + registry + ": passwords travel readable");
            }
            settings = settings.with(registry, host());
        }
        return settings;
    }

    private static EgressPolicy naming(EgressPolicy policy, Iterable<HostPort> hosts, EgressPolicy.Purpose purpose) {
        EgressPolicy more = policy;
        for (HostPort host : hosts) {
            more = more.naming(host, purpose);
        }
        return more;
    }

    private List<HostPort> hosts(List<String> written) {
        return written.stream()
                .map(text -> HostPort.parse(text, plain ? 80 : 443))
                .toList();
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private HostSettings host() {
        if ((certificate == null) != (key == null)) {
            throw usage("a certificate comes with its key", "give both --cert-file and --key-file");
        }
        HostSettings host = HostSettings.USUAL;
        if (plain) {
            host = host.overPlainHttp();
        }
        if (authorities != null) {
            host = host.trustingOnly(PemFile.certificates(authorities));
        }
        if (certificate != null && key != null) {
            host = host.presenting(ClientKey.read(certificate, key));
        }
        return rate == null ? host : host.limitedTo(rate.bytes());
    }

    private CredentialSource credentials(Voice voice, List<HostPort> registries, Map<String, String> environment) {
        if ((user != null) != passwordComes) {
            throw usage(
                    "a user and a password belong together",
                    "give both --username USER and --password-stdin; a password never stands on a command line");
        }
        if (user != null) {
            if (registries.size() > 1) {
                throw usage(
                        "one password, and " + registries.size() + " registries: " + registries,
                        "log in to each (docker login), or give --registry-config FILE");
            }
            return CredentialSource.NONE.with(registries.getFirst(), new Credentials.Basic(user, password()));
        }
        if (credentials != null) {
            return CredentialFiles.in(credentials, environment);
        }
        return voice.environment()
                .folder("HOME")
                .<CredentialSource>map(home -> CredentialFiles.of(environment, home))
                .orElse(CredentialSource.NONE);
    }

    /** The first line of standard input. */
    private static Secret password() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = System.in.read(); b >= 0 && b != '\n'; b = System.in.read()) {
                line.write(b);
                if (line.size() > LONGEST_PASSWORD) {
                    throw usage("the password is too long", "check what is piped in");
                }
            }
            byte[] bytes = line.toByteArray();
            CharBuffer characters = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            Arrays.fill(bytes, (byte) 0);
            int length = characters.length();
            if (length > 0 && characters.get(length - 1) == '\r') {
                characters.limit(characters.position() + length - 1);
            }
            if (!characters.hasRemaining()) {
                throw usage("no password came in", "pipe it in: ... --password-stdin < FILE");
            }
            char[] password = new char[characters.remaining()];
            characters.get(password);
            Secret secret = Secret.of(password);
            Arrays.fill(password, '\0');
            Arrays.fill(characters.array(), '\0');
            return secret;
        } catch (CharacterCodingException e) {
            throw usage("the password is not UTF-8", "check what is piped in");
        } catch (IOException e) {
            throw usage("standard input cannot be read: " + e.getMessage(), "pipe the password in");
        }
    }

    private void report(EgressReport contacted) {
        if (egress == null) {
            return;
        }
        Map<String, Object> all = new TreeMap<>();
        all.put("schema", "hexr.io/egress-report/v1");
        all.put(
                "contacted",
                contacted.contacts().stream().map(ConnectionOptions::line).toList());
        all.put(
                "refused",
                contacted.refused().stream().map(HostPort::toString).sorted().toList());
        try {
            Files.write(egress, StrictJson.write(all));
        } catch (IOException e) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.FILE_UNWRITABLE, "the egress report " + egress + " cannot be written: " + e)
                            .about(egress.toString()));
        }
    }

    private static Map<String, Object> line(EgressReport.Contact contact) {
        Map<String, Object> line = new TreeMap<>();
        line.put("host", contact.host().toString());
        line.put("addresses", contact.addresses().stream().sorted().toList());
        line.put("connections", contact.connections());
        line.put("requests", contact.requests());
        line.put("bytesSent", contact.bytesSent());
        line.put("bytesReceived", contact.bytesReceived());
        return line;
    }

    private static ConsoleException.Refused usage(String summary, String next) {
        return new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, summary)
                .because("options contradict or lack each other")
                .next(next));
    }
}
