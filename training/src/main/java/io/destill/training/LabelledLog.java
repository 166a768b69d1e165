package io.destill.training;

import io.destill.analysis.Finding;
import io.destill.contracts.Utf8;
import java.util.List;

/**
 * A failed job's log, and where its cause stands.
 *
 * @param name unique in its set
 * @param project what it is left out together with: logs of one project are alike
 * @param truth the lines that say why the job failed; not empty
 */
record LabelledLog(String name, String project, Utf8 bytes, List<Span> truth) {

    /** Lines from 1, both ends included. */
    record Span(long first, long last) {}

    /** Whether a finding shows any line of the cause. */
    boolean isCause(Finding finding) {
        return truth.stream().anyMatch(span -> finding.lineStart() <= span.last() && finding.lineEnd() >= span.first());
    }
}
