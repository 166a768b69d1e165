/**
 * What is known of one request, made from its messages, and the texts that show it.
 *
 * <p>May use {@code contracts}, and {@code broker} to read messages; knows no agent and no terminal library. Whatever a log or a server wrote passes
 * through {@link io.destill.cli.report.SafeText} on its way out.
 */
@NullMarked
package io.destill.cli.report;

import org.jspecify.annotations.NullMarked;
