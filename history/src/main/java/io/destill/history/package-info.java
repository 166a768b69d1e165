/**
 * Which failures were seen before, in which builds, and what people said of them. {@link io.destill.history.FailureHistory} is
 * the port; it is kept in SQLite or in PostgreSQL, which {@link io.destill.history.HistorySettings} decides. It uses the
 * contracts alone and knows no broker.
 */
@org.jspecify.annotations.NullMarked
package io.destill.history;
