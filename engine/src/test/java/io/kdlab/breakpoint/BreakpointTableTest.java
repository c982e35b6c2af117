package io.kdlab.breakpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/// Breakpoints as a person sets them.
@Feature("M05")
class BreakpointTableTest {
    private static final BreakpointKind SOFTWARE = new BreakpointKind.Software();

    private final BreakpointTable table = new BreakpointTable();

    private Breakpoint add(long at) {
        return table.add(SOFTWARE, new Address(at), Long.toHexString(at), 1);
    }

    @Test
    void freedNumberIsTakenAgain() {
        add(0x1000);
        add(0x2000);
        table.remove(0);
        assertThat(add(0x3000).id()).isZero();
        assertThat(table.all()).extracting(Breakpoint::id).containsExactly(0, 1);
    }

    @Test
    void thirtyThirdSoftwareBreakpointIsRefusedInOneLine() {
        for (int i = 0; i < 32; i++) {
            add(0x1000 + 16 * i);
        }
        assertThatThrownBy(() -> add(0x9000)).hasMessageContaining("32").hasMessageNotContaining("\n");
        table.enable(3, false);
        assertThat(add(0x9000).id()).isEqualTo(32);
        assertThatThrownBy(() -> table.enable(3, true)).hasMessageContaining("32");
    }

    @Test
    void fifthHardwareBreakpointIsRefused() {
        var kind = new BreakpointKind.Hardware(BreakpointKind.Access.WRITE, 4);
        for (int i = 0; i < 4; i++) {
            table.add(kind, new Address(0x1000 + 4 * i), "x", 1);
        }
        assertThatThrownBy(() -> table.add(kind, new Address(0x2000), "x", 1))
                .hasMessageContaining("4 debug registers");
    }

    @Test
    void passCountDelaysTheFirstHitOnly() {
        Breakpoint third = table.add(SOFTWARE, new Address(0x1000), "x", 3);
        assertThat(pass(third)).isFalse();
        assertThat(pass(third)).isFalse();
        assertThat(pass(third)).isTrue();
        assertThat(pass(third)).isTrue();
    }

    private boolean pass(Breakpoint breakpoint) {
        return table.pass(table.find(breakpoint.id()).orElseThrow());
    }

    @Test
    void unknownNumberIsAnsweredWithTheKnownOnes() {
        add(0x1000);
        assertThatThrownBy(() -> table.remove(5))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("there is no breakpoint 5; there are 0");
    }
}
