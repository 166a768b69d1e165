/**
 * The terminal UI: a ranked list of failures with the details of one.
 *
 * <p>{@link io.destill.cli.tui.TriageState} is what is shown and how keys, messages and time change it;
 * {@link io.destill.cli.tui.TriageView} draws it; {@link io.destill.cli.tui.TriageApp} runs it on a {@link io.destill.cli.screen.Stage}. Only the last
 * knows one.
 */
@NullMarked
package io.destill.cli.tui;

import org.jspecify.annotations.NullMarked;
