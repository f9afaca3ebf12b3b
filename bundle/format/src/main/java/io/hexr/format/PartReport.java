package io.hexr.format;

import java.util.List;
import java.util.Optional;

/**
 * The verdict on every part of a set, in the order of the parts index.
 *
 * @param whole whether every byte of the archive can be had from the parts that were found undamaged
 * @param proof there where all data parts are here and trusted: then reading them has verified the archive, and nobody need read it again
 */
public record PartReport(String archive, List<PartVerdict> verdicts, boolean whole, Optional<Verification> proof) {
    public PartReport {
        verdicts = List.copyOf(verdicts);
    }

    /** Names of the parts that were found to be something else than they should. */
    public List<String> damagedParts() {
        return verdicts.stream()
                .filter(PartVerdict.Damaged.class::isInstance)
                .map(verdict -> verdict.part().name())
                .toList();
    }

    /** Whether a part was found to be something else than it should. */
    public boolean damaged() {
        return verdicts.stream().anyMatch(PartVerdict.Damaged.class::isInstance);
    }
}
