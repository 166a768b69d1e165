/** A whole log, read from disk where it is looked at, and searched, however large it is. */
@NullMarked
package io.destill.cli.pager;

import org.jspecify.annotations.NullMarked;
