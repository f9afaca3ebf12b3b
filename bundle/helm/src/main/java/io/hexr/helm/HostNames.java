package io.hexr.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds names of the public Internet in what was rendered. API groups and label keys look alike and are none. */
final class HostNames {
    private static final Pattern HOST =
            Pattern.compile("(?<![A-Za-z0-9_.@-])((?:[a-zA-Z0-9-]{1,63}\\.)+([a-zA-Z]{2,24}))(?![A-Za-z0-9_-])");

    /** Domains that people register in; a name that ends otherwise is a file, a key or a name of this site. */
    private static final Set<String> PUBLIC = Set.of(
            "com", "net", "org", "io", "dev", "cloud", "ai", "co", "gov", "mil", "edu", "app", "info", "biz", "eu",
            "uk", "de", "us", "fr", "ch", "nl", "run", "tech", "int", "me", "sh", "so");

    /** Groups of APIs and prefixes of labels that manifests are full of. */
    private static final Set<String> PREFIXES =
            Set.of("hexr.io", "app.kubernetes.io", "kubernetes.io", "helm.sh", "agentkube.io");

    private static final Pattern API_PLACES = Pattern.compile(
            "\\.apiVersion|.*\\.apiGroups?(\\[\\d+])?|\\.roleRef\\.apiGroup|.*\\.topologyKey|.*matchExpressions\\[\\d+]\\.key|\\.spec\\.group");

    private HostNames() {}

    static List<Violation> check(List<ManifestObject> objects, Invariants.Scope scope) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            for (Map.Entry<String, String> text : object.texts().entrySet()) {
                if (!API_PLACES.matcher(text.getKey()).matches()) {
                    publicNames(text.getValue(), scope)
                            .forEach(name -> found.add(new Violation(
                                    Rule.NO_PUBLIC_HOST,
                                    object.title(),
                                    "names " + name + " in " + text.getKey().substring(1))));
                }
            }
        }
        return found;
    }

    private static List<String> publicNames(String text, Invariants.Scope scope) {
        List<String> found = new ArrayList<>();
        Matcher hosts = HOST.matcher(text);
        while (hosts.find()) {
            String host = hosts.group(1).toLowerCase(Locale.ROOT);
            boolean site = host.equals(registryHost(scope.registry()))
                    || scope.hosts().contains(host)
                    || host.endsWith("." + scope.clusterDomain());
            if (PUBLIC.contains(hosts.group(2).toLowerCase(Locale.ROOT)) && !site && !isKey(text, hosts, host)) {
                found.add(host);
            }
        }
        return found;
    }

    /** {@code hexr.io/tenant} is a label's key; {@code https://hexr.io/tenant} is an address. */
    private static boolean isKey(String text, Matcher at, String host) {
        boolean known = PREFIXES.stream().anyMatch(prefix -> host.equals(prefix) || host.endsWith("." + prefix))
                || host.endsWith(".k8s.io");
        boolean address = at.start() > 2 && text.startsWith("//", at.start() - 2);
        boolean slash = at.end() < text.length() && text.charAt(at.end()) == '/';
        return known && slash && !address;
    }

    private static String registryHost(String registry) {
        return registry.split("[/:]", 2)[0];
    }
}
