package io.destill.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {

    @Test
    void plainTextStaysTheSameObject() {
        String text = "error: 'x' undeclared [-Werror] ~";

        assertThat(SafeText.line(text)).isSameAs(text);
    }

    @Test
    void noCharacterThatSteersATerminalPasses() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String safe = SafeText.line("a" + Character.toString(c) + "b");

            assertThat(safe.codePoints()
                            .noneMatch(s -> Character.getType(s) == Character.CONTROL
                                    || Character.getType(s) == Character.SURROGATE
                                    || Character.getType(s) == Character.LINE_SEPARATOR
                                    || Character.getType(s) == Character.PARAGRAPH_SEPARATOR
                                    || s >= 0x202a && s <= 0x202e))
                    .as("U+%04X", c)
                    .isTrue();
        }
    }

    @Test
    void whatWasAControlSequenceIsSeenAsText() {
        assertThat(SafeText.line("\u001b]0;title\u0007 \u009b31m \u007f")).isEqualTo("␛]0;title␇ \uFFFD31m ␡");
    }

    @Test
    void tabsGoToTheNextStopAndLineEndsBecomeSpaces() {
        assertThat(SafeText.line("a\tb\r\nc")).isEqualTo("a   b  c");
    }

    @Test
    void otherScriptsAndEmojiPass() {
        String text = "Ошибка 失败 ❌ 👩‍👧 naïve";

        assertThat(SafeText.line(text)).isEqualTo(text);
    }

    @Test
    void jsonHoldsNothingThatItsGrammarWouldAllowButATerminalWouldObey() {
        assertThat(SafeText.json("{\"a\":\"\u007f\u009b31m \u202e é ❌ 👩\"}"))
                .isEqualTo("{\"a\":\"\\u007f\\u009b31m \\u202e é ❌ 👩\"}");
    }

    @Test
    void asciiKeepsTheMeaningOfTheSignsThatViewsUse() {
        assertThat(SafeText.ascii("▶ 1 │ a… 3× −0.35 é")).isEqualTo("> 1 | a~ 3x -0.35 ?");
    }
}
