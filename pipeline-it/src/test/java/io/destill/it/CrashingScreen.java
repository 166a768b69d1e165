package io.destill.it;

import io.destill.broker.Broker;
import io.destill.broker.InProcessBroker;
import io.destill.cli.pager.LogScreen;
import io.destill.cli.report.RequestFollower;
import io.destill.cli.report.RequestState;
import io.destill.cli.screen.Colors;
import io.destill.cli.screen.Stage;
import io.destill.cli.tui.Builds;
import io.destill.cli.tui.MarkKeeper;
import io.destill.cli.tui.Settings;
import io.destill.cli.tui.TriageApp;
import io.destill.contracts.JobRef;
import io.destill.contracts.ProgressEvent;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** The terminal UI with a fault in it: in the list of failures, or in the pager. */
final class CrashingScreen {

    private CrashingScreen() {}

    @SuppressWarnings("NullAway")
    private static void log() throws Exception {
        Stage.run(new LogScreen(null, "secret"), Colors.of(System.getenv()), true, System.getenv());
    }

    public static void main(String[] arguments) throws Exception {
        try {
            if (arguments[0].equals("log")) {
                log();
            } else {
                failures();
            }
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void failures() throws Exception {
        try (Broker broker = new InProcessBroker()) {
            RequestFollower follower = new RequestFollower(broker, "r");
            JobRef job = new JobRef("j", "unit", null, null, "failed", 1, false, 0, null, null);
            broker.publish(
                    new ProgressEvent("r", ProgressEvent.Stage.JOB_FAILED, null, job, 0, 0, null, null, Instant.now()));
            Builds.Opened opened = new Builds.Opened(
                    "x",
                    follower,
                    new RequestState(),
                    result -> {
                        throw new IllegalStateException("secret");
                    },
                    MarkKeeper.nowhere(""));
            new TriageApp(
                            target -> opened,
                            card -> InputStream.nullInputStream(),
                            Settings.DEFAULT,
                            Colors.of(System.getenv()),
                            true,
                            false,
                            System.getenv())
                    .run(List.of(opened));
        }
    }
}
