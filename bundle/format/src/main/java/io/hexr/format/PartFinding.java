package io.hexr.format;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/** What was noticed about one part while its bytes went by. */
final class PartFinding {
    /** A blob whose bytes are not as signed, where it begins in this part, and the rows it lies in. */
    record Wrong(PartSegment.InBlob blob, long offset, int first, int last) {}

    int trusted;
    int fragments;
    int needsFrom = Integer.MAX_VALUE;
    int needsTo = -1;

    @Nullable
    String damage;

    OptionalLong damageAt = OptionalLong.empty();
    final List<Wrong> wrong = new ArrayList<>();

    void fragment(int first, int last) {
        fragments++;
        unproven(first, last);
    }

    /** Only with these rows could the rest be settled. */
    void unproven(int first, int last) {
        needsFrom = Math.min(needsFrom, first);
        needsTo = Math.max(needsTo, last);
    }

    /** The first reason stays. */
    void damage(String reason, OptionalLong offset) {
        if (damage == null) {
            damage = reason;
            damageAt = offset;
        }
    }
}
