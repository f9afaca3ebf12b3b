package io.hexr.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** For people: aligned lines and tables on standard output, problems in three parts on standard error. */
public final class TextPrinter implements Printer {
    private final Outlet out;
    private final Terminal terminal;
    private final Narration narration;
    private final Glyphs glyphs;

    public TextPrinter(Outlet out, Terminal terminal, Narration narration) {
        this.out = out;
        this.terminal = terminal;
        this.narration = narration;
        this.glyphs = terminal.glyphs();
    }

    @Override
    public void result(Report report) {
        narration.settle();
        StringBuilder text = new StringBuilder();
        List<Report.Field> run = new ArrayList<>();
        for (Report.Entry entry : report.entries()) {
            if (entry instanceof Report.Field field) {
                run.add(field);
                continue;
            }
            fields(run, text);
            run.clear();
            switch (entry) {
                case Report.Field field -> throw new IllegalStateException(field.key());
                case Report.Table table -> table(table, text);
                case Report.Listing listing -> listing(listing, text);
                case Report.Document document -> document(document, text);
            }
        }
        fields(run, text);
        out.write(text.toString().getBytes(terminal.charset()));
    }

    @Override
    public void problem(Problem problem) {
        narration.problem(problem);
    }

    private void fields(List<Report.Field> fields, StringBuilder text) {
        int width = 0;
        for (Report.Field field : fields) {
            width = Math.max(width, Report.label(field.key()).length());
        }
        for (Report.Field field : fields) {
            pad(text, Report.label(field.key()), width + 2)
                    .append(shown(field.value()))
                    .append('\n');
        }
    }

    private void listing(Report.Listing listing, StringBuilder text) {
        if (listing.lines().isEmpty()) {
            nothing(listing.key(), text);
            return;
        }
        heading(listing.key(), text);
        for (String line : listing.lines()) {
            text.append("  ").append(glyphs.line(line)).append('\n');
        }
    }

    private void document(Report.Document document, StringBuilder text) {
        text.append(glyphs.document(document.text()));
        if (!document.text().endsWith("\n")) {
            text.append('\n');
        }
    }

    /** Said in one line: a heading with nothing below it looks like output that was cut off. */
    private void nothing(String key, StringBuilder text) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.append(Report.label(key)).append(": none\n");
    }

    private void table(Report.Table table, StringBuilder text) {
        if (table.rows().isEmpty()) {
            nothing(table.key(), text);
            return;
        }
        heading(table.key(), text);
        List<List<String>> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String column : table.columns()) {
            names.add(Report.label(column).toUpperCase(Locale.ROOT));
        }
        rows.add(names);
        for (List<Cell> row : table.rows()) {
            List<String> cells = new ArrayList<>();
            for (Cell cell : row) {
                cells.add(shown(cell));
            }
            rows.add(cells);
        }
        int[] widths = widths(rows);
        int total = 2;
        for (int width : widths) {
            total += width + 2;
        }
        if (terminal.is(Terminal.Stream.OUT) && total - 2 > terminal.width().columns()) {
            stacked(rows, text);
        } else {
            aligned(rows, widths, text);
        }
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void aligned(List<List<String>> rows, int[] widths, StringBuilder text) {
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                pad(line, row.get(i), widths[i] + 2);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** Where a row does not fit the terminal, each value gets a line of its own. */
    private static void stacked(List<List<String>> rows, StringBuilder text) {
        List<String> names = rows.getFirst();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int i = 0; i < names.size(); i++) {
                text.append(i == 0 ? "- " : "  ");
                text.append(names.get(i)).append(' ').append(row.get(i)).append('\n');
            }
        }
    }

    private void heading(String key, StringBuilder text) {
        text.append(text.isEmpty() ? "" : "\n").append(Report.label(key)).append(":\n");
    }

    private String shown(Cell cell) {
        return glyphs.line(cell.words());
    }

    private static StringBuilder pad(StringBuilder text, String word, int width) {
        return text.append(word).repeat(' ', Math.max(0, width - word.length()));
    }
}
