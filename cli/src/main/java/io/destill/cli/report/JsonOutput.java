package io.destill.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.TriageCard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole result as one JSON document, written when the request is complete. Names are those of the messages. */
public final class JsonOutput implements Output {

    private static final ObjectWriter WRITER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build()
            .writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private final OutputStream out;
    private final String requestId;
    private final List<JobResult> results = new ArrayList<>();

    public JsonOutput(OutputStream out, String requestId) {
        this.out = out;
        this.requestId = requestId;
    }

    @Override
    public void job(JobResult result) {
        results.add(result);
    }

    @Override
    public void finish(RequestState state) throws IOException {
        List<Job> jobs = results.stream()
                .sorted(Comparator.comparing((JobResult r) -> r.job().name())
                        .thenComparing(r -> r.job().id()))
                .map(Job::of)
                .toList();
        Document document = new Document(
                Message.SCHEMA_VERSION,
                requestId,
                state.whole(),
                state.build(),
                state.failure(),
                state.failureReason(),
                jobs);
        String json = WRITER.writeValueAsString(document) + "\n";
        out.write(SafeText.json(json).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /**
     * @param complete whether every job's log was analysed from its beginning to its end
     * @param failure why there is no build, if there is none
     */
    private record Document(
            int schemaVersion,
            String requestId,
            boolean complete,
            @Nullable BuildRef build,
            @Nullable FailureKind failure,
            @Nullable String reason,
            List<Job> jobs) {}

    /**
     * @param status {@code analyzed} or {@code failed}
     * @param reason why it failed, or why its log was not whole
     * @param passedLogs how many logs of jobs that passed it was compared with
     */
    private record Job(
            JobRef job,
            String status,
            @Nullable FailureKind failure,
            @Nullable String reason,
            int passedLogs,
            List<TriageCard> cards) {

        static Job of(JobResult result) {
            return new Job(
                    result.job(),
                    result.failure() == null ? "analyzed" : "failed",
                    result.failure(),
                    result.reason(),
                    result.passedLogs(),
                    result.cards());
        }
    }
}
