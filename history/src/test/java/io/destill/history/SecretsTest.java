package io.destill.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    /** In each line, the secret is what holds the letters SEKRIT. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fatal: https://ada:SEKRIT@example.com/x.git not found",
                "https://x-access-token:SEKRIT-1234@github.com/acme/api",
                "https://SEKRIT0123456789abcdef@github.com/acme/api",
                "redis://:SEKRIT@cache:6379/0",
                "Authorization: Bearer SEKRIT.a-b_c",
                "  -H 'authorization: token SEKRIT123'",
                "curl -H \"Authorization: Basic SEKRITQ6cGFzc3dvcmQ=\" x",
                "used bearer SEKRIT0123456789",
                "password=SEKRIT",
                "DB_PASSWORD: SEKRIT!%",
                "\"api_key\": \"SEKRIT with blanks\"",
                "client_secret => 'SEKRIT'",
                "aws_secret_access_key = SEKRIT/abc+def",
                "mysql --password SEKRIT -u root",
                "docker login --password=SEKRIT",
                "BUILDKITE_AGENT_TOKEN=SEKRIT",
                "export NPM_TOKEN='SEKRIT'",
                "key AKIASEKRITSEKRIT1234 is inactive",
                "bad credentials: ghp_SEKRIT0123456789",
                "github_pat_SEKRIT_0123456789",
                "glpat-SEKRIT0123456789",
                "xoxb-123-SEKRIT-456",
                "bkua_SEKRIT0123456789",
                "jwt eyJhbGciOiJIUzI1NiJ9.SEKRITeyJ.sig-SEKRIT",
            })
    void takesOutSecrets(String line) {
        assertThat(Secrets.redact(line)).doesNotContain("SEKRIT").contains("[redacted]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error: cannot find symbol",
                "java.lang.IllegalStateException: no token was given",
                "password authentication failed for user \"ada\"",
                "FooTest > bar FAILED at FooTest.java:12",
                "https://example.com/a/b?c=d returned 404",
                "see user@example.com",
                "src/secrets.rs:12:5: unused variable",
                "exit status 137",
            })
    void leavesOtherLinesAsTheyAre(String line) {
        assertThat(Secrets.redact(line)).isEqualTo(line);
    }

    @Test
    void takesOutThePrivateKeysLines() {
        assertThat(Secrets.redact(List.of(
                        "a", "-----BEGIN RSA PRIVATE KEY-----", "MIIE", "zzz=", "-----END RSA PRIVATE KEY-----", "b")))
                .containsExactly(
                        "a",
                        "-----BEGIN RSA PRIVATE KEY-----",
                        "[redacted]",
                        "[redacted]",
                        "-----END RSA PRIVATE KEY-----",
                        "b");
    }

    @Test
    void leavesTheRestOfALineReadable() {
        assertThat(Secrets.redact("deploy --token abcdef --env prod password=\"x y\" done"))
                .isEqualTo("deploy --token [redacted] --env prod password=[redacted] done");
    }
}
