package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.inspect.Bugcheck;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@Feature("2.6")
class BugcheckNumbersTest {
    private static final Address STORED = new Address(FixtureTarget.DATA + 0xb0);

    private final FixtureTarget target = new FixtureTarget();
    private final Optional<StopEvent> told = Optional.of(new StopEvent(
            0,
            1,
            new Address(0),
            new Address(FixtureTarget.TEXT),
            new StopReason.BugCheck(0x7e, List.of(1L, 2L, 3L, 4L)),
            FixtureTarget.STOPPED));

    @Test
    void numbersThatTheKernelStoredComeFirst() {
        assertThat(Bugcheck.of(target, told))
                .contains(new Bugcheck(0xd1, List.of(0x1000L, 2L, 1L, 0xfffff80000201234L)));
    }

    @Test
    void numbersOfTheStopServeWhereTheKernelHasStoredNone() {
        target.write(STORED, Bytes.zeros(40));

        assertThat(Bugcheck.of(target, told)).contains(new Bugcheck(0x7e, List.of(1L, 2L, 3L, 4L)));
        assertThat(Bugcheck.of(target, told).flatMap(Bugcheck::name)).contains("SYSTEM_THREAD_EXCEPTION_NOT_HANDLED");
    }

    @Test
    void healthyKernelHasCodeZero() {
        target.write(STORED, Bytes.zeros(40));

        assertThat(Bugcheck.of(target, Optional.empty())).contains(new Bugcheck(0, List.of(0L, 0L, 0L, 0L)));
    }
}
