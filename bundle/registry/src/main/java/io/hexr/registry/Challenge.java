package io.hexr.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a server demands in {@code WWW-Authenticate}. Scheme and parameter names are in lower case. */
record Challenge(String scheme, Map<String, String> parameters) {
    static final int LENGTH = 8 << 10;
    private static final int CHALLENGES = 8;
    private static final int PARAMETERS = 16;

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Parses one field value, which may hold several challenges. Anything outside the grammar, a parameter given twice included, is refused. */
    static List<Challenge> parse(String value, String request) {
        if (value.length() > LENGTH) {
            throw ResponseHead.violation(request, "a challenge of " + value.length() + " characters");
        }
        return new Parser(value, request).challenges();
    }

    private static final class Parser {
        private final String text;
        private final String request;
        private int at;

        Parser(String text, String request) {
            this.text = text;
            this.request = request;
        }

        List<Challenge> challenges() {
            List<Challenge> all = new ArrayList<>();
            skipSeparators();
            while (at < text.length()) {
                if (all.size() == CHALLENGES) {
                    throw refused("more than " + CHALLENGES + " challenges");
                }
                all.add(challenge());
                skipSeparators();
            }
            return List.copyOf(all);
        }

        private Challenge challenge() {
            String scheme = token().toLowerCase(Locale.ROOT);
            Map<String, String> parameters = new LinkedHashMap<>();
            if (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != ',') {
                throw refused("after the scheme comes a space");
            }
            skipSpaces();
            if (token68()) {
                return new Challenge(scheme, parameters);
            }
            while (parameterFollows()) {
                String name = token().toLowerCase(Locale.ROOT);
                skipSpaces();
                at++;
                skipSpaces();
                if (parameters.size() == PARAMETERS || parameters.putIfAbsent(name, parameterValue()) != null) {
                    throw refused("a parameter twice, or too many");
                }
                skipSpaces();
                if (at < text.length() && text.charAt(at) != ',') {
                    throw refused("parameters are separated by commas");
                }
                skipSeparators();
            }
            return new Challenge(scheme, parameters);
        }

        /** A name and an equals sign; otherwise what follows is the next challenge. */
        private boolean parameterFollows() {
            int look = at;
            while (look < text.length() && isToken(text.charAt(look))) {
                look++;
            }
            boolean named = look > at;
            while (look < text.length() && text.charAt(look) == ' ') {
                look++;
            }
            return named && look < text.length() && text.charAt(look) == '=';
        }

        private boolean token68() {
            int look = at;
            while (look < text.length() && (isToken(text.charAt(look)) || text.charAt(look) == '/')) {
                look++;
            }
            while (look > at && look < text.length() && text.charAt(look) == '=') {
                look++;
            }
            if (look == at || (look < text.length() && text.charAt(look) != ',')) {
                return false;
            }
            at = look;
            return true;
        }

        private String parameterValue() {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            return token();
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                if (at == text.length() || Character.isISOControl(text.charAt(at))) {
                    throw refused("a quoted value does not end well");
                }
                value.append(text.charAt(at));
            }
            if (at >= text.length()) {
                throw refused("a quoted value is not closed");
            }
            at++;
            return value.toString();
        }

        private String token() {
            int start = at;
            while (at < text.length() && isToken(text.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw refused("a name or value is missing at " + at);
            }
            return text.substring(start, at);
        }

        private void skipSpaces() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private void skipSeparators() {
            while (at < text.length() && " \t,".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private static boolean isToken(char c) {
            return ResponseHead.isToken(c);
        }

        private RegistryException.ProtocolViolation refused(String why) {
            return ResponseHead.violation(request, "a malformed WWW-Authenticate: " + why);
        }
    }
}
