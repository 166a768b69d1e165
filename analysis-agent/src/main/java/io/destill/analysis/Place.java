package io.destill.analysis;

/** A line of a rule file, counted from 1. */
record Place(String file, int line) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
