package io.hexr.cli;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.hexr.registry.RegistryException;
import io.hexr.registry.ServerTls;
import io.hexr.signing.CertificateAuthority;
import io.hexr.signing.Passphrase;

/**
 * The authority of a site's registry in a folder beside its store: {@code ca.pem} goes to the nodes once and stays the same; the server's certificate is made
 * anew at each start, so that it neither ends nor names old addresses. Its callers hold the store's lock, so nobody else makes one meanwhile.
 */
final class OwnAuthority {
    private static final Duration AUTHORITY = Duration.ofDays(3650);
    private static final Duration SERVER = Duration.ofDays(397);

    private final Path folder;
    private final CertificateAuthority authority;

    private OwnAuthority(Path folder, CertificateAuthority authority) {
        this.folder = folder;
        this.authority = authority;
    }

    /** Reads the authority or makes it. Without a file for the passphrase one is made and kept beside the key, for this user only. */
    static OwnAuthority beside(Path store, Optional<Path> passphraseFile) {
        Path folder = store.resolveSibling(store.getFileName() + "-tls");
        Path certificate = folder.resolve("ca.pem");
        Path key = folder.resolve("ca.key");
        try {
            Files.createDirectories(folder);
            Path secret = passphraseFile.isPresent() ? passphraseFile.get() : kept(folder.resolve("ca.passphrase"));
            try (Passphrase passphrase = Passphrase.read(secret)) {
                if (Files.exists(certificate)) {
                    return new OwnAuthority(folder, CertificateAuthority.read(certificate, key, passphrase));
                }
                // the certificate is written last: a key without one is the rest of a start that was killed, and nobody
                // trusts it yet
                Files.deleteIfExists(key);
                CertificateAuthority made = CertificateAuthority.create("Hexr registry", Instant.now(), AUTHORITY);
                made.write(certificate, key, passphrase);
                return new OwnAuthority(folder, made);
            }
        } catch (IOException e) {
            throw new RegistryException.StoreFailed(folder, e);
        }
    }

    private static Path kept(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > 0) {
            return file;
        }
        Files.deleteIfExists(file);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String line = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(
                file, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        return file;
    }

    /** What clients must trust. */
    Path certificate() {
        return folder.resolve("ca.pem");
    }

    ServerTls issue(InetAddress listening, List<String> names) {
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        try {
            Files.deleteIfExists(certificate);
            Files.deleteIfExists(key);
            authority.issue(hosts(listening, names), Instant.now(), SERVER).write(certificate, key);
            return ServerTls.pem(certificate, key);
        } catch (IOException e) {
            throw new RegistryException.StoreFailed(folder, e);
        }
    }

    private static List<String> hosts(InetAddress listening, List<String> names) throws IOException {
        Set<String> hosts = new LinkedHashSet<>(names);
        if (listening.isAnyLocalAddress()) {
            hosts.addAll(addressesOfThisHost());
        } else {
            hosts.add(literal(listening));
        }
        if (listening.isAnyLocalAddress() || listening.isLoopbackAddress()) {
            hosts.add("localhost");
            hosts.add("127.0.0.1");
        }
        return List.copyOf(hosts);
    }

    private static List<String> addressesOfThisHost() throws SocketException {
        List<String> all = new ArrayList<>();
        for (NetworkInterface network : java.util.Collections.list(NetworkInterface.getNetworkInterfaces())) {
            network.inetAddresses()
                    .filter(address -> !address.isLinkLocalAddress())
                    .forEach(address -> all.add(literal(address)));
        }
        return all;
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return address instanceof Inet6Address && zone >= 0 ? text.substring(0, zone) : text;
    }
}
