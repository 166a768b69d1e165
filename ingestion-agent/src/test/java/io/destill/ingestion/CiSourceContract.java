package io.destill.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.JobRef;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link CiSource} holds to. */
abstract class CiSourceContract {

    /** A source that can serve {@link #url}. */
    abstract CiSource source() throws Exception;

    /** A URL of a build with at least one log. */
    abstract String url() throws Exception;

    static AnalysisRequest request(String url) {
        return new AnalysisRequest("request", url, Instant.EPOCH, null);
    }

    final ResolvedBuild resolve() throws Exception {
        return source().resolve(request(url()));
    }

    @Test
    void acceptsItsOwnUrlsOnly() throws Exception {
        CiSource source = source();
        assertThat(source.accepts(url())).isTrue();
        assertThat(source.accepts("gopher://example.org/1")).isFalse();
        assertThat(source.accepts("")).isFalse();
    }

    @Test
    void saysWhatItAccepts() throws Exception {
        assertThat(source().shapes()).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void resolvesABuildWhoseJobsHaveIdsOfTheirOwn() throws Exception {
        ResolvedBuild resolved = resolve();
        List<String> ids =
                resolved.jobs().stream().map(JobLog::job).map(JobRef::id).toList();
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void everyLogCanBeReadToItsEnd() throws Exception {
        for (JobLog log : resolve().jobs()) {
            Chunks.of(log, Chunker.DEFAULT_SIZE)
                    .forEach(chunk -> assertThat(chunk.incomplete()).isNull());
        }
    }
}
