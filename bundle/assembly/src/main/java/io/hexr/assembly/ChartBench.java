package io.hexr.assembly;

import java.time.LocalDate;
import java.util.function.Supplier;

import io.hexr.helm.Helm;

/**
 * What charts are judged with.
 *
 * @param helm loaded when there is a chart, not before: its native code is large
 * @param today the day on which a waiver must still hold
 */
public record ChartBench(Supplier<Helm> helm, LocalDate today) {}
