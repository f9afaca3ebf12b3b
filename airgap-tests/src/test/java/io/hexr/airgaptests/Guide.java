package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The page that people follow, as what they would do: the fenced blocks, each with the word after its language. For a shell block that word is where it is
 * typed, for any other the file it is saved as; blocks without such a word are for reading.
 */
record Guide(List<Block> blocks) {
    private static final String FENCE = "```";

    /** @param where where it is typed, or the name of the file */
    record Block(String language, String where, List<String> lines) {
        boolean isTyped() {
            return language.equals("sh");
        }

        /** As a person enters them: a line that ends in a backslash goes on. */
        List<String> commands() {
            List<String> commands = new ArrayList<>();
            StringBuilder command = new StringBuilder();
            for (String line : lines) {
                if (line.endsWith("\\")) {
                    command.append(line, 0, line.length() - 1).append(' ');
                } else {
                    commands.add(command.append(line).toString());
                    command.setLength(0);
                }
            }
            return commands;
        }

        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    static Guide read(Path page) {
        try {
            return parse(Files.readAllLines(page));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + page, e);
        }
    }

    static Guide parse(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            String[] words = lines.get(i).substring(FENCE.length()).split(" ", 2);
            int begin = i + 1;
            i = begin;
            while (!lines.get(i).equals(FENCE)) {
                i++;
            }
            if (words.length == 2) {
                blocks.add(new Block(words[0], words[1], List.copyOf(lines.subList(begin, i))));
            }
        }
        return new Guide(List.copyOf(blocks));
    }

    /** Only what is typed at these places; files stay. */
    Guide only(String... places) {
        return new Guide(blocks.stream()
                .filter(block -> !block.isTyped() || List.of(places).contains(block.where()))
                .toList());
    }
}
