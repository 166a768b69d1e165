package io.destill.it;

import static io.destill.it.Team.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.broker.NatsServer;
import io.destill.it.Destill.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages that no agent of ours would send: whoever waits for them learns of it, and everything else goes on. */
@Tag("docker")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadMessagesTest {

    private static final String REQUEST = "01998a4e-0000-7000-8000-000000000002";
    private static final String BUILD = "{\"provider\":\"x\",\"url\":\"x\",\"pipeline\":\"x\"}";

    @TempDir
    private Path folder;

    @Test
    void badMessagesFailTheirJobsAndNothingElseAndCanBePutBack() throws Exception {
        Path logs = Files.createDirectories(folder.resolve("acme/good/1/logs"));
        Files.writeString(logs.resolve("good.log"), "a.c:1:1: error: no\n");
        try (BuildkiteServer buildkite = BuildkiteServer.serving(folder);
                Team team = new Team(NatsServer.start(), buildkite.environment())) {
            team.ingestion();
            team.analysis();
            team.publish("ci_progress." + REQUEST, resolved(3));
            team.publish("ci_logs_raw." + REQUEST + ".garbled.first", "no JSON");
            team.publish("ci_logs_raw." + REQUEST + ".hole.first", chunk("hole", 0, false));
            team.publish("ci_logs_raw." + REQUEST + ".hole.more", chunk("hole", 2, true));
            team.publish("ci_logs_raw." + REQUEST + ".endless.first", chunk("endless", 0, false));

            Result good = team.destill("analyze", buildkite.buildUrl("acme/good/1"), "--format", "json");
            assertThat(good.exitCode()).as(good.err()).isZero();
            assertThat(good.jsonCards()).hasSize(1);

            Result bad = team.view(REQUEST);
            assertThat(bad.exitCode()).isEqualTo(1);
            assertThat(bad.err())
                    .contains("Job garbled could not be analysed", "not a valid LogChunk")
                    .contains("Job hole could not be analysed", "no more of its log came for 3 seconds")
                    .contains("Job endless could not be analysed")
                    .contains("'destill requeue' puts it back");
            when(() -> team.destill("requeue").out().lines().count() == 3);
            assertThat(team.destill("requeue").out())
                    .contains("ci_logs_raw." + REQUEST + ".garbled.first")
                    .contains("ci_logs_raw." + REQUEST + ".hole.first")
                    .contains("ci_logs_raw." + REQUEST + ".endless.first");

            team.publish("ci_logs_raw." + REQUEST + ".hole.more", chunk("hole", 1, false));
            team.publish("ci_logs_raw." + REQUEST + ".endless.more", chunk("endless", 1, true));
            Result requeue = team.destill("requeue", "--all");
            assertThat(requeue.exitCode()).as(requeue.err()).isZero();
            assertThat(requeue.out().lines()).hasSize(3);

            Result mended = team.view(REQUEST);
            assertThat(mended.err())
                    .contains("Job garbled could not be analysed")
                    .doesNotContain("hole", "endless");
            assertThat(mended.jsonCards())
                    .extracting(card -> card.at("/job/id").asText())
                    .contains("hole", "endless");
            assertThat(jobs(mended)).containsExactlyInAnyOrder("garbled", "hole", "endless");
            when(() -> team.destill("requeue").out().lines().count() == 1);
        }
    }

    private static List<String> jobs(Result result) {
        return Destill.stream(result.json().get("jobs"))
                .map(job -> job.at("/job/id").asText())
                .toList();
    }

    private static String resolved(int jobs) {
        return """
                {"schema_version":1,"request_id":"%s","stage":"build_resolved","build":%s,"current":0,"total":%d,\
                "at":"2026-01-01T00:00:00Z"}""".formatted(REQUEST, BUILD, jobs);
    }

    private static String chunk(String job, int index, boolean last) {
        return """
                {"schema_version":1,"request_id":"%s","build":%s,"job":{"id":"%s","name":"%s","soft_failed":false,"retry":0},"chunk_index":%d,\
                "last":%s,"line_start":%d,"line_end":%d,"continued":false,"content":"src/x.c:%d:1: error: no such type\\n"}""".formatted(REQUEST, BUILD, job, job, index, last, index + 1, index + 1, index + 1);
    }
}
