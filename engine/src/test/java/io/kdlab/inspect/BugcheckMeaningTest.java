package io.kdlab.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BugcheckMeaningTest {
    @Test
    void sixtyCodesAreExplainedInOneSentenceAndFourArguments() {
        assertThat(BugcheckMeaning.all()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(BugcheckMeaning.all().values()).allSatisfy(meaning -> {
            assertThat(meaning.name()).matches("[A-Z][A-Z0-9_]+");
            assertThat(meaning.text()).matches("[A-Z].*\\.");
            assertThat(meaning.arguments()).hasSize(4);
        });
    }

    @Test
    void argumentsOfAnUnknownCodeAreShownWithoutWords() {
        List<String> lines = new ArrayList<>();
        new Bugcheck(0x12345, List.of(1L, 2L, 3L, 0xffff_8000_0000_0000L)).explain(lines::add);
        assertThat(lines)
                .containsExactly(
                        "UNKNOWN_BUGCHECK (12345)",
                        "Arguments:",
                        "Arg1: 0000000000000001",
                        "Arg2: 0000000000000002",
                        "Arg3: 0000000000000003",
                        "Arg4: ffff800000000000");
    }
}
