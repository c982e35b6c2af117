package io.kdlab.lab.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.lab.SteppedClock;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WallClockAlarmsTest {
    private final LinkedBlockingQueue<String> rung = new LinkedBlockingQueue<>();

    @Test
    void anAlarmRingsOnceAndNotBeforeItsTime() throws InterruptedException {
        var clock = Clock.systemUTC();
        try (var alarms = new WallClockAlarms(clock)) {
            var when = clock.instant().plusMillis(80);
            alarms.at(when, () -> rung.add(clock.instant().isBefore(when) ? "early" : "on time"));
            assertThat(rung.poll(10, TimeUnit.SECONDS)).isEqualTo("on time");
            assertThat(rung.poll(50, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void whatIsPastRingsAtOnceAndWhatIsCancelledNever() throws InterruptedException {
        var clock = SteppedClock.start();
        try (var alarms = new WallClockAlarms(clock)) {
            alarms.at(clock.instant().plus(Duration.ofMillis(20)), () -> rung.add("cancelled"))
                    .cancel();
            alarms.at(clock.instant().minusSeconds(5), () -> rung.add("past"));
            assertThat(rung.poll(10, TimeUnit.SECONDS)).isEqualTo("past");
            assertThat(rung.poll(80, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void aClockThatStandsStillKeepsTheAlarmWaiting() throws InterruptedException {
        var clock = SteppedClock.start();
        try (var alarms = new WallClockAlarms(clock)) {
            alarms.at(clock.instant().plusMillis(20), () -> rung.add("rung"));
            assertThat(rung.poll(100, TimeUnit.MILLISECONDS)).isNull();
            clock.advance(Duration.ofMillis(20));
            assertThat(rung.poll(10, TimeUnit.SECONDS)).isEqualTo("rung");
        }
    }
}
