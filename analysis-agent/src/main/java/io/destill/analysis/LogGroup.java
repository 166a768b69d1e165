package io.destill.analysis;

/**
 * A group of lines that a provider folds in its own page. It ends where the next one begins.
 *
 * @param line its first line, which names it, counted from 1
 */
public record LogGroup(long line, String title) {}
