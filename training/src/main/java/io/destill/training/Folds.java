package io.destill.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Cuts logs into parts of about the same size, with all logs of a project in one part. */
final class Folds {

    private Folds() {}

    /** The largest projects first, each to the part that is smallest so far: the same logs always give the same parts. */
    static List<List<LabelledLog>> of(List<LabelledLog> logs, int count) {
        Map<String, List<LabelledLog>> projects = logs.stream()
                .collect(Collectors.groupingBy(LabelledLog::project, LinkedHashMap::new, Collectors.toList()));
        List<List<LabelledLog>> folds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            folds.add(new ArrayList<>());
        }
        projects.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, List<LabelledLog>> p) ->
                                -p.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .forEach(project -> folds.stream()
                        .min(Comparator.comparingInt(List::size))
                        .orElseThrow()
                        .addAll(project.getValue()));
        folds.removeIf(List::isEmpty);
        return folds;
    }
}
