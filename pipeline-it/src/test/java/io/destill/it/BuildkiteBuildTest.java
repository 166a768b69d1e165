package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.it.Destill.Result;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code destill analyze <url>}, from the address of a build to what is printed and the exit code. */
class BuildkiteBuildTest {

    private static final String FAILED = "acme/shop/4821";

    private BuildkiteServer server;

    @BeforeEach
    void start() throws IOException {
        server = BuildkiteServer.serving(Samples.directory());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eachFailedJobHasItsCauseOnTop() {
        Result result = analyze(server.buildUrl(FAILED), "--format", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.json().get("complete").asBoolean()).isTrue();
        Map<String, String> tops = new HashMap<>();
        for (JsonNode job : result.json().get("jobs")) {
            tops.put(
                    job.at("/job/name").asText(), job.at("/cards/0/raw_message").asText());
        }
        assertThat(tops).isEqualTo(Map.of());
    }

    @Test
    void dump() {
        for (String u : List.of(
                server.buildUrl(FAILED),
                server.buildUrl("acme/shop/4823"),
                server.jobUrl(FAILED, "browser-1"),
                server.buildUrl("acme/shop/4822"),
                server.buildUrl("acme/release/15"),
                server.buildUrl("acme/release/16"),
                server.buildUrl("acme/shop/1"),
                server.jobUrl("acme/release/16", "sign"))) {
            Result r = analyze(u, "--limit", "1", "--passed-too");
            System.out.println("=== " + u + " exit " + r.exitCode() + "\n" + r.out() + "--- err\n" + r.err());
        }
    }

    private Result analyze(String url, String... options) {
        return Destill.run(server.environment(), arguments(url, options));
    }

    private static String[] arguments(String url, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "analyze";
        arguments[1] = url;
        System.arraycopy(options, 0, arguments, 2, options.length);
        return arguments;
    }
}
