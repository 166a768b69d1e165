/** The analysis agent as a process of its own. */
@NullMarked
package io.destill.analysis.service;

import org.jspecify.annotations.NullMarked;
