package io.hexr.registry;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import io.hexr.oci.OciException;
import io.hexr.registry.RegistryException.Answer;

/** Turns an answer that says no into the case it is, with the server's own words. */
final class Refusals {
    static final int BODY = 64 << 10;
    private static final long LONGEST_WAIT = 86_400;

    private Refusals() {}

    static RegistryException of(HttpResponse response, Optional<String> user) {
        ServerWords words = words(response);
        Answer answer = new Answer(response.request().label(), response.status(), words);
        String said = words.text().toLowerCase(Locale.ROOT);
        boolean writes = !response.request().method().matches("GET|HEAD");
        if (writes && saysFull(said)) {
            return new RegistryException.DiskFullAtRegistry(answer);
        }
        if (writes && saysReadOnly(said)) {
            return new RegistryException.ReadOnlyRegistry(answer);
        }
        return switch (response.status()) {
            case 401 -> new RegistryException.Unauthorized(answer, user);
            case 403 ->
                said.contains("immutab")
                        ? new RegistryException.ImmutableTag(answer)
                        : new RegistryException.Forbidden(answer);
            case 404 -> new RegistryException.NotFound(answer);
            case 405 ->
                response.request().method().matches("POST|PUT|PATCH")
                        ? new RegistryException.ReadOnlyRegistry(answer)
                        : new RegistryException.NotSupported(answer);
            case 413 ->
                new RegistryException.TooLarge(
                        answer,
                        response.request().part().map(HttpRequest.Part::count).orElse(0L));
            case 429 -> new RegistryException.RateLimited(answer, retryAfter(response));
            case 507 -> new RegistryException.DiskFullAtRegistry(answer);
            default -> other(answer, said, response.request());
        };
    }

    private static RegistryException other(Answer answer, String said, HttpRequest request) {
        boolean tagging =
                request.method().equals("PUT") && request.url().target().contains("/manifests/");
        // the last two are Nexus where redeploying is disabled
        boolean fixed = said.contains("immutab")
                || said.contains("does not allow updating assets")
                || said.contains("cannot be updated");
        if (tagging && (answer.status() == 409 || answer.status() == 412 || fixed)) {
            return new RegistryException.ImmutableTag(answer);
        }
        return answer.status() >= 500
                ? new RegistryException.ServerFailed(answer)
                : new RegistryException.Rejected(answer);
    }

    /** How long the server asks to be left alone, in seconds or until a date. */
    static Optional<Duration> retryAfter(HttpResponse response) {
        String value = response.headers().first("Retry-After").orElse("");
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(value), LONGEST_WAIT)));
        }
        try {
            Duration until = Duration.between(
                    Instant.now(),
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean saysFull(String said) {
        return said.contains("no space left")
                || said.contains("enospc")
                || said.contains("err=28")
                || said.contains("disk quota")
                || said.contains("quota exceeded")
                || said.contains("exceeds the quota")
                // Harbor names the numbers, not the word
                || said.contains("exceed the configured upper limit")
                || said.contains("insufficient storage");
    }

    private static boolean saysReadOnly(String said) {
        return said.contains("read-only") || said.contains("read only") || said.contains("readonly");
    }

    private static ServerWords words(HttpResponse response) {
        byte[] body;
        try {
            body = response.body().readNBytes(BODY);
        } catch (java.io.IOException | RegistryException e) {
            return ServerWords.NONE;
        }
        String type = response.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        String raw = new String(body, StandardCharsets.UTF_8);
        if (raw.stripLeading().startsWith("{")) {
            return fromJson(body).orElseGet(() -> new ServerWords(raw));
        }
        return new ServerWords(type.contains("html") ? raw.replaceAll("<[^<>]{0,500}>", " ") : raw);
    }

    /** The error list of the specification, or what token services write. */
    private static Optional<ServerWords> fromJson(byte[] body) {
        try {
            JsonFields answer = JsonFields.parse(body, BODY, "error");
            StringBuilder said = new StringBuilder();
            for (Object entry : answer.list("errors")) {
                if (entry instanceof java.util.Map<?, ?> map) {
                    JsonFields error = new JsonFields(map);
                    String detail = error.text("detail")
                            .or(() -> error.object("detail")
                                    .flatMap(d -> d.text("message")
                                            .or(() -> d.text("Err"))
                                            .or(() -> Optional.of(d.fields().toString()))))
                            .map(text -> " (" + text + ")")
                            .orElse("");
                    said.append(said.isEmpty() ? "" : "; ")
                            .append(error.text("code").orElse(""))
                            .append(error.text("message")
                                    .map(text -> ": " + text)
                                    .orElse(""))
                            .append(detail);
                }
            }
            for (String name : new String[] {"error", "error_description", "details", "message"}) {
                answer.text(name)
                        .ifPresent(
                                text -> said.append(said.isEmpty() ? "" : ": ").append(text));
            }
            return said.isEmpty() ? Optional.empty() : Optional.of(new ServerWords(said.toString()));
        } catch (OciException e) {
            return Optional.empty();
        }
    }
}
