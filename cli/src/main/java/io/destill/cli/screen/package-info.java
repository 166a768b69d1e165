/**
 * A terminal as cells and keys: what is drawn, sent as what has changed, and what is pressed, clicked and pasted. It knows
 * nothing of what Destill shows.
 */
@NullMarked
package io.destill.cli.screen;

import org.jspecify.annotations.NullMarked;
