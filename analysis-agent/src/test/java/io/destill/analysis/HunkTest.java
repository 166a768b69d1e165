package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HunkTest {

    private final Hunk hunk = new Hunk();

    private List<Boolean> held(String log) {
        return log.lines().map(hunk::holds).toList();
    }

    @Test
    void aHunkHasTheLinesThatItsHeadSays() {
        assertThat(held("""
                @@ -1,2 +1,3 @@ int main
                 a
                -b
                +c
                +d
                -e is no part of it
                """)).containsExactly(false, true, true, true, true, false);
    }

    @Test
    void withoutACountItIsOneLine() {
        assertThat(held("@@ -3 +3 @@\n-a\n+b\n+c\n")).containsExactly(false, true, true, false);
    }

    @Test
    void anyOtherLineEndsIt() {
        assertThat(held("@@ -1,9 +1,9 @@\n a\nmake: *** [check] Error 1\n b\n"))
                .containsExactly(false, true, false, false);
    }

    @Test
    void itMayBeIndentedAndHaveNoNewlineAtItsEnd() {
        assertThat(held("  @@ -1 +1 @@\n  -a\n  \\ No newline at end of file\n  +a\n"))
                .containsExactly(false, true, true, true);
    }

    @Test
    void twoSignsWithoutNumbersAreNoHead() {
        assertThat(held("@@ @@\n-a\n")).containsExactly(false, false);
    }
}
