/**
 * The {@code destill} command: picocli commands, and the one place where brokers, agents and sources are put together.
 *
 * <p>What a command shows lives in {@code report} and {@code tui}; what is found lives in the agents. Only this package may
 * know both agents and every source.
 */
@NullMarked
package io.destill.cli;

import org.jspecify.annotations.NullMarked;
