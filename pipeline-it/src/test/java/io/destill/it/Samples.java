package io.destill.it;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The sample builds that come with the tests. */
final class Samples {

    private Samples() {}

    /** A directory for {@link BuildkiteServer#serving}. */
    static Path directory() {
        try {
            return Path.of(Objects.requireNonNull(Samples.class.getResource("/buildkite"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
