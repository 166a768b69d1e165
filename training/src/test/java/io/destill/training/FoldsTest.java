package io.destill.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.contracts.Utf8;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FoldsTest {

    @Property(tries = 100)
    void aProjectIsInOneFoldAndEveryLogInOne(
            @ForAll List<@IntRange(max = 9) Integer> projects, @ForAll @IntRange(min = 2, max = 6) int count) {
        List<LabelledLog> logs = new ArrayList<>();
        for (int project : projects) {
            logs.add(new LabelledLog("log" + logs.size(), "project" + project, Utf8.EMPTY, List.of()));
        }

        List<List<LabelledLog>> folds = Folds.of(logs, count);

        assertThat(folds).hasSizeLessThanOrEqualTo(count);
        assertThat(folds.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(logs);
        assertThat(folds.stream()
                        .flatMap(fold -> fold.stream().map(LabelledLog::project).distinct()))
                .doesNotHaveDuplicates();
        assertThat(Folds.of(logs, count)).isEqualTo(folds);
    }
}
