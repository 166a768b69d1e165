package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.analysis.Sections.Kind;
import org.junit.jupiter.api.Test;

class SectionsTest {

    private static final String ESC = "\u001b";
    private static final String ERASE = "\r" + ESC + "[0K";

    private final Sections sections = new Sections();
    private final Terminal terminal = new Terminal();

    @Test
    void buildkite() {
        assertThat(line(bk("~~~ Preparing working directory"))).isEqualTo(Kind.COMMAND);
        assertThat(sections.title()).isEqualTo("Preparing working directory");
        assertThat(line(bk("~~~ Running commands"))).isEqualTo(Kind.COMMAND);
        assertThat(line(bk(ESC + "[90m$" + ESC + "[0m mvn -B verify"))).isEqualTo(Kind.COMMAND);
        assertThat(line(bk("--- :maven: Test"))).isEqualTo(Kind.COMMAND);
        assertThat(sections.title()).isEqualTo(":maven: Test");
        assertThat(line(bk("+++ Failures"))).isEqualTo(Kind.COMMAND);
        assertThat(line(bk("some output"))).isEqualTo(Kind.CONTENT);
        assertThat(line(bk("^^^ +++"))).isEqualTo(Kind.MARKER);
        assertThat(sections.title()).isEqualTo("Failures");
        assertThat(line(bk(ESC + "[31m\ud83d\udea8 Error: The command exited with status 137" + ESC + "[0m")))
                .isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("137");
        assertThat(line(bk("user command error: exit status 137"))).isEqualTo(Kind.CONTENT);
        assertThat(line(bk(
                        ESC + "[31m\ud83d\udea8 Error: the agent pre-command hook exited with status 3" + ESC + "[0m")))
                .isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("3");
        assertThat(line(bk("\ud83d\udea8 Error: The command was interrupted by a signal: terminated")))
                .isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("signal");
    }

    @Test
    void aToolOnBuildkiteThatEchoesCommandsBeginsNone() {
        line(bk("~~~ Running commands"));
        assertThat(line(bk("$ echoed by a tool"))).isEqualTo(Kind.CONTENT);
        assertThat(line(bk("> app@1.0.0 test"))).isEqualTo(Kind.CONTENT);
    }

    @Test
    void resultsOfGoTestsAreNoGroups() {
        line(bk("--- :golang: Test"));
        assertThat(line(bk("--- PASS: TestTotal (0.00s)"))).isEqualTo(Kind.CONTENT);
        assertThat(line(bk("--- FAIL: TestTax (0.00s)"))).isEqualTo(Kind.CONTENT);
        assertThat(sections.title()).isEqualTo(":golang: Test");
    }

    @Test
    void diffHeadersAreNoGroupsWhereNoProviderSaysSo() {
        assertThat(line("--- a/x.txt")).isEqualTo(Kind.CONTENT);
        assertThat(line("+++ b/x.txt")).isEqualTo(Kind.CONTENT);
        assertThat(sections.title()).isNull();
    }

    @Test
    void github() {
        assertThat(line("\ufeff" + stamp("##[group]Run mvn -B verify"))).isEqualTo(Kind.COMMAND);
        assertThat(sections.title()).isEqualTo("Run mvn -B verify");
        assertThat(line(stamp("##[endgroup]"))).isEqualTo(Kind.MARKER);
        assertThat(line(stamp("##[group]Operating System"))).isEqualTo(Kind.MARKER);
        assertThat(line(stamp("##[command]/usr/bin/git version"))).isEqualTo(Kind.MARKER);
        assertThat(line(stamp("##[error]src/a.c:3:1: unused"))).isEqualTo(Kind.CONTENT);
        assertThat(line(stamp("output"))).isEqualTo(Kind.CONTENT);
        assertThat(line(stamp("##[error]Process completed with exit code 2."))).isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("2");
        assertThat(line("\ufeff" + stamp("Post job cleanup."))).isEqualTo(Kind.COMMAND);
    }

