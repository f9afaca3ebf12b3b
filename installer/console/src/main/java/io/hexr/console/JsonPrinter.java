package io.hexr.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;

/**
 * For scripts: exactly one JSON document on standard output, the result or the problem, in UTF-8 whatever the locale. A problem is also told in one line on
 * standard error, so that a log shows it when standard output went to a file.
 */
public final class JsonPrinter implements Printer {
    private static final String PROBLEM_SCHEMA = "hexr.io/problem/v1";

    private final Outlet out;
    private final Narration narration;

    public JsonPrinter(Outlet out, Narration narration) {
        this.out = out;
        this.narration = narration;
    }

    @Override
    public void result(Report report) {
        narration.settle();
        out.write(document(report));
    }

    @Override
    public void problem(Problem problem) {
        try {
            out.write(document(problem));
            narration.problemInShort(problem);
        } catch (ConsoleException e) {
            // standard output cannot be written, which may be the very problem: then at least a person learns of it
            narration.problem(problem);
        }
    }

    /** A result as the document it is printed as. */
    public static byte[] document(Report report) {
        return written(json -> {
            json.writeStringField("schema", report.schema());
            for (Report.Entry entry : report.entries()) {
                json.writeFieldName(entry.key());
                switch (entry) {
                    case Report.Field field -> cell(json, field.value());
                    case Report.Table table -> table(json, table);
                    case Report.Listing listing -> strings(json, listing.lines());
                    case Report.Document text -> json.writeString(text.text());
                }
            }
        });
    }

    private static byte[] document(Problem problem) {
        return written(json -> {
            json.writeStringField("schema", PROBLEM_SCHEMA);
            json.writeStringField("code", problem.code().id());
            json.writeNumberField("exit", problem.status().code());
            json.writeStringField("summary", problem.summary());
            if (problem.resource() != null) {
                json.writeStringField("resource", problem.resource());
            }
            json.writeStringField("cause", problem.cause());
            json.writeStringField("remedy", problem.remedy());
            if (problem.said() != null) {
                json.writeStringField("serverSaid", problem.said());
            }
        });
    }

    private static void table(JsonGenerator json, Report.Table table) throws IOException {
        json.writeStartArray();
        for (List<Cell> row : table.rows()) {
            json.writeStartObject();
            for (int i = 0; i < row.size(); i++) {
                json.writeFieldName(table.columns().get(i));
                cell(json, row.get(i));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void strings(JsonGenerator json, List<String> lines) throws IOException {
        json.writeStartArray();
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }

    private static void cell(JsonGenerator json, Cell cell) throws IOException {
        switch (cell) {
            case Cell.Text(String value) -> json.writeString(value);
            case Cell.Count(long value) -> json.writeNumber(value);
            case Cell.Size(long bytes) -> json.writeNumber(bytes);
            case Cell.Flag(boolean value) -> json.writeBoolean(value);
            case Cell.Moment(java.time.Instant value) -> json.writeString(value.toString());
            case Cell.Hash(String whole) -> json.writeString(whole);
            case Cell.None() -> json.writeNull();
        }
    }

    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] written(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter pretty = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withArrayEmptySeparator("")
                        .withObjectEmptySeparator(""))
                .withObjectIndenter(indent)
                .withArrayIndenter(indent);
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes).setPrettyPrinter(pretty)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
        return bytes.toByteArray();
    }
}
