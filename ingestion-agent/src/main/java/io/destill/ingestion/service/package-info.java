/** The ingestion agent as a process of its own. */
@NullMarked
package io.destill.ingestion.service;

import org.jspecify.annotations.NullMarked;
