package io.kdlab.appliance.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.engine.EngineStatus;
import io.kdlab.session.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private static EngineStatus status(EngineStatus.State state, String detail, Duration ago) {
        return new EngineStatus(state, detail, NOW.minus(ago), "kd>", false, Optional.empty(), Optional.empty(), false);
    }

    private static EngineStatus leased(Duration left, boolean captured) {
        EngineStatus running = status(EngineStatus.State.RUNNING, "the target runs", Duration.ofSeconds(59));
        return new EngineStatus(
                running.state(),
                running.detail(),
                running.since(),
                running.prompt(),
                true,
                Optional.empty(),
                Optional.of(NOW.plus(left)),
                captured);
    }

    @Test
    void saysWhatAndWhyAndForHowLong() {
        assertThat(StatusText.of(
                        status(EngineStatus.State.STOPPED, "Breakpoint 0 hit at fffff800`1", Duration.ofMinutes(61)),
                        Role.DRIVE,
                        NOW))
                .isEqualTo(" stopped: Breakpoint 0 hit at fffff800`1 | for 1 h 01 min ");
        assertThat(StatusText.of(
                        status(EngineStatus.State.WAITING_FOR_INPUT, "the target asks: Go?", Duration.ZERO),
                        Role.OBSERVE,
                        NOW))
                .isEqualTo(" waiting for input: the target asks: Go? | you observe ");
    }

    @Test
    void saysWhatIsLeftOfTheLeaseAndThatTheWireIsCaptured() {
        assertThat(StatusText.of(leased(Duration.ofMinutes(12).plusSeconds(59), true), Role.DRIVE, NOW))
                .isEqualTo(" running | lease 12 min left | capture on ");
        assertThat(StatusText.of(leased(Duration.ofSeconds(30), false), Role.DRIVE, NOW))
                .isEqualTo(" running | lease < 1 min left ");
        assertThat(StatusText.of(leased(Duration.ofSeconds(-1), false), Role.DRIVE, NOW))
                .isEqualTo(" running | lease over ");
        assertThat(StatusText.of(leased(Duration.ofHours(50), false), Role.DRIVE, NOW))
                .isEqualTo(" running | lease 2 d 2 h left ");
    }

    @Test
    void whatATargetPrintsStaysInItsLine() {
        assertThat(StatusText.of(
                        status(EngineStatus.State.WAITING_FOR_INPUT, "the target asks: a\nb\u001b[2J", Duration.ZERO),
                        Role.DRIVE,
                        NOW))
                .isEqualTo(" waiting for input: the target asks: a b^[[2J ");
    }
}
