/** Runs an agent as a service of its own, over NATS. Knows no agent. May use {@code broker}. */
@NullMarked
package io.destill.service;

import org.jspecify.annotations.NullMarked;
