package io.destill.buildkite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.destill.buildkite.BuildkiteException.Kind;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildkiteUrlTest {

    private static final String JOB = "0198c0de-2222-4a2b-8c3d-000000000002";
    private static final String STEP = "0198c0de-aaaa-4a2b-8c3d-00000000000a";
    private static final BuildkiteSettings SETTINGS = BuildkiteSettings.of(BuildkiteSettings.DEFAULT_API_URL, null);
    private static final BuildkiteSettings TEST_SERVER =
            BuildkiteSettings.of(URI.create("http://127.0.0.1:8099/v2"), null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://buildkite.com/acme/shop/builds/12",
                "https://buildkite.com/acme/shop/builds/12/",
                "http://www.buildkite.com/acme/shop/builds/12",
                "HTTPS://Buildkite.com/acme/shop/builds/12",
                "buildkite.com/acme/shop/builds/12",
                "  <https://buildkite.com/acme/shop/builds/12>\n",
                "\"https://buildkite.com/acme/shop/builds/12\"",
                "'https://buildkite.com/acme/shop/builds/12',",
                "(https://buildkite.com/acme/shop/builds/12)",
                "https://buildkite.com/acme/shop/builds/12?utm_source=slack#",
                "https://buildkite.com/acme/shop/builds/12#annotation-x",
                "https://buildkite.com/acme/shop/builds/12#_",
                "https://buildkite.com/acme/shop/builds/12/summary/annotations",
                "https://buildkite.com/acme/shop/builds/12/canvas?tab=output",
                "https://buildkite.com/acme/shop/builds/12/canvas?jid=&sid=nonsense",
                "https://buildkite.com/organizations/acme/pipelines/shop/builds/12"
            })
    void aBuild(String text) throws Exception {
        assertThat(BuildkiteUrl.parse(text, SETTINGS)).isEqualTo(new BuildkiteUrl("acme", "shop", 12, null, null));
        assertThat(BuildkiteUrl.isLikely(text, SETTINGS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://buildkite.com/acme/shop/builds/12#" + JOB,
                "https://buildkite.com/acme/shop/builds/12#" + JOB + "/L2854",
                "https://buildkite.com/acme/shop/builds/12#" + JOB + "/212-6971",
                "https://buildkite.com/acme/shop/builds/12#0198C0DE-2222-4A2B-8C3D-000000000002",
                "https://buildkite.com/acme/shop/builds/12/canvas?jid=" + JOB,
                "https://buildkite.com/acme/shop/builds/12/waterfall?jid=" + JOB + "&tab=artifacts",
                "https://buildkite.com/acme/shop/builds/12/steps/table?jid=" + JOB + "#nonsense",
                "https://buildkite.com/acme/shop/builds/12/list?jid=" + STEP + "#" + JOB + "/L1",
                "https://buildkite.com/organizations/acme/pipelines/shop/builds/12/jobs/" + JOB + "/raw_log"
            })
    void aJob(String text) throws Exception {
        assertThat(BuildkiteUrl.parse(text, SETTINGS)).isEqualTo(new BuildkiteUrl("acme", "shop", 12, JOB, null));
    }

    @Test
    void aStep() throws Exception {
        assertThat(BuildkiteUrl.parse(
                        "https://buildkite.com/acme/shop/builds/12/canvas?sid=" + STEP + "&tab=output", SETTINGS))
                .isEqualTo(new BuildkiteUrl("acme", "shop", 12, null, STEP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8099/acme/shop/builds/12",
                "127.0.0.1:8099/acme/shop/builds/12",
                "https://buildkite.com/acme/shop/builds/12"
            })
    void theConfiguredHostCountsToo(String text) throws Exception {
        assertThat(BuildkiteUrl.parse(text, TEST_SERVER)).isEqualTo(new BuildkiteUrl("acme", "shop", 12, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://buildkite.com.evil.example/acme/shop/builds/12",
                "https://buildkite.com@evil.example/acme/shop/builds/12",
                "https://buildkite.com:8443/acme/shop/builds/12",
                "http://127.0.0.1:8099/acme/shop/builds/12",
                "http://127.0.0.1/acme/shop/builds/12"
            })
    void noOtherHostDoes(String text) {
        assertInvalid(text, "is not configured");
        assertThat(BuildkiteUrl.isLikely(text, SETTINGS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://buildkite.com",
                "https://buildkite.com/acme/shop",
                "https://buildkite.com/acme/shop/builds",
                "https://buildkite.com/acme/shop/builds/latest",
                "https://buildkite.com/acme/shop/builds/12x",
                "https://buildkite.com/acme/shop/builds/99999999999999999999",
                "https://buildkite.com/acme//builds/12"
            })
    void otherPagesOfBuildkiteAreNoBuilds(String text) {
        assertInvalid(text, "is not one of a build");
        assertThat(BuildkiteUrl.isLikely(text, SETTINGS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "stdin:",
                "file:///home/acme/shop/builds/12",
                "acme/shop/builds/12",
                "./acme/shop/builds/12",
                "/srv/shop/builds/12",
                "C:\\logs\\builds\\12",
                "https://",
                "https://github.com/acme/shop/actions/runs/12"
            })
    void whatIsNotForBuildkiteIsLeftToOthers(String text) {
        assertThat(BuildkiteUrl.isLikely(text, SETTINGS)).isFalse();
        assertThatExceptionOfType(BuildkiteException.class).isThrownBy(() -> BuildkiteUrl.parse(text, SETTINGS));
    }

    private static void assertInvalid(String text, String why) {
        assertThatExceptionOfType(BuildkiteException.class)
                .isThrownBy(() -> BuildkiteUrl.parse(text, SETTINGS))
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_URL));
    }
}
