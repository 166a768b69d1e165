package io.destill.cli;

import io.destill.cli.report.Paint;
import io.destill.cli.report.SafeText;
import io.destill.cli.screen.Colors;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The process's three streams and what is known of the terminal behind them. The one place that decides between rich and
 * plain output.
 *
 * @param out throws when its reader has gone, unlike {@link System#out}
 * @param askColumns tells {@link #columns}
 */
record Console(
        InputStream in,
        OutputStream out,
        PrintStream err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errIsTerminal,
        IntSupplier askColumns,
        Map<String, String> environment) {

    /** The device of the terminal that the process belongs to, whatever its streams are. */
    static final File TERMINAL = new File("/dev/tty");

    private static final int TEXT_WIDTH_WITHOUT_TERMINAL = 160;
    private static final int MIN_TEXT_WIDTH = 40;

    static Console ofProcess() {
        int terminals = terminals();
        return new Console(
                System.in,
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                (terminals & 1) != 0,
                (terminals & 2) != 0,
                (terminals & 4) != 0,
                terminals == 0 ? () -> 0 : new Stty(),
                System.getenv());
    }

    /**
     * Which of the streams 0, 1 and 2 are terminals, as bits: Java tells of all together, so the shell says it. The launcher is
     * one; without it, another is started and asked.
     */
    private static int terminals() {
        Integer told = Integer.getInteger("destill.terminals");
        if (told != null) {
            return told & 7;
        }
        try {
            Process test = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "n=0; [ -t 0 ] && n=1; [ -t 1 ] && n=$((n+2)); [ -t 2 ] && n=$((n+4)); exit $n")
                    .inheritIO()
                    .start();
            return test.waitFor(5, TimeUnit.SECONDS) ? test.exitValue() & 7 : 0;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Asks when first needed: that takes as long as the analysis of a short log, and a screen asks for itself. */
    private static final class Stty implements IntSupplier {
        private @Nullable Integer columns;

        @Override
        public int getAsInt() {
            if (columns == null) {
                columns = ask();
            }
            return columns;
        }
    }

    private static int ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            return size.length == 2 ? Integer.parseInt(size[1]) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** The terminal's width in cells; 0 if there is none or it does not say. */
    int columns() {
        return askColumns.getAsInt();
    }

    /** Whether the terminal UI can be shown, and why not if not. Keys are read from the terminal, so a log may be piped in. */
    Rich rich(boolean logOnStandardInput) {
        if (!outIsTerminal) {
            return Rich.OUTPUT_IS_NO_TERMINAL;
        }
        if ("dumb".equals(environment.get("TERM")) || !TERMINAL.canRead()) {
            return Rich.TERMINAL_CANNOT;
        }
        if (logOnStandardInput == inIsTerminal) {
            return logOnStandardInput ? Rich.LOG_IS_TYPED : Rich.NOBODY_AT_THE_KEYS;
        }
        return Rich.YES;
    }

    enum Rich {
        YES(""),
        OUTPUT_IS_NO_TERMINAL("standard output is not a terminal"),
        TERMINAL_CANNOT("this terminal cannot be drawn on (TERM is dumb, or /dev/tty cannot be opened)"),
        LOG_IS_TYPED("the log would be read from the same keyboard"),
        NOBODY_AT_THE_KEYS("standard input is not a terminal");

        final String why;

        Rich(String why) {
            this.why = why;
        }
    }

    /** For text on standard output. */
    Paint paint(When color) {
        return color(color, outIsTerminal) ? Paint.ON : Paint.OFF;
    }

    /** {@code --color} first, then NO_COLOR (no-color.org), then whether there is a terminal to show it. */
    boolean color(When color, boolean terminal) {
        return switch (color) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> {
                String noColor = environment.get("NO_COLOR");
                yield terminal && (noColor == null || noColor.isEmpty()) && !"dumb".equals(environment.get("TERM"));
            }
        };
    }

    /** For a screen of cells. */
    Colors colors(When color) {
        return color(color, true) ? Colors.of(environment) : Colors.NONE;
    }

    /** How wide text may be. */
    int textWidth() {
        int columns = outIsTerminal ? columns() : 0;
        return columns > 0 ? Math.max(MIN_TEXT_WIDTH, columns) : TEXT_WIDTH_WITHOUT_TERMINAL;
    }

    /** Whether the terminal shows more than ASCII, by the locale. */
    boolean utf8() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = environment.get(name);
            if (locale != null && !locale.isEmpty()) {
                String lower = locale.toLowerCase(Locale.ROOT);
                return lower.contains("utf-8") || lower.contains("utf8");
            }
        }
        return System.getProperty("os.name", "").startsWith("Mac");
    }

    /** Standard output for text: UTF-8, but what a terminal of another locale can show. */
    Writer textOut() {
        Writer utf8 = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        return outIsTerminal && !utf8() ? new AsciiWriter(utf8) : utf8;
    }

    /** Whether whoever read what is written has gone, which is no fault. */
    static boolean isClosedPipe(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("broken pipe") || message.contains("connection reset");
    }

    /** Writes a sentence for the person at the terminal, and nothing that could steer it. */
    void say(String sentence) {
        String text = "destill: " + SafeText.line(sentence);
        err.println(errIsTerminal && !utf8() ? SafeText.ascii(text) : text);
    }

    private static final class AsciiWriter extends FilterWriter {
        AsciiWriter(Writer out) {
            super(out);
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            out.write(SafeText.ascii(text.substring(offset, offset + length)));
        }
    }
}
