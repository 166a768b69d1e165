/**
 * The whole pipeline against real servers, and the servers that it takes.
 *
 * <p>{@link io.destill.it.BuildkiteServer} plays Buildkite for tests and for trying things out by hand; it uses nothing of
 * Destill, so that both cannot share a misunderstanding.
 */
@NullMarked
package io.destill.it;

import org.jspecify.annotations.NullMarked;
