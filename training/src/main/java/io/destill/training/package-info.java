/** {@code destill-train}: fits the weights of the evidence on labelled logs, with whole projects left out. */
@NullMarked
package io.destill.training;

import org.jspecify.annotations.NullMarked;
