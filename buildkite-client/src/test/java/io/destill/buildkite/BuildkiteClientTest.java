package io.destill.buildkite;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.buildkite.BuildkiteException.Kind;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

class BuildkiteClientTest extends ClientTest {

    @Test
    void asksForABuildWithoutItsJobs() throws Exception {
        answer(ok("""
                {"number": 12, "state": "failed", "branch": "main", "commit": "9fceb02d", "message": "Bump jooq\\n\\nfor a fix",
                 "web_url": "https://buildkite.com/acme/shop/builds/12", "author": {"name": "Ada"}, "creator": null, "created_at": "2026-08-20T09:14:02.113Z",
                 "pipeline": {"slug": "shop", "default_branch": "trunk"}, "new_field": []}
                """));

        Build build = client.build("acme", "shop", 12);

        assertThat(build)
                .isEqualTo(new Build(
                        12L,
                        "failed",
                        "main",
                        "9fceb02d",
                        "Bump jooq\n\nfor a fix",
                        "https://buildkite.com/acme/shop/builds/12",
                        Instant.parse("2026-08-20T09:14:02.113Z"),
                        new Build.Person("Ada"),
                        null,
                        new Build.Pipeline("trunk")));
        RecordedRequest request = nextRequest();
        assertThat(request.getUrl().encodedPath()).isEqualTo("/v2/organizations/acme/pipelines/shop/builds/12");
        assertThat(request.getUrl().queryParameter("exclude_jobs")).isEqualTo("true");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + TOKEN);
        assertThat(request.getHeaders().get("User-Agent")).matches("destill/\\d+\\.\\d+\\.\\d+\\S*");
    }

    @Test
    void asksForTheNewestBuildOfABranchThatPassed() throws Exception {
        answer(ok("[{\"number\": 11, \"state\": \"passed\"}]"), ok("[]"));

        assertThat(client.newestPassed("acme", "shop", "a/b").number()).isEqualTo(11);
        assertThat(client.newestPassed("acme", "shop", "other")).isNull();

        RecordedRequest request = nextRequest();
        assertThat(request.getUrl().encodedPath()).isEqualTo("/v2/organizations/acme/pipelines/shop/builds");
        assertThat(request.getUrl().queryParameter("branch")).isEqualTo("a/b");
        assertThat(request.getUrl().queryParameter("state")).isEqualTo("passed");
        assertThat(request.getUrl().queryParameter("per_page")).isEqualTo("1");
    }

    @Test
    void toleratesThatEveryFieldIsMissing() throws Exception {
        answer(ok("{}"), ok("{\"items\": [{}, {\"type\": \"new_type\"}]}"), ok("{}"), ok("{\"scopes\": null}"));

        assertThat(client.build("acme", "shop", 12).state()).isNull();
        assertThat(client.jobs("acme", "shop", 12)).extracting(Job::isScript).containsExactly(false, false);
        assertThat(client.job("acme", "a1").id()).isNull();
        assertThat(client.accessToken().missingScopes()).containsExactly("read_builds", "read_build_logs");
    }

    @Test
    void readsJobsOfAllTypesFromAllPages() throws Exception {
        String next = server.url("/v2/organizations/acme/pipelines/shop/builds/12/jobs?after=c1&per_page=100")
                .toString();
        answer(ok("""
                        {"items": [
                          {"type": "script", "id": "j1", "name": ":junit: Unit", "step_key": "unit", "step": {"id": "s1"}, "state": "failed",
                           "exit_status": 1, "soft_failed": false, "signal_reason": null, "retried_in_job_id": "j2", "retries_count": 0,
                           "parallel_group_index": 1, "parallel_group_total": 4, "command": "mvn verify"},
                          {"type": "waiter", "id": "w1"}],
                         "links": {"self": "x", "next": "%s"}}
                        """.formatted(next)), ok("""
                        {"items": [
                          {"type": "manual", "id": "m1", "label": "Deploy?", "state": "blocked"},
                          {"type": "trigger", "id": "t1", "name": "Deploy", "state": "failed",
                           "triggered_build": {"number": 15, "web_url": "https://buildkite.com/acme/deploy/builds/15"}}],
                         "links": {"next": null}}
                        """));

        List<Job> jobs = client.jobs("acme", "shop", 12);

        assertThat(jobs).extracting(Job::id).containsExactly("j1", "w1", "m1", "t1");
        assertThat(jobs.get(0))
                .isEqualTo(new Job(
                        "script",
                        "j1",
                        ":junit: Unit",
                        null,
                        "mvn verify",
                        "unit",
                        new Job.Step("s1"),
                        "failed",
                        1,
                        false,
                        null,
                        null,
                        "j2",
                        0,
                        1,
                        4,
                        null));
        assertThat(jobs.get(2).label()).isEqualTo("Deploy?");
        assertThat(jobs.get(3).triggeredBuild())
                .isEqualTo(new Job.TriggeredBuild(15L, "https://buildkite.com/acme/deploy/builds/15"));
        assertThat(nextRequest().getUrl().queryParameter("include_retried_jobs"))
                .isEqualTo("true");
        assertThat(nextRequest().getUrl().queryParameter("after")).isEqualTo("c1");
    }

    @Test
    void doesNotFollowANextPageToAnotherHost() throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.start(InetAddress.getLoopbackAddress(), 0);
            answer(ok("{\"items\": [], \"links\": {\"next\": \"%s\"}}".formatted(other.url("/v2/more?key=s3cret"))));

            BuildkiteException e = failure(Kind.UNEXPECTED, () -> client.jobs("acme", "shop", 12));

            assertThat(e).hasMessageContaining("another host").hasMessageNotContaining("s3cret");
            assertThat(other.getRequestCount()).isZero();
        }
    }

    @Test
    void noticesPagesThatLeadInACircle() {
        String first = server.url(
                        "/v2/organizations/acme/pipelines/shop/builds/12/jobs?include_retried_jobs=true&per_page=100")
                .toString();
        answer(ok("{\"items\": [], \"links\": {\"next\": \"%s\"}}".formatted(first)));

        assertThat(failure(Kind.UNEXPECTED, () -> client.jobs("acme", "shop", 12)))
                .hasMessageContaining("in a circle");
    }

    @Test
    void findsAJobByItsIdAlone() throws Exception {
        answer(ok("{\"type\": \"script\", \"id\": \"j1\"}"));

        assertThat(client.job("acme", "j1").isScript()).isTrue();
        assertThat(nextRequest().getTarget()).isEqualTo("/v2/organizations/acme/jobs/j1");
    }

    @Test
    void namesInAPathCannotLeaveIt() throws Exception {
        answer(ok("{}"));

        client.job("../acme?x", "a/b");

        assertThat(nextRequest().getTarget()).isEqualTo("/v2/organizations/..%2Facme%3Fx/jobs/a%2Fb");
    }

    @Test
    void tellsWhatTheTokenMayDo() throws Exception {
        answer(ok("{\"uuid\": \"u\", \"scopes\": [\"read_builds\"], \"expires_at\": \"2026-12-01T10:00:00.000Z\"}"));

        AccessToken token = client.accessToken();

        assertThat(token.missingScopes()).containsExactly("read_build_logs");
        assertThat(token.expiresAt()).isEqualTo(Instant.parse("2026-12-01T10:00:00Z"));
        assertThat(nextRequest().getTarget()).isEqualTo("/v2/access-token");
    }

    @Test
    void refusesAnAnswerThatIsNotBuildkites() {
        answer(ok("<html>Log in to the proxy</html>"), ok("[]"), ok("null"), ok("{\"state\": {\"a\": 1}}"));

        for (int i = 0; i < 4; i++) {
            assertThat(failure(Kind.UNEXPECTED, () -> client.build("acme", "shop", 12)))
                    .hasMessageContaining("BUILDKITE_API_URL")
                    .hasMessageNotContaining("proxy");
        }
        assertThat(server.getRequestCount()).isEqualTo(4);
    }
}
