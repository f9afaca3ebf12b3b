# Sourced by hexr, verify and .ci/run: sets JAVA_HOME to a JDK 25, or says what was looked for and what to install.
# Reads only the `release` file of each candidate: starting a JVM to ask its version would cost more than some commands.

hexr_is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[.".]' "$1/release"
}

hexr_find_jdk25() {
  for candidate in "${HEXR_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    if [ -n "$candidate" ] && hexr_is_jdk25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path")
  for candidate in "${on_path%/bin/javac}" /usr/lib/jvm/* /usr/local/lib/jvm/* /opt/*jdk* /opt/java/* \
    "${HOME:-/nonexistent}"/.jdks/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/*; do
    if [ -n "$candidate" ] && hexr_is_jdk25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  cat >&2 <<MESSAGE
hexr: no JDK 25 found.
  Looked at: HEXR_JAVA_HOME (${HEXR_JAVA_HOME:-not set}), JAVA_HOME (${JAVA_HOME:-not set}), javac on the PATH (${on_path:-none}),
             /usr/lib/jvm, /usr/local/lib/jvm, /opt, ~/.jdks, ~/.sdkman/candidates/java
  Install one (Debian: package temurin-25-jdk or openjdk-25-jdk), or set HEXR_JAVA_HOME to its folder.
MESSAGE
  return 3
}

hexr_find_maven() {
  command -v mvn >/dev/null 2>&1 && return 0
  echo "hexr: Maven is missing (3.8.7 or newer). Debian: apt-get install maven" >&2
  return 3
}
