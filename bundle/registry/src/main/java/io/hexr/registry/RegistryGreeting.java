package io.hexr.registry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What a registry says of itself when it is first asked.
 *
 * @param clock its time, in whole seconds
 * @param software in its own words
 */
public record RegistryGreeting(Optional<Instant> clock, Optional<ServerWords> software) {
    static RegistryGreeting of(Headers headers) {
        return new RegistryGreeting(
                headers.first("Date").flatMap(RegistryGreeting::time),
                headers.first("Server").map(ServerWords::new));
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
