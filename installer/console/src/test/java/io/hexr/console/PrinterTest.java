package io.hexr.console;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PrinterTest {
    private static final Report REPORT = Report.of("bundle-inspection")
            .with("release", "0.8.0")
            .with("signedAt", new Cell.Moment(Instant.parse("2026-11-21T04:00:00Z")))
            .with("size", new Cell.Size(1_304_000_000L))
            .with("imageCount", 2)
            .with("partial", new Cell.Flag(false))
            .with("custodian", new Cell.None())
            .with(new Report.Table(
                    "images",
                    List.of("name", "digest", "compressedSize"),
                    List.of(
                            List.of(
                                    Cell.of("hexr-vault"),
                                    Cell.of("sha256:" + "ab".repeat(32)),
                                    new Cell.Size(25_400_000)),
                            List.of(Cell.of("opa"), Cell.of("sha256:" + "cd".repeat(32)), new Cell.Size(999)))))
            .with(new Report.Listing("warnings", List.of("signed by one of two keys")));

    private static final Problem PROBLEM = Problem.of(
                    OciCode.DIGEST_MISMATCH, "blobs/sha256/abab has digest sha256:cd, expected sha256:ab")
            .about("sha256:ab")
            .saying("no \"such\" manifest\u001b[2J\nat all");

    @Test
    void rendersAResultAsAlignedTextWhereNoTerminalIs() {
        Captured captured = new Captured(Captured.noTerminal(), Narration.Loudness.NORMAL);
        captured.text().result(REPORT);

        Golden.check("result.txt", captured.written());
        assertThat(captured.narrated()).isEmpty();
    }

    @Test
    void saysInOneLineThatAListIsEmpty() {
        Captured captured = Captured.plain();
        captured.text()
                .result(Report.of("verification")
                        .with("release", "hexr")
                        .with(new Report.Listing("approvedBy", List.of()))
                        .with(new Report.Table("ignored", List.of("file"), List.of())));

        assertThat(captured.written()).isEqualTo("release  hexr\n\napproved by: none\n\nignored: none\n");
    }

    @Test
    void stacksATableThatDoesNotFitFortyColumns() {
        Captured captured = new Captured(Captured.terminal(40, StandardCharsets.UTF_8), Narration.Loudness.NORMAL);
        captured.text().result(REPORT);

        Golden.check("result-40-columns.txt", captured.written());
    }

    @Test
    void rendersAResultAsOneJsonDocumentWithItsSchemaFirst() {
        Captured captured = Captured.plain();
        captured.json().result(REPORT);

        Golden.check("result.json", captured.written());
        assertThat(captured.narrated()).isEmpty();
    }

    @Test
    void rendersAProblemInThreePartsOnStandardErrorOnly() {
        Captured captured = Captured.plain();
        captured.text().problem(PROBLEM);

        Golden.check("problem.txt", captured.narrated());
        assertThat(captured.written()).isEmpty();
    }

    @Test
    void rendersAProblemAsJsonAndInOneLineForTheLog() {
        Captured captured = Captured.plain();
        captured.json().problem(PROBLEM);

        Golden.check("problem.json", captured.written());
        assertThat(captured.narrated()).hasLineCount(1).startsWith("hexr: error: blobs/sha256/abab");
    }

    @Test
    void tellsTheWholeProblemHoweverQuietTheCommandIs() {
        Captured captured = new Captured(Captured.noTerminal(), Narration.Loudness.QUIET);
        captured.text().problem(PROBLEM);

        assertThat(captured.narrated()).contains("likely cause:", "next:", "digest-mismatch (exit 4)");
    }

    @Test
    void letsNoControlCharacterOfAStrangerReachTheTerminal() {
        Captured captured = Captured.plain();
        captured.text()
                .result(Report.of("names")
                        .with("file", "a\u001b]0;owned\u0007b\r\nc\u202Etxt")
                        .with("half", "\uD800"));

        assertThat(captured.written())
                .doesNotContain("\u001b", "\u0007", "\r", "\u202E")
                .hasLineCount(2);
    }

    @Test
    void fallsBackToAsciiWhereTheLocaleHasNoMore() {
        Captured captured = new Captured(Captured.terminal(80, StandardCharsets.US_ASCII), Narration.Loudness.NORMAL);
        captured.text().result(Report.of("names").with("title", "“Zürich” – 1…"));
        captured.narration.say("naïve");

        assertThat(captured.written()).isEqualTo("title  \"Z?rich\" - 1...\n");
        assertThat(captured.narrated()).isEqualTo("hexr: na?ve\n");
    }

    @Test
    void writesJsonInUtf8WhateverTheLocale() {
        Captured captured = new Captured(Captured.terminal(80, StandardCharsets.US_ASCII), Narration.Loudness.NORMAL);
        captured.json().result(Report.of("names").with("title", "Zürich"));

        assertThat(captured.written()).contains("\"Zürich\"");
    }

    @Test
    void refusesAResultWithAKeyTwiceOrARowOfTheWrongLength() {
        Report report = Report.of("twice").with("key", "a");
        assertThatThrownBy(() -> report.with("key", "b")).isInstanceOf(IllegalArgumentException.class);
        List<List<Cell>> ragged = List.of(List.of(Cell.of("only one")));
        assertThatThrownBy(() -> new Report.Table("rows", List.of("a", "b"), ragged))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
