package io.destill.cli.screen;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;

/** What somebody needs to know to mend a fault of the terminal UI. It holds nothing of any log. */
final class CrashReport {

    private CrashReport() {}

    /**
     * @param size of the terminal
     * @return the file, which only the person can read; or a sentence if it cannot be written
     */
    static String write(Throwable fault, String size, Map<String, String> environment) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println("Destill's terminal UI failed at " + Instant.now() + ".");
        out.println("Destill " + CrashReport.class.getPackage().getImplementationVersion() + ", Java "
                + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch"));
        out.println("Terminal: " + size + ", TERM=" + environment.get("TERM") + ", COLORTERM="
                + environment.get("COLORTERM") + ", LANG=" + environment.get("LANG"));
        out.println();
        // Without messages, which may quote what was read.
        for (Throwable at = fault; at != null; at = at.getCause()) {
            out.println(at.getClass().getName());
            for (StackTraceElement element : at.getStackTrace()) {
                out.println("    at " + element);
            }
        }
        try {
            Path file = Files.createTempFile(
                    "destill-crash-",
                    ".txt",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text.toString());
            return file.toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "(no file could be written: " + e.getMessage() + ")";
        }
    }
}
