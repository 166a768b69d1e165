package io.destill.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints how many examples have their cause on top, and which have not; with {@code --update} writes {@link KnownMisses}
 * anew. Started by {@code dev/verdicts}.
 */
final class RefreshMisses {

    private RefreshMisses() {}

    public static void main(String[] arguments) throws IOException {
        List<ExampleLog> logs = ExampleLog.all();
        List<String> misses = new ArrayList<>();
        int amongFive = 0;
        for (ExampleLog log : logs) {
            int rank = log.rankOfCause();
            if (rank != 1) {
                misses.add("%-40s # %s".formatted(log.name(), rank == 0 ? "on no card" : "rank " + rank));
            }
            if (rank >= 1 && rank <= 5) {
                amongFive++;
            }
        }
        misses.forEach(System.out::println);
        System.out.printf("%d of %d on top, %d in the top five%n", logs.size() - misses.size(), logs.size(), amongFive);
        if (List.of(arguments).contains("--update")) {
            KnownMisses.write(misses);
            System.out.println("written: " + KnownMisses.FILE);
        }
    }
}
