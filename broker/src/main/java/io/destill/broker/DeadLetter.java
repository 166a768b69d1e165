package io.destill.broker;

import io.destill.contracts.Message;

/**
 * A message that was given up.
 *
 * @param subject where it was published
 * @param reason why its last attempt failed
 */
public record DeadLetter(String subject, Message message, String reason) {}
