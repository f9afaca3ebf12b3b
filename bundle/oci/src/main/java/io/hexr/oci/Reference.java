package io.hexr.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/** Where an image lies: registry host, repository, and a tag or a digest. */
public sealed interface Reference permits Reference.Tagged, Reference.Pinned {
    /** Host, with port where one was written; IPv6 in brackets. */
    String registry();

    String repository();

    /** A name that may point elsewhere tomorrow. */
    record Tagged(String registry, String repository, String tag) implements Reference {
        public Tagged {
            Names.requireRegistry(registry);
            Names.requireRepository(repository);
            Names.requireTag(tag);
        }

        @Override
        public String toString() {
            return registry + "/" + repository + ":" + tag;
        }
    }

    /** Names bytes. The tag, where there is one, is what people call them. */
    record Pinned(String registry, String repository, Optional<String> tag, Digest digest) implements Reference {
        public Pinned {
            Names.requireRegistry(registry);
            Names.requireRepository(repository);
            tag.ifPresent(Names::requireTag);
        }

        @Override
        public String toString() {
            return registry + "/" + repository + tag.map(t -> ":" + t).orElse("") + "@" + digest;
        }
    }

    /** Parses {@code host[:port]/repository[:tag][@digest]}. No host or tag is invented: a name without them is refused. */
    static Reference parse(String text) {
        if (text.length() > 512) {
            throw new OciException.MalformedReference(text, "at most 512 characters");
        }
        int slash = text.indexOf('/');
        if (slash <= 0) {
            throw new OciException.MalformedReference(
                    text, "the registry host is missing (host[:port]/repository:tag)");
        }
        String registry = text.substring(0, slash);
        String rest = text.substring(slash + 1);
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.indexOf(':');
        if (colon >= 0) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        if (digest.isPresent()) {
            return new Pinned(registry, rest, tag, digest.get());
        }
        String named = tag.orElseThrow(
                () -> new OciException.MalformedReference(text, "neither tag nor digest; no tag is assumed"));
        return new Tagged(registry, rest, named);
    }

    /** The grammar of the distribution specification. */
    final class Names {
        private static final Pattern REGISTRY = Pattern.compile(
                "(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,62})){0,20})(:[0-9]{1,5})?");
        private static final Pattern REPOSITORY =
                Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
        private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

        private Names() {}

        /** A bare word is no registry: other tools read it as a repository at a public one. */
        public static void requireRegistry(String text) {
            boolean host = text.length() <= 255
                    && REGISTRY.matcher(text).matches()
                    && (text.equals("localhost") || text.contains(".") || text.contains(":"));
            if (!host || !portHolds(text)) {
                throw new OciException.MalformedReference(
                        text, "a registry is host[:port], without scheme or path; IPv6 in brackets");
            }
        }

        private static boolean portHolds(String text) {
            int colon = text.lastIndexOf(':');
            return colon < text.lastIndexOf(']') || colon < 0 || Integer.parseInt(text.substring(colon + 1)) <= 65_535;
        }

        public static void requireRepository(String text) {
            if (text.length() > 255 || !REPOSITORY.matcher(text).matches()) {
                throw new OciException.MalformedReference(
                        text, "a repository is lower-case path parts of letters, digits and single . _ - between them");
            }
        }

        public static void requireTag(String text) {
            if (!TAG.matcher(text).matches()) {
                throw new OciException.MalformedReference(
                        text, "a tag is 1 to 128 letters, digits, . _ - and does not begin with . or -");
            }
        }
    }
}
