package io.destill.cli.tui;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The programs of the person's desktop: browser, clipboard, editor. */
final class Desktop {

    private final Map<String, String> environment;

    Desktop(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @return whether a browser was started */
    boolean browse(URI page) {
        List<String> command = onMac()
                ? List.of("open", page.toString())
                : hasDisplay() && installed("xdg-open") ? List.of("xdg-open", page.toString()) : List.of();
        if (command.isEmpty()) {
            return false;
        }
        try {
            quiet(command).start();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** @return whether a clipboard program took the text */
    boolean copy(String text) {
        List<String> command = clipboard();
        if (command.isEmpty()) {
            return false;
        }
        try {
            Process process =
                    quiet(command).redirectInput(ProcessBuilder.Redirect.PIPE).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> clipboard() {
        if (onMac()) {
            return List.of("pbcopy");
        }
        if (environment.containsKey("WAYLAND_DISPLAY") && installed("wl-copy")) {
            return List.of("wl-copy");
        }
        return environment.containsKey("DISPLAY") && installed("xclip")
                ? List.of("xclip", "-selection", "clipboard")
                : List.of();
    }

    /**
     * The command that shows a file from a line on: the person's editor, else pager. Logs hold colours, and bytes by which
     * less takes them for binary: it is told to show the one and not to ask about the other.
     */
    List<String> editor(Path file, long line) {
        String program = "less";
        for (String name : List.of("VISUAL", "EDITOR", "PAGER")) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                program = value;
                break;
            }
        }
        if (file.toString().endsWith(".gz")) {
            program = "zless";
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", program + " \"$@\"", "sh"));
        String name = Path.of(program.strip().split(" ", 2)[0]).getFileName().toString();
        if (List.of("code", "codium", "cursor").contains(name)) {
            command.addAll(List.of("-g", file + ":" + line));
        } else {
            if (name.equals("less") || name.equals("zless")) {
                command.addAll(List.of("-R", "-f"));
            }
            command.addAll(List.of("+" + line, file.toString()));
        }
        return command;
    }

    private boolean hasDisplay() {
        return environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    }

    private boolean installed(String program) {
        @Nullable String path = environment.get("PATH");
        for (String directory : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static boolean onMac() {
        return System.getProperty("os.name", "").startsWith("Mac");
    }

    private static ProcessBuilder quiet(List<String> command) {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }
}
