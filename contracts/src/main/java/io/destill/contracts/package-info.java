/**
 * The messages that Destill's parts exchange, their JSON and their subjects.
 *
 * <p>No behaviour belongs here: records, their wire format, and the one place where subjects are built and parsed. Uses
 * Jackson and nothing of Destill. Fields that may be absent are marked {@link org.jspecify.annotations.Nullable}; all
 * others are required, and a message without one is refused with the field's name.
 */
@NullMarked
package io.destill.contracts;

import org.jspecify.annotations.NullMarked;
