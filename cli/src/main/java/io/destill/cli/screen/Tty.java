package io.destill.cli.screen;

import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that the process belongs to, taken over until it is closed: no echo, every key at once, another screen. Its
 * size comes from {@code stty}, as a terminal may never answer a query; keys come from the device, as standard input may be a
 * log. It is given back even when the process is told to end.
 *
 * <p>One thread uses it; {@link #close} may be called by any.
 */
public final class Tty implements AutoCloseable {

    public static final File DEVICE = new File("/dev/tty");

    private static final String CSI = "\u001b[";

    /**
     * The other screen; no wrapping at the right edge, so that a character that is wider than thought cannot spoil the next
     * line; no reordering of right-to-left text, which would take the frame along; pastes told from keys.
     */
    private static final String ENTER = CSI + "?1049h" + CSI + "?25l" + CSI + "?7l" + CSI + "8l" + CSI + "?2004h";

    private static final String LEAVE =
            CSI + "0m" + CSI + "?2004l" + CSI + "8h" + CSI + "?7h" + CSI + "?25h" + CSI + "?1049l";
    private static final String MOUSE_ON = CSI + "?1000h" + CSI + "?1006h";
    private static final String MOUSE_OFF = CSI + "?1006l" + CSI + "?1000l";
    private static final String ASK_BACKGROUND = "\u001b]11;?\u001b\\";

    private static final String ASK = "stty -g && stty size";

    /** Keys that would stop or kill the process with the terminal in disorder are keys like any other; ^S does not freeze. */
    private static final String RAW = "stty -icanon -echo -isig -ixon -iexten -icrnl min 1 time 0";

    /** The keys of terminals that are played; null for a real one. */
    private static volatile @Nullable String played;

    private static @Nullable CompletableFuture<String> prepared;

    private final File device;
    private final InputStream keys;
    private final OutputStream screen;
    private final String settings;
    private final Thread atEnd = new Thread(this::giveBack, "give-terminal-back");
    private final AtomicBoolean resized = new AtomicBoolean();
    private final AtomicBoolean continued = new AtomicBoolean();
    private final AtomicBoolean stopAsked = new AtomicBoolean();
    private int columns = 80;
    private int rows = 24;
    private boolean taken;
    private boolean mouse;

    /** @param said the answer to {@link #ASK} */
    private Tty(File device, InputStream keys, OutputStream screen, String said) throws IOException {
        this.device = device;
        this.keys = keys;
        this.screen = screen;
        String[] told = said.split("\n", -1);
        settings = told[0].strip();
        if (device.equals(DEVICE) && !settings.matches("[\\p{XDigit}:]+|[\\w:=;-]+")) {
            throw new IOException("The terminal's settings cannot be read: stty answers '" + told[0].strip() + "'.");
        }
        size(told.length > 1 ? told[1] : "");
        shell(RAW);
    }

    /**
     * Asks on another thread for what {@link #open} needs to know, while there is other work to do: processes are started for it.
     * To be called once, by the thread that opens it.
     */
    public static void prepare() {
        CompletableFuture<String> asked = new CompletableFuture<>();
        prepared = asked;
        Thread.ofPlatform().daemon().name("terminal").start(() -> {
            try {
                asked.complete(shell(DEVICE, ASK));
            } catch (IOException e) {
                asked.complete("");
            }
            handler(new AtomicBoolean());
        });
    }

    /** From now on, terminals of this process are played: keys are pressed one after the other, and nobody looks. */
    public static void play(String keys) {
        played = keys;
    }

    public static Tty open() throws IOException {
        String play = played;
        CompletableFuture<String> asked = prepared;
        prepared = null;
        Tty tty = play == null
                ? new Tty(
                        DEVICE,
                        new FileInputStream(DEVICE),
                        new FileOutputStream(FileDescriptor.out),
                        asked == null ? shell(DEVICE, ASK) : asked.join())
                : new Tty(new File("/dev/null"), new PlayedKeys(play), OutputStream.nullOutputStream(), "");
        Runtime.getRuntime().addShutdownHook(tty.atEnd);
        handle("WINCH", tty.resized);
        handle("CONT", tty.continued);
        handle("TSTP", tty.stopAsked);
        tty.take();
        tty.send(ASK_BACKGROUND);
        return tty;
    }

    /** In columns, as last looked up. */
    public int width() {
        return columns;
    }

    /** In lines. */
    public int height() {
        return rows;
    }

    /** @return whether the size may have changed since this was last asked; it is looked up again */
    public boolean resized() throws IOException {
        if (!resized.getAndSet(false)) {
            return false;
        }
        size(shell("stty size"));
        return true;
    }

    /** @return whether somebody asked the process to stop, other than by a key */
    public boolean stopAsked() {
        return stopAsked.getAndSet(false);
    }

    /** @return whether the process was stopped, and runs again: what is on the terminal is not to be relied on */
    public boolean continued() throws IOException {
        if (!continued.getAndSet(false)) {
            return false;
        }
        retake();
        return true;
    }

    private void size(String told) {
        String[] size = told.strip().split(" ", -1);
        try {
            int newRows = Integer.parseInt(size[0]);
            int newColumns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
            if (newRows > 0 && newColumns > 0) {
                rows = newRows;
                columns = newColumns;
            }
        } catch (NumberFormatException e) {
            // A terminal that does not know its size keeps what it had.
        }
    }

    /**
     * The bytes of the keys that were pressed.
     *
     * @throws IOException if the terminal is gone
     */
    public byte[] pressed() throws IOException {
        int waiting = keys.available();
        return waiting == 0 ? new byte[0] : keys.readNBytes(waiting);
    }

    public void send(String text) throws IOException {
        if (!text.isEmpty()) {
            screen.write(text.getBytes(StandardCharsets.UTF_8));
            screen.flush();
        }
    }

    /** Without the mouse, the terminal's own selection works. */
    public void mouse(boolean on) throws IOException {
        mouse = on;
        send(on ? MOUSE_ON : MOUSE_OFF);
    }

    /** Asks the terminal to take text into its clipboard (xterm's OSC 52); many do, some only when set up so. */
    public void copy(String text) throws IOException {
        send("\u001b]52;c;" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\u0007");
    }

    /** Runs a program that has the terminal meanwhile; returns its exit status. */
    public int run(List<String> command) throws IOException, InterruptedException {
        give();
        try {
            return new ProcessBuilder(command)
                    .redirectInput(device)
                    .redirectOutput(device)
                    .redirectError(device)
                    .start()
                    .waitFor();
        } finally {
            retake();
        }
    }

    /** Stops the process, with all of its pipeline, until the shell lets it go on. */
    public void stop() throws IOException, InterruptedException {
        give();
        // STOP, as TSTP is handled here; it hits the shell that sends it, too, so that this waits until all go on.
        new ProcessBuilder("/bin/sh", "-c", "kill -s STOP 0").start().waitFor();
        retake();
    }

    private void take() throws IOException {
        taken = true;
        send(ENTER + (mouse ? MOUSE_ON : ""));
    }

    private void retake() throws IOException {
        shell(RAW);
        size(shell("stty size"));
        take();
    }

    private void give() throws IOException {
        if (taken) {
            taken = false;
            send(MOUSE_OFF + LEAVE);
            shell("stty " + settings);
        }
    }

    private synchronized void giveBack() {
        try {
            give();
        } catch (IOException e) {
            // The terminal is gone.
        }
    }

    @Override
    public void close() {
        giveBack();
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
            keys.close();
        } catch (IllegalStateException | IOException e) {
            // The process is ending already, or the terminal is gone.
        }
    }

    private String shell(String command) throws IOException {
        return shell(device, command);
    }

    private static String shell(File device, String command) throws IOException {
        Process shell = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectInput(device)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            shell.waitFor(1, TimeUnit.SECONDS);
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** By reflection: the class has been in every JDK for decades, but the compiler warns of it. */
    private static void handle(String signal, AtomicBoolean flag) {
        Object handler = handler(flag);
        if (handler != null) {
            try {
                Class<?> signalClass = Class.forName("sun.misc.Signal");
                signalClass
                        .getMethod("handle", signalClass, Class.forName("sun.misc.SignalHandler"))
                        .invoke(null, signalClass.getConstructor(String.class).newInstance(signal), handler);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                // Without it, what the signal tells is not seen; all else works.
            }
        }
    }

    private static @Nullable Object handler(AtomicBoolean flag) {
        try {
            return Proxy.newProxyInstance(
                    Tty.class.getClassLoader(),
                    new Class<?>[] {Class.forName("sun.misc.SignalHandler")},
                    (p, method, a) -> {
                        if (method.getName().equals("handle")) {
                            flag.set(true);
                        }
                        return null;
                    });
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Gives a program time to do something between two keys. */
    private static final class PlayedKeys extends InputStream {
        private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
        private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(60);

        private final byte[] keys;
        private int next;
        private long due = System.nanoTime() + FIRST;

        PlayedKeys(String keys) {
            this.keys = keys.getBytes(StandardCharsets.US_ASCII);
        }

        /** Whatever the keys did, the terminal is gone after the last one. */
        @Override
        public int available() throws IOException {
            if (next == keys.length && System.nanoTime() - due >= 0) {
                throw new EOFException("The last key was played.");
            }
            return next < keys.length && System.nanoTime() - due >= 0 ? 1 : 0;
        }

        @Override
        public int read() {
            due = System.nanoTime() + PAUSE;
            return next < keys.length ? keys[next++] : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            int key = read();
            if (key < 0 || length == 0) {
                return -1;
            }
            to[offset] = (byte) key;
            return 1;
        }
    }
}
