package io.destill.analysis;

/**
 * What there is to know of a rule in force.
 *
 * @param weight in hundredths of confidence
 * @param from {@code built-in}, or the file and line that states it
 */
public record RuleSummary(String name, String family, String role, int weight, String category, String from) {}
