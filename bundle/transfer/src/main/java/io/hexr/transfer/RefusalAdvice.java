package io.hexr.transfer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.registry.RegistryException;

/**
 * What a refusal of a well-known registry means and who can end it. Recognised by its own words, which are quoted beside the advice, so a reader can
 * see when it does not fit.
 *
 * @param software whose words they are
 */
public record RefusalAdvice(String software, String cause, String remedy) {
    private record Known(Pattern words, RefusalAdvice advice) {
        static Known of(String words, String software, String cause, String remedy) {
            return new Known(
                    Pattern.compile(words, Pattern.CASE_INSENSITIVE), new RefusalAdvice(software, cause, remedy));
        }
    }

    /** The first that fits; {@code $1} is what the words name. */
    private static final List<Known> ALL = List.of(
            Known.of(
                    "project ([a-z0-9._-]{1,255}) not found",
                    "Harbor",
                    "Harbor has no project $1; it makes none by itself",
                    "make the project $1 in Harbor (Projects, New Project), or name another one after the host"),
            Known.of(
                    "unauthorized to access repository: ([a-z0-9._/-]{1,255}), action: push",
                    "Harbor",
                    "the account may not push to $1, or its project does not exist; Harbor does not say which",
                    "in Harbor make the project, and give the account the role Developer there or the robot account the"
                            + " right to push"),
            Known.of(
                    "'?([A-Za-z0-9._/:-]{1,400})'? configured as immutable",
                    "Harbor",
                    "a tag immutability rule of the project covers $1, which is there with other content",
                    "push under another version, or let the project's owner exempt or delete that tag"),
            Known.of(
                    "will exceed the configured upper limit of ([0-9.]{1,16} ?[A-Za-z]{1,5})",
                    "Harbor",
                    "the project's quota of $1 is used up",
                    "raise the quota (Administration, Project Quotas), or free space: hexr registry prune, then"
                            + " Harbor's own garbage collection"),
            Known.of(
                    "system is in read only mode",
                    "Harbor",
                    "Harbor is set to read-only, as during its garbage collection",
                    "wait, or switch it off (Administration, Configuration, System Settings)"),
            Known.of(
                    "PROJECTPOLICYVIOLATION|due to configured policy",
                    "Harbor",
                    "a policy of the project keeps unscanned, unsigned or vulnerable images from being pulled",
                    "let Harbor scan the images, or exempt them in the project's configuration"),
            Known.of(
                    "does not allow updating assets: ([A-Za-z0-9._-]{1,255})",
                    "Nexus",
                    "the repository $1 has the deployment policy Disable redeploy, and this tag is there already",
                    "push under another version, or set the policy of $1 to Allow redeploy"),
            Known.of(
                    "/v2/-/blobs/\\S{1,200} cannot be updated",
                    "Nexus",
                    "two uploads of the same blob met in a repository that does not allow redeploying",
                    "run the same command again: the blob is there now"),
            Known.of(
                    "access to the requested resource is not authorized",
                    "Nexus",
                    "the account lacks the privileges to add and edit in that Docker repository",
                    "grant nx-repository-view-docker-REPOSITORY-add and -edit, and activate the Docker Bearer Token"
                            + " Realm"),
            Known.of(
                    "client does not have permission to push",
                    "Artifactory",
                    "the account has no permission Deploy/Cache on the repository, or the path names no local"
                            + " repository",
                    "grant it, and name the repository key first in the path: HOST/KEY or KEY.HOST"),
            Known.of(
                    "manifest.invalid.*HTTP 403 Forbidden",
                    "Artifactory",
                    "the tag is there already, and overwriting needs the permission Delete/Overwrite",
                    "push under another version, or grant Delete/Overwrite on the repository"),
            Known.of(
                    "413 Request Entity Too Large|client intended to send too large body",
                    "nginx",
                    "the proxy before the registry limits the size of a request, and even small ones are too large for"
                            + " it",
                    "set client_max_body_size 0 there; for an ingress: nginx.ingress.kubernetes.io/proxy-body-size:"
                            + " \"0\""));

    /** Empty where the words are not known. */
    public static Optional<RefusalAdvice> of(RegistryException.Answered refusal) {
        String words = refusal.words().text();
        for (Known known : ALL) {
            Matcher matcher = known.words().matcher(words);
            if (matcher.find()) {
                String named = matcher.groupCount() > 0 ? matcher.group(1) : "";
                return Optional.of(new RefusalAdvice(
                        known.advice().software(),
                        known.advice().cause().replace("$1", named),
                        known.advice().remedy().replace("$1", named)));
            }
        }
        return Optional.empty();
    }
}
