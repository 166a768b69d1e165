/**
 * The {@link io.destill.broker.Broker} port and its implementations.
 *
 * <p>May use {@code contracts} and a broker's client library; knows nothing of what the messages are for.
 */
@NullMarked
package io.destill.broker;

import org.jspecify.annotations.NullMarked;
