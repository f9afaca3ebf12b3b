package io.hexr.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import at.favre.lib.crypto.bcrypt.BCrypt;

/**
 * Users and bcrypt hashes, as {@code htpasswd -B} writes them; other hashes are refused. A pair that was found right is believed for a minute without
 * another bcrypt; only its salted digest is remembered. An unknown user takes as long as a wrong password.
 */
public final class Htpasswd {
    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");
    private static final int MAX_COST = 16;
    private static final int MAX_PASSWORD = 72;
    private static final int MAX_FILE = 1 << 20;
    private static final int REMEMBERED = 10_000;
    private static final long BELIEVED = TimeUnit.MINUTES.toNanos(1);
    private final Map<String, byte[]> hashes;
    private final byte[] nobody;
    private final byte[] salt = new byte[32];
    private final Map<String, Long> believed = new ConcurrentHashMap<>();

    /** bcrypt is slow by design: not more at a time than there are processors, so that guesses cannot starve pulls of those already known. */
    private final Semaphore slow =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);

    private Htpasswd(Map<String, byte[]> hashes) {
        this.hashes = hashes;
        this.nobody = hashes.values().iterator().next();
        new SecureRandom().nextBytes(salt);
    }

    /** Reads the file once; a change of it needs a new start. @throws RegistryException.BadHtpasswd naming file and line */
    public static Htpasswd read(Path file) {
        return of(file, lines(file));
    }

    static Htpasswd of(Path file, List<String> lines) {
        Map<String, byte[]> hashes = new HashMap<>();
        int number = 0;
        for (String line : lines) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int colon = text.indexOf(':');
            if (colon <= 0) {
                throw new RegistryException.BadHtpasswd(file, number, "is not user:hash");
            }
            var hash = HASH.matcher(text.substring(colon + 1));
            if (!hash.matches()) {
                throw new RegistryException.BadHtpasswd(file, number, "the hash is not bcrypt (htpasswd -B makes one)");
            }
            if (Integer.parseInt(hash.group(1)) > MAX_COST) {
                throw new RegistryException.BadHtpasswd(file, number, "the bcrypt cost is above " + MAX_COST);
            }
            byte[] bytes = text.substring(colon + 1).getBytes(StandardCharsets.US_ASCII);
            if (hashes.put(text.substring(0, colon), bytes) != null) {
                throw new RegistryException.BadHtpasswd(file, number, "the user stands twice");
            }
        }
        if (hashes.isEmpty()) {
            throw new RegistryException.BadHtpasswd(file, number, "the file names no user");
        }
        return new Htpasswd(hashes);
    }

    /** A line for the file. The password is at most 72 bytes, which is all that bcrypt looks at. */
    public static String line(String user, char[] password) {
        if (user.isEmpty() || user.indexOf(':') >= 0 || !user.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("a user name is printable ASCII without blanks and colons");
        }
        return user + ":" + BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(10, password);
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new RegistryException.BadHtpasswd(file, 0, "the file is larger than " + MAX_FILE + " bytes");
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RegistryException.BadHtpasswd(file, 0, "cannot be read (" + e.getMessage() + ")");
        }
    }

    /** The user of a Basic {@code Authorization} header, where user and password are right. */
    Optional<String> user(String authorization) {
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        String pair;
        try {
            pair = new String(
                    Base64.getDecoder().decode(authorization.substring(6).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String user = pair.substring(0, colon);
        String key = remembered(pair);
        Long until = believed.get(key);
        if (until != null && System.nanoTime() - until < 0) {
            return Optional.of(user);
        }
        if (!verified(user, pair.substring(colon + 1).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        if (believed.size() >= REMEMBERED) {
            believed.clear();
        }
        believed.put(key, System.nanoTime() + BELIEVED);
        return Optional.of(user);
    }

    private boolean verified(String user, byte[] password) {
        byte[] known = hashes.get(user);
        if (password.length == 0 || password.length > MAX_PASSWORD) {
            return false;
        }
        slow.acquireUninterruptibly();
        try {
            boolean right = BCrypt.verifyer().verify(password, known == null ? nobody : known).verified;
            return right && known != null;
        } finally {
            slow.release();
        }
    }

    private String remembered(String pair) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return HexFormat.of().formatHex(digest.digest(pair.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
