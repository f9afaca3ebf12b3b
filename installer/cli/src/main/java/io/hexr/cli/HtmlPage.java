package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.oci.DurableFile;

/** A result as one page without script, link or anything else to fetch, for people who have no terminal. Every text in it is escaped. */
final class HtmlPage {
    private HtmlPage() {}

    static void write(Report report, String title, Path file) {
        try {
            DurableFile.write(file, page(report, title).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.FILE_UNWRITABLE, file + " cannot be written: " + e.getMessage())
                            .about(file.toString()));
        }
    }

    static String page(Report report, String title) {
        StringBuilder html = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(title))
                .append("</title>\n<style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}"
                        + "td,th{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}"
                        + "td{overflow-wrap:anywhere}</style></head>\n<body><h1>")
                .append(escaped(title))
                .append("</h1>\n");
        for (Report.Entry entry : report.entries()) {
            switch (entry) {
                case Report.Field field ->
                    html.append("<p><b>")
                            .append(escaped(Report.label(field.key())))
                            .append("</b>: ")
                            .append(escaped(field.value().words()))
                            .append("</p>\n");
                case Report.Table table -> table(html, table);
                case Report.Listing listing -> {
                    heading(html, listing.key(), listing.lines().size());
                    html.append("<ul>\n");
                    listing.lines()
                            .forEach(line ->
                                    html.append("<li>").append(escaped(line)).append("</li>\n"));
                    html.append("</ul>\n");
                }
                case Report.Document document ->
                    html.append("<pre>").append(escaped(document.text())).append("</pre>\n");
            }
        }
        return html.append("</body></html>\n").toString();
    }

    private static void table(StringBuilder html, Report.Table table) {
        heading(html, table.key(), table.rows().size());
        html.append("<table><tr>");
        table.columns()
                .forEach(column -> html.append("<th>")
                        .append(escaped(Report.label(column)))
                        .append("</th>"));
        html.append("</tr>\n");
        table.rows().forEach(row -> {
            html.append("<tr>");
            row.forEach(
                    cell -> html.append("<td>").append(escaped(cell.words())).append("</td>"));
            html.append("</tr>\n");
        });
        html.append("</table>\n");
    }

    private static void heading(StringBuilder html, String key, int count) {
        html.append("<h2>")
                .append(escaped(Report.label(key)))
                .append(" (")
                .append(count)
                .append(")</h2>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
