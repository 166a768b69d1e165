package io.destill.analysis;

/** A line that a rule must match, or must not. */
record Example(String text, Place place) {}
