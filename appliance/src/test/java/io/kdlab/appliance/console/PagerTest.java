package io.kdlab.appliance.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class PagerTest {
    private static final int COLUMNS = 10;

    private final Pager pager = new Pager();

    private static String text(List<AttributedString> pieces) {
        return pieces.stream().map(AttributedString::toString).collect(Collectors.joining());
    }

    private static AttributedString lines(int from, int to) {
        return new AttributedString(
                IntStream.rangeClosed(from, to).mapToObj(n -> n + "\n").collect(Collectors.joining()));
    }

    private String pass(AttributedString text) {
        return text(pager.pass(text, COLUMNS));
    }

    @Test
    void outputOfACommandStopsAtAScreenful() {
        pager.begin(3);
        assertThat(pass(lines(1, 5))).isEqualTo("1\n2\n3\n");
        assertThat(pager.isHeld()).isTrue();
        assertThat(pass(lines(6, 7))).as("what comes meanwhile waits").isEmpty();
        assertThat(text(pager.more(1, COLUMNS))).isEqualTo("4\n");
        assertThat(pager.isHeld()).isTrue();
        assertThat(text(pager.more(10, COLUMNS))).isEqualTo("5\n6\n7\n");
        assertThat(pager.isHeld()).isFalse();
    }

    @Test
    void theEndOfACommandIsNotThatOfTheNext() {
        int first = pager.begin(3);
        pager.begin(3);
        pager.end(first);
        assertThat(pass(lines(1, 5))).isEqualTo("1\n2\n3\n");
        assertThat(pager.isHeld()).isTrue();
    }

    @Test
    void aLongLineTakesTheRowsItTakes() {
        pager.begin(3);
        assertThat(pass(new AttributedString("x".repeat(25) + "\ny\n"))).isEqualTo("x".repeat(25) + "\n");
        assertThat(pager.isHeld()).isTrue();
    }

    @Test
    void whatNoCommandSaysIsNeverStopped() {
        assertThat(pass(lines(1, 100))).hasLineCount(100);
        pager.begin(3);
        pager.end();
        assertThat(pass(lines(1, 100))).hasLineCount(100);
    }

    @Test
    void aStopOutlivesItsCommandAndKeepsTheOrder() {
        pager.begin(2);
        pass(lines(1, 4));
        pager.end();
        assertThat(pass(lines(5, 5))).isEmpty();
        assertThat(text(pager.all())).isEqualTo("3\n4\n5\n");
        assertThat(pass(lines(6, 99))).hasLineCount(94);
    }

    @Test
    void droppedOutputIsGoneUntilTheCommandIsOver() {
        pager.begin(2);
        pass(lines(1, 4));
        pager.drop();
        assertThat(pager.isHeld()).isFalse();
        assertThat(pass(lines(5, 50))).isEmpty();
        pager.end();
        assertThat(pass(lines(51, 51))).isEqualTo("51\n");
    }

    @Test
    void aStopThatKeepsTooMuchEndsByItself() {
        pager.begin(2);
        int shown = 0;
        for (int n = 0; n < Pager.KEPT / 1000 + 2; n++) {
            shown += (int) pass(lines(1, 1000)).lines().count();
        }
        assertThat(pager.isHeld()).isFalse();
        assertThat(shown).isEqualTo((Pager.KEPT / 1000 + 2) * 1000);
    }
}