    @Test
    void gitlab() {
        assertThat(line("section_start:1795470439:prepare_executor" + ERASE + ESC + "[0K" + ESC
                        + "[36;1mPreparing the \"docker\" executor" + ESC + "[0;m"))
                .isEqualTo(Kind.MARKER);
        assertThat(sections.title()).isEqualTo("Preparing the \"docker\" executor");
        assertThat(line(ESC + "[32;1m$ mvn -B verify" + ESC + "[0;m")).isEqualTo(Kind.COMMAND);
        assertThat(line("$ echoed by a tool")).isEqualTo(Kind.CONTENT);
        assertThat(line("section_end:1795470456:step_script" + ERASE + "section_start:1795470456:cleanup_file_variables"
                        + ERASE + "Cleaning up"))
                .isEqualTo(Kind.END);
        assertThat(line("section_end:1795470456:cleanup_file_variables" + ERASE + ESC
                        + "[31;1mERROR: Job failed: exit code 3"))
                .isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("3");
    }

    @Test
    void gitlabWithTimeStamps() {
        String stamp = "2026-11-23T21:47:36.548489Z 00O ";
        assertThat(line(stamp + "section_start:1795470440:step_script[collapsed=true]" + ERASE + "Executing"))
                .isEqualTo(Kind.MARKER);
        assertThat(sections.title()).isEqualTo("Executing");
        assertThat(line("2026-11-23T21:47:34.798942Z 01O " + ESC + "[32;1m$ java -version" + ESC + "[0;m"))
                .isEqualTo(Kind.COMMAND);
        assertThat(line(stamp + ESC + "[31;1mERROR: Job failed: exit status 137"))
                .isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("137");
        assertThat(line(stamp + "ERROR: Job failed (system failure): no node")).isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isNotEqualTo("0");
    }

    @Test
    void travis() {
        assertThat(line("travis_fold:start:git.checkout" + ERASE)).isEqualTo(Kind.CONTENT);
        assertThat(sections.title()).isEqualTo("git.checkout");
        assertThat(line("travis_time:start:af038adf" + ERASE + "$ make test")).isEqualTo(Kind.COMMAND);
        assertThat(line("$ echoed by make")).isEqualTo(Kind.CONTENT);
        assertThat(line(ESC + "[32;1mThe command \"make\" exited with 0." + ESC + "[0m"))
                .isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("0");
        assertThat(line(ESC + "[31;1mThe command \"make test\" exited with 2." + ESC + "[0m"))
                .isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("2");
    }

    @Test
    void travisWithACommandOfSeveralLines() {
        line("travis_time:start:1" + ERASE + "$ if true; then");
        assertThat(line(ESC + "[31;1mThe command \"if true; then")).isEqualTo(Kind.EXIT);
        assertThat(sections.exitStatus()).isEqualTo("1");
        assertThat(line("  make test")).isEqualTo(Kind.MARKER);
        assertThat(line("fi\" exited with 2." + ESC + "[0m")).isEqualTo(Kind.MARKER);
        assertThat(line("Done. Your build exited with 2.")).isEqualTo(Kind.CONTENT);
    }

    @Test
    void aPromptIsACommandWhereNoProviderIsKnown() {
        assertThat(line("$ make test")).isEqualTo(Kind.COMMAND);
        assertThat(line("> not a prompt")).isEqualTo(Kind.CONTENT);
        assertThat(line("costs $ 5")).isEqualTo(Kind.CONTENT);
    }

    @Test
    void aToolsOwnWordsAboutItsExitEndNothing() {
        assertThat(line("bash: the build exited with status 3")).isEqualTo(Kind.CONTENT);
        assertThat(line("make: *** [test] Error 2")).isEqualTo(Kind.CONTENT);
    }

    private static String bk(String text) {
        return ESC + "_bk;t=1795469623223\u0007" + text + "\r";
    }

    private static String stamp(String text) {
        return "2026-11-23T21:33:03.5734589Z " + text;
    }

    private Kind line(String raw) {
        byte[] bytes = ("xx" + raw).getBytes(UTF_8);
        return sections.line(bytes, 2, bytes.length - 2, terminal.visible(bytes, 2, bytes.length - 2));
    }
}
