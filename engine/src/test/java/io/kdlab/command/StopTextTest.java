package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.value.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

@Feature("2.6")
class StopTextTest {
    private static final String PLACE = "nt!DbgBreakPoint:\nfffff800`00201050 cc              int     3\n";

    private final FixtureSession session = new FixtureSession();

    @Test
    void breakInLooksLikeTheBreakInstructionThatItIs() {
        assertThat(shown(new StopReason.BreakIn()))
                .isEqualTo("Break instruction exception - code 80000003 (first chance)\n" + PLACE);
    }

    @Test
    void exceptionIsNamedWithItsCodeAndChance() {
        assertThat(shown(new StopReason.Exception(0xc0000005, true, new Address(1), List.of())))
                .isEqualTo("Access violation - code c0000005 (first chance)\n" + PLACE);
        assertThat(shown(new StopReason.Exception(0xc0000094, false, new Address(1), List.of())))
                .isEqualTo("Integer divide-by-zero - code c0000094 (!!! second chance !!!)\n" + PLACE);
        assertThat(shown(new StopReason.Exception(0xe0001234, true, new Address(1), List.of())))
                .startsWith("Unknown exception - code e0001234 (first chance)\n");
    }

    @Test
    void breakpointIsNamedByItsNumber() {
        assertThat(shown(new StopReason.BreakpointHit(List.of(0)))).isEqualTo("Breakpoint 0 hit\n" + PLACE);
        assertThat(shown(new StopReason.BreakpointHit(List.of(1, 3))))
                .isEqualTo("Breakpoint 1 hit\nBreakpoint 3 hit\n" + PLACE);
    }

    @Test
    void stepShowsThePlaceOnly() {
        assertThat(shown(new StopReason.Stepped())).isEqualTo(PLACE);
    }

    @Test
    void bugCheckShowsItsFiveNumbers() {
        assertThat(shown(new StopReason.BugCheck(0xd1, List.of(0x1000L, 2L, 1L, 0xfffff80000201234L))))
                .contains("A fatal system error has occurred.\n")
                .contains("BugCheck D1, {1000, 2, 1, fffff80000201234} (DRIVER_IRQL_NOT_LESS_OR_EQUAL)\n")
                .endsWith(PLACE);
    }

    private String shown(StopReason reason) {
        StopText.show(
                session,
                new StopEvent(
                        0, 1, new Address(0), new Address(FixtureTarget.TEXT + 0x50), reason, FixtureTarget.STOPPED));
        return session.takeText();
    }
}
