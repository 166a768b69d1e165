package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The screens in docs/tui.md are those that {@link ScreensTest} draws; {@code -Dbless=true} puts them there. */
class ScreensPageTest {

    private static final Path PAGE = Path.of("../docs/tui.md");
    private static final Pattern PLACE =
            Pattern.compile("(<!-- screen: (\\S+) (\\S+) -->\n)(?:\n```\n.*?\n```\n)?", Pattern.DOTALL);

    @Test
    void thePageShowsWhatIsDrawn() throws IOException {
        String page = Files.readString(PAGE);
        Matcher place = PLACE.matcher(page);
        StringBuilder fresh = new StringBuilder();
        while (place.find()) {
            String screen = Golden.screen(place.group(2), place.group(3)).stripTrailing();
            place.appendReplacement(fresh, Matcher.quoteReplacement(place.group(1) + "\n```\n" + screen + "\n```\n"));
        }
        place.appendTail(fresh);
        if (Boolean.getBoolean("bless")) {
            Files.writeString(PAGE, fresh);
            page = fresh.toString();
        }
        assertThat(page).as("docs/tui.md; -Dbless=true writes it anew").isEqualTo(fresh.toString());
    }
}
