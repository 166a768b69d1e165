/**
 * A job's log goes in, ranked triage cards come out.
 *
 * <p>{@link io.destill.analysis.LogAnalyzer} is the engine: plain code over bytes that knows no broker. Its stages, in the
 * order in which a line meets them: {@link io.destill.analysis.Terminal}, {@link io.destill.analysis.Sections}, {@link
 * io.destill.analysis.KeywordScanner} and {@link io.destill.analysis.RuleSet} (which hold severity and rules), {@link
 * io.destill.analysis.Segmenter} (blocks), {@link io.destill.analysis.JobEvidence}, {@link io.destill.analysis.Normalizer}
 * and {@link io.destill.analysis.Ranking}. {@link io.destill.analysis.AnalysisAgent} wraps it for the pipeline.
 */
@NullMarked
package io.destill.analysis;

import org.jspecify.annotations.NullMarked;
