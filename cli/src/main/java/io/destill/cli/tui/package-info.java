/**
 * The terminal UI: a ranked list of failures with the details of one.
 *
 * <p>{@link io.destill.cli.tui.TriageView} is what is shown and how keys change it; it knows no terminal.
 * {@link io.destill.cli.tui.TriageScreen} draws it; {@link io.destill.cli.tui.TriageApp} runs it. Only these last two and what
 * they draw on know Lanterna, beyond its names for keys.
 */
@NullMarked
package io.destill.cli.tui;

import org.jspecify.annotations.NullMarked;
