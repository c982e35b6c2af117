package io.kdlab.appliance.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void linesAndTabsStay() {
        assertThat(Printable.of("a\tb\nc\r\nd")).isEqualTo("a\tb\nc\nd");
    }

    @Test
    void whatWouldCommandTheTerminalIsSpelledOut() {
        assertThat(Printable.of("\u001b]0;title\u0007\rover\u0000\u007f\u009b2J"))
                .isEqualTo("^[]0;title^G^Mover^@^??2J");
    }
}
