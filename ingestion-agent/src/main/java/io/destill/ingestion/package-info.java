/**
 * A CI build goes in, the {@link io.destill.contracts.LogChunk chunks} of its failed jobs' logs come out.
 *
 * <p>A {@link io.destill.ingestion.CiSource} knows one kind of place that logs come from; the ingestion
 * agent knows none of them. May use {@code broker} and the providers' clients.
 */
@NullMarked
package io.destill.ingestion;

import org.jspecify.annotations.NullMarked;
