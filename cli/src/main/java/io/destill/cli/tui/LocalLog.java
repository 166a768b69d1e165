package io.destill.cli.tui;

import io.destill.contracts.TriageCard;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that a card's log is, if it is one of this machine. */
final class LocalLog {

    private LocalLog() {}

    /** The build of a local log is its file, or the directory that its job is a path in. */
    static @Nullable Path of(TriageCard card) {
        String url = card.build().url();
        if (!url.startsWith("file:")) {
            return null;
        }
        try {
            Path path = Path.of(new URI(url));
            Path file = Files.isDirectory(path) ? path.resolve(card.job().id()) : path;
            return Files.isRegularFile(file) ? file : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }
}
