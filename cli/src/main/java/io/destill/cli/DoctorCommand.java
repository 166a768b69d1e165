package io.destill.cli;

import io.destill.buildkite.AccessToken;
import io.destill.buildkite.BuildkiteClient;
import io.destill.buildkite.BuildkiteException;
import io.destill.buildkite.BuildkiteSettings;
import io.destill.cli.report.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code destill doctor}: says what is in order here, and of the rest what to do. */
@Command(
        name = "doctor",
        header = {
            "Checks that Destill can work here: versions, terminal, token, reachability.",
            "",
            "Exits with 1 if something that Buildkite builds need is wrong; local logs need none of it."
        },
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n")
final class DoctorCommand implements Callable<Integer> {

    private static final Duration SOON = Duration.ofDays(2);
    private static final int COMFORTABLE_COLUMNS = 80;

    private enum Finding {
        OK("ok     "),
        NOTE("note   "),
        PROBLEM("problem");

        final String label;

        Finding(String label) {
            this.label = label;
        }
    }

    private final Console console;

    @Mixin
    CommonOptions common = new CommonOptions();

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Writer out = console.textOut();
        report(out, Finding.OK, "Destill " + Version.destill());
        report(out, Finding.OK, "Java " + Version.java() + " on " + Version.system());
        terminal(out);
        boolean well = buildkite(out);
        out.flush();
        return well ? ExitCode.OK : ExitCode.ERROR;
    }

    private void terminal(Writer out) throws IOException {
        Console.Rich rich = console.rich(false);
        if (rich == Console.Rich.YES) {
            report(
                    out,
                    console.columns() < COMFORTABLE_COLUMNS ? Finding.NOTE : Finding.OK,
                    "Terminal " + console.environment().getOrDefault("TERM", "of unknown type") + ", "
                            + console.columns()
                            + " columns"
                            + (console.columns() < COMFORTABLE_COLUMNS ? ": 80 or more show more of a log line" : ""));
        } else {
            report(out, Finding.NOTE, "No terminal UI: " + rich.why + "; text is written instead");
        }
        report(
                out,
                console.utf8() ? Finding.OK : Finding.NOTE,
                console.utf8()
                        ? "Locale: UTF-8"
                        : "Locale is not UTF-8: set LANG to one that is, such as C.UTF-8, to see all characters");
        report(
                out,
                Finding.OK,
                "Colours " + (console.color(When.AUTO, true) ? "on" : "off (NO_COLOR is set, or TERM is dumb)"));
    }

    private boolean buildkite(Writer out) throws IOException, InterruptedException {
        BuildkiteSettings settings;
        try {
            settings = BuildkiteSettings.fromEnvironment(console.environment());
        } catch (BuildkiteException e) {
            return problem(out, e);
        }
        report(out, Finding.OK, "Buildkite's API is asked at " + settings.apiUrl());
        out.flush();
        AccessToken token;
        try {
            token = new BuildkiteClient(settings).accessToken();
        } catch (BuildkiteException e) {
            return problem(out, e);
        }
        report(out, Finding.OK, "Buildkite answers, and takes the token in " + settings.tokenPlace());
        expiry(out, token);
        return scopes(out, token);
    }

    private boolean scopes(Writer out, AccessToken token) throws IOException {
        if (token.missingScopes().isEmpty()) {
            report(out, Finding.OK, "Token scopes: " + String.join(", ", token.scopes()));
            return true;
        }
        report(
                out,
                Finding.PROBLEM,
                "The token lacks " + String.join(" and ", token.missingScopes())
                        + ": add them at https://buildkite.com/user/api-access-tokens");
        return false;
    }

    private void expiry(Writer out, AccessToken token) throws IOException {
        Instant end = token.expiresAt();
        if (end == null) {
            report(out, Finding.OK, "The token does not expire");
        } else if (end.isBefore(Instant.now().plus(SOON))) {
            report(out, Finding.NOTE, "The token expires on " + end + ": make a new one soon");
        } else {
            report(out, Finding.OK, "The token expires on " + end);
        }
    }

    private boolean problem(Writer out, BuildkiteException e) throws IOException {
        report(out, Finding.PROBLEM, String.valueOf(e.getMessage()));
        return false;
    }

    private void report(Writer out, Finding finding, String text) throws IOException {
        out.write(console.paint(When.AUTO).label(finding.label, finding == Finding.PROBLEM) + "  " + SafeText.line(text)
                + "\n");
    }
}
