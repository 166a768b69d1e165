/**
 * A job's log goes in, ranked triage cards come out.
 *
 * <p>{@link io.destill.analysis.LogAnalyzer} is the engine: plain code over bytes that knows no broker. While a log comes in,
 * a line meets {@link io.destill.analysis.LineFilter} and, if that sees something in it, {@link io.destill.analysis.Terminal} and
 * {@link io.destill.analysis.Sections}, or {@link io.destill.analysis.PassageWriter}, which keeps it. At the end what was kept meets
 * {@link io.destill.analysis.RegionReader}, with {@link io.destill.analysis.KeywordScanner} and {@link io.destill.analysis.RuleSet}
 * (severity and rules), {@link io.destill.analysis.Segmenter} (blocks), {@link io.destill.analysis.JobEvidence}, {@link
 * io.destill.analysis.Normalizer} and {@link io.destill.analysis.Ranking}. {@link io.destill.analysis.AnalysisAgent} wraps it for the pipeline.
 */
@NullMarked
package io.destill.analysis;

import org.jspecify.annotations.NullMarked;
