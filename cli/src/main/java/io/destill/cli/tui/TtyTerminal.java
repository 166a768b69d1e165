package io.destill.cli.tui;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.terminal.ansi.UnixTerminal;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The terminal that the process belongs to. Its size comes from {@code stty}, as a terminal may never answer a query; keys
 * come from the device, as standard input may be a log.
 */
final class TtyTerminal extends UnixTerminal {

    static final File DEVICE = new File("/dev/tty");

    private static final TerminalSize UNKNOWN_SIZE = new TerminalSize(80, 24);

    private final Charset charset;
    private int column;
    private int row;

    static TtyTerminal open(boolean utf8) throws IOException {
        System.setProperty("com.googlecode.lanterna.terminal.UnixTerminal.sttyCommand", "stty");
        return new TtyTerminal(utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
    }

    private TtyTerminal(Charset charset) throws IOException {
        super(
                new KeyInput(new FileInputStream(DEVICE)),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                charset,
                CtrlCBehaviour.TRAP);
        this.charset = charset;
        noSignals();
    }

    /** Keys that would stop or kill the process with the terminal in disorder are keys like any other; ^S does not freeze. */
    private void noSignals() throws IOException {
        runSTTYCommand("susp", "undef", "quit", "undef", "-ixon");
    }

    /** Gives the terminal to another program. */
    void suspend() throws IOException {
        exitPrivateMode();
        restoreTerminalSettings();
    }

    /** Takes the terminal back. */
    void resume() throws IOException {
        canonicalMode(false);
        keyEchoEnabled(false);
        keyStrokeSignalsEnabled(false);
        noSignals();
        enterPrivateMode();
    }

    /** Asks the terminal to take text into its clipboard (xterm's OSC 52); many do, some only when set up so. */
    void copy(String text) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        writeToTerminal(("\u001b]52;c;" + encoded + "\u0007").getBytes(StandardCharsets.US_ASCII));
        flush();
    }

    @Override
    protected TerminalSize findTerminalSize() throws IOException {
        String[] size = runSTTYCommand("size").strip().split(" ", -1);
        try {
            int rows = Integer.parseInt(size[0]);
            int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
            return rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : UNKNOWN_SIZE;
        } catch (NumberFormatException e) {
            return UNKNOWN_SIZE;
        }
    }

    @Override
    public void setCursorPosition(int x, int y) throws IOException {
        super.setCursorPosition(x, y);
        column = x;
        row = y;
    }

    /**
     * Writes one cell. After anything but ASCII the cursor is put where it should be: where the terminal takes a
     * character for wider or narrower than Lanterna does, only that character is out of place, not the rest of the line.
     */
    @Override
    public void putString(String cell) throws IOException {
        String text = cell.replace(String.valueOf(Canvas.WIDE_MARK), "");
        writeToTerminal(text.getBytes(charset));
        boolean plain = cell.length() == 1 && cell.charAt(0) < 0x7f;
        column += plain || !TextCharacter.fromString(cell)[0].isDoubleWidth() ? 1 : 2;
        if (!plain) {
            super.setCursorPosition(column, row);
        }
    }
}
