package io.hexr.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

import io.hexr.console.Cancellation;
import io.hexr.console.ConsoleException;
import io.hexr.console.ExitStatus;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Problems;
import io.hexr.console.Voice;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** One run from arguments to exit status: parse, settle how to speak, one call, one print. The only place that catches everything. */
final class CommandLineRun {
    private final Surroundings around;
    private final Verbs verbs;
    private final Interruption interruption;

    CommandLineRun(Surroundings around, Verbs verbs, Interruption interruption) {
        this.around = around;
        this.verbs = verbs;
        this.interruption = interruption;
    }

    ExitStatus run(String... args) {
        Cancellation cancellation = interruption.cancellation();
        RootCommand root = new RootCommand();
        Voice voice = root.output.voice(around, Settings.none(), cancellation);
        try {
            ParseResult parsed = parsed(root, args);
            voice = root.output.voice(around, Settings.none(), cancellation);
            Settings settings = Settings.read(around.environment(), around.systemSettings());
            voice = root.output.voice(around, settings, cancellation);
            interruption.speaksWith(voice, around.out(), around.err());
            return perform(parsed, args, voice, settings);
        } catch (ConsoleException.OutputClosed e) {
            return ExitStatus.DONE;
        } catch (RuntimeException | Error e) {
            return failed(e, voice);
        }
    }

    private ParseResult parsed(RootCommand root, String... args) {
        ParseResult parsed = verbs.commandLine(root, args).parseArgs(args);
        boolean onlyHelp = !parsed.hasSubcommand() && parsed.errors().isEmpty() && !root.version;
        return onlyHelp ? verbs.whole(root).parseArgs(args) : parsed;
    }

    private ExitStatus perform(ParseResult parsed, String[] args, Voice voice, Settings settings) {
        CommandLine last = parsed.asCommandLineList().getLast();
        if (last.isUsageHelpRequested()) {
            voice.printer().result(HelpCommand.report(last.getCommandSpec(), voice.terminal()));
            return ExitStatus.DONE;
        }
        for (ParseResult at = parsed; ; at = at.subcommand()) {
            if (!at.errors().isEmpty()) {
                throw new ConsoleException.Refused(
                        new UsageProblems(verbs).of(at.errors().getFirst(), args));
            }
            if (!at.hasSubcommand()) {
                break;
            }
        }
        if (!(last.getCommand() instanceof Verb verb)) {
            throw new ConsoleException.Refused(new UsageProblems(verbs).commandMissing(last.getCommandSpec()));
        }
        verb.settle(settings);
        Outcome outcome = verb.run(voice);
        if (!interruption.mayHaveLastWords()) {
            return ExitStatus.INTERRUPTED;
        }
        try {
            voice.printer().result(outcome.report());
        } catch (ConsoleException.OutputClosed e) {
            // whoever read has seen enough; what was done stays done
            return outcome.status();
        }
        return outcome.status();
    }

    private ExitStatus failed(Throwable failure, Voice voice) {
        Cancellation cancellation = interruption.cancellation();
        Problem problem = cancellation.requested() ? Problems.interrupted(cancellation) : Problems.of(failure);
        if (problem.status() == ExitStatus.RESUMABLE) {
            // the command that continues is better than the advice to find it
            problem = cancellation.continuation().map(problem::next).orElse(problem);
        }
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        if (problem.code() == GeneralCode.BUG) {
            problem = BugNote.write(around.environment(), trace.toString())
                    .map(file -> "report it with the details in " + file)
                    .map(problem::next)
                    .orElse(problem);
        }
        if (!interruption.mayHaveLastWords()) {
            return ExitStatus.INTERRUPTED;
        }
        voice.printer().problem(problem);
        if (!(failure instanceof ConsoleException)) {
            voice.narration().details(trace.toString());
        }
        return problem.status();
    }
}
