package io.destill.cli;

import io.destill.analysis.RuleSet;
import io.destill.cli.screen.Tty;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through what people start most, so that the classes of it, and how they hang together, can be kept in an archive that
 * makes the next start quicker ({@code bin/destill}). Nobody sees it: the terminal is played.
 */
final class Rehearsal {

    /** To be pressed on a played terminal, one after the other: about all that is done in a first minute. */
    private static final String FAILURES = "jk\r/e\r\u001bsfhlf.\u001bL";

    private static final String LOG = "j /e\rnfz";

    private final String log;
    private final String history;

    private Rehearsal(String log, String history) {
        this.log = log;
        this.history = history;
    }

    /** @param arguments a log, and where its history may be kept */
    public static void main(String[] arguments) {
        Console.ofProcess();
        RuleSet.prepare();
        Tty.prepare();
        new Rehearsal(arguments[0], arguments[1]).run();
        System.exit(ExitCode.OK);
    }

    private void run() {
        for (String format : List.of("text", "json", "ndjson")) {
            play("", "analyze", log, "--no-own-rules", "--history", history, "--format", format);
        }
        play(FAILURES + LOG, "analyze", log, "--history", history);
        play(LOG, "log", log);
        play("", "history", "top", "--history", history);
    }

    private static void play(String keys, String... command) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(Map.of("TERM", "xterm-256color", "LANG", "C.UTF-8"));
        Tty.play(keys);
        List<Pipeline> started = new ArrayList<>();
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        boolean terminal = !keys.isEmpty();
        Main.run(
                new Console(
                        InputStream.nullInputStream(),
                        nobody,
                        nobody,
                        terminal,
                        terminal,
                        terminal,
                        () -> 80,
                        environment),
                (in, rules, passedRuns, jobHistory, parallel, variables) -> {
                    Pipeline pipeline = EmbeddedPipeline.start(in, rules, passedRuns, jobHistory, parallel, variables);
                    started.add(pipeline);
                    return pipeline;
                },
                command);
        started.forEach(Pipeline::close);
    }
}
