package io.destill.cli.tui;

import io.destill.cli.Samples;
import io.destill.cli.report.RequestState;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Colors;
import io.destill.cli.screen.Input;
import io.destill.cli.screen.Painter;
import io.destill.contracts.JobRef;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Prints how long a key takes until what it changes is ready to be sent to the terminal, with 10,000 failures listed while 1,000
 * more cards arrive and 25 keys are pressed each second: the whole round of the loop that runs {@link TriageApp}, as a key may come
 * when it has just begun. In milliseconds by the clock, and of the processor, which is what counts on a busy machine.
 */
final class KeyLatency {

    private static final int FAILURES = 10_000;
    private static final int CARDS_OF_A_JOB = 10;
    private static final int JOBS_BETWEEN_KEYS = 4;
    private static final long BETWEEN_KEYS = 40_000_000;
    private static final int WARM_UP = 100;
    private static final int KEYS = 400;
    private static final String[] PRESSED = {
        "j", "j", "k", "PgDn", "G", "g", "/", "e", "r", "4", "Esc", "s", "s", "s", "s", "f", "f", "Enter", "j", "Esc",
        ".", ".", "c", "u"
    };

    private final TriageState state = new TriageState(KeyTable.DEFAULT, false, true);
    private final OpenBuild build = state.add("x", new RequestState(), true);
    private final Painter painter = new Painter(Colors.NONE);
    private int jobs;

    private KeyLatency() {}

    public static void main(String[] arguments) {
        new KeyLatency().run();
    }

    private void run() {
        state.resize(160, 50);
        state.take(build, Samples.resolved(Integer.MAX_VALUE));
        while (jobs < FAILURES / CARDS_OF_A_JOB) {
            job();
        }
        double[] wall = new double[KEYS];
        double[] processor = new double[KEYS];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int key = -WARM_UP; key < KEYS; key++) {
            long began = System.nanoTime();
            long used = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < JOBS_BETWEEN_KEYS; i++) {
                job();
            }
            state.tick((key + WARM_UP) * BETWEEN_KEYS);
            draw();
            state.take(new Input.Key(PRESSED[(key + WARM_UP) % PRESSED.length]));
            draw();
            if (key >= 0) {
                wall[key] = (System.nanoTime() - began) / 1e6;
                processor[key] = (threads.getCurrentThreadCpuTime() - used) / 1e6;
            }
        }
        System.out.printf("%d keys, %,d failures at the end%n", KEYS, build.allFailures());
        print("by the clock", wall);
        print("of the processor", processor);
    }

    private static void print(String what, double[] milliseconds) {
        Arrays.sort(milliseconds);
        System.out.printf(
                "key to screen, ms %-18s median %6.1f   99th percentile %6.1f   most %6.1f%n",
                what, at(milliseconds, 50), at(milliseconds, 99), milliseconds[milliseconds.length - 1]);
    }

    private static double at(double[] sorted, int percentile) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percentile / 100)];
    }

    /** One more job. Once there are as many failures as there are to be, it shows some of those. */
    private void job() {
        JobRef job = Samples.job("job " + jobs);
        for (int i = 0; i < CARDS_OF_A_JOB; i++) {
            int number = (jobs * CARDS_OF_A_JOB + i) % FAILURES;
            double confidence = 0.05 + 0.9 * ((number * 7919L) % 10_007) / 10_007;
            state.take(
                    build,
                    Samples.card(
                            job,
                            i + 1,
                            confidence,
                            "src/part" + number + ".c:12:3: error: 'x" + number + "' undeclared"));
        }
        state.take(build, Samples.analyzed(job, CARDS_OF_A_JOB));
        jobs++;
    }

    private void draw() {
        Canvas canvas = new Canvas(state.width(), state.height(), true);
        TriageView.draw(state, canvas);
        painter.paint(canvas);
    }
}
