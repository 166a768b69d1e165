package io.destill.analysis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Analyses one {@link Mutant} after the other for a while, and keeps those whose findings are not sound, or which the
 * analysis does not come back from. Started by {@code dev/fuzz}.
 */
final class Fuzzer {

    /** The largest mutant takes a second. */
    private static final long HANGS_AFTER_SECONDS = 60;

    private static final Path KEPT = Path.of("analysis-agent/target/fuzz");

    private Fuzzer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[0]));
        long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        long seed = first;
        int unsound = 0;
        do {
            byte[] log = Mutant.of(seed);
            String problem = problem(log, seed);
            if (problem != null) {
                unsound++;
                Path file = KEPT.resolve(seed + ".log");
                Files.createDirectories(KEPT);
                Files.write(file, log);
                System.out.printf("seed %d: %s%n  kept as %s%n", seed, problem.strip(), file);
            }
            seed++;
        } while (System.nanoTime() < end);
        System.out.printf("%d logs (seeds %d to %d), %d of them unsound%n", seed - first, first, seed - 1, unsound);
        System.exit(unsound == 0 ? 0 : 1);
    }

    private static @Nullable String problem(byte[] log, long seed) throws InterruptedException {
        CompletableFuture<Void> check = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Soundness.check(log, Mutant.cuts(seed, log.length));
                check.complete(null);
            } catch (RuntimeException | Error e) {
                check.completeExceptionally(e);
            }
        });
        try {
            check.get(HANGS_AFTER_SECONDS, TimeUnit.SECONDS);
            return null;
        } catch (TimeoutException e) {
            return "no end after " + HANGS_AFTER_SECONDS + " s";
        } catch (ExecutionException e) {
            String text = e.getCause().toString();
            String at = e.getCause() instanceof AssertionError
                    ? ""
                    : " at " + e.getCause().getStackTrace()[0];
            return text.substring(0, Math.min(600, text.length())) + at;
        }
    }
}
