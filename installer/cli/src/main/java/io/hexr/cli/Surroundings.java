package io.hexr.cli;

import java.io.InputStream;
import java.nio.file.Path;

import io.hexr.console.Environment;
import io.hexr.console.Outlet;
import io.hexr.console.Terminal;

/** What the launcher found around the process. */
record Surroundings(
        Environment environment, Path systemSettings, Terminal terminal, InputStream in, Outlet out, Outlet err) {}
