package io.hexr.format;

import java.util.List;
import java.util.OptionalLong;

/** What can be said of one part from the parts at hand. Only {@link Trusted} rests on a signature alone. */
public sealed interface PartVerdict {
    PartEntry part();

    /**
     * Every byte of it was checked against the signed contents.
     *
     * @param blobs how many blobs have bytes in it
     */
    record Trusted(PartEntry part, int blobs) implements PartVerdict {}

    /**
     * It is as the parts index lists it, and what it holds wholly is as signed. The rest only the unsigned index vouches for.
     *
     * @param trusted blobs with bytes in it that were checked against the signed contents
     * @param fragments blobs that could not be, as other bytes of them are not here
     * @param needs numbers of the data parts that would settle the rest; empty when they are all here and only reading the whole archive settles it
     */
    record Intact(PartEntry part, int trusted, int fragments, List<Integer> needs) implements PartVerdict {
        public Intact {
            needs = List.copyOf(needs);
        }
    }

    /**
     * Not what the index or the signed contents say.
     *
     * @param file where it lies
     * @param offset in the part, where it is known
     */
    record Damaged(PartEntry part, String file, String reason, OptionalLong offset) implements PartVerdict {}

    /** Not here, and not to be had from the parts that are. */
    record Missing(PartEntry part) implements PartVerdict {}

    /** Not here, but the parts that are restore it. */
    record Rebuildable(PartEntry part) implements PartVerdict {}
}
