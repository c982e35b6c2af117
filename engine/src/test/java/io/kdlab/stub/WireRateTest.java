package io.kdlab.stub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WireRateTest {
    private final WireRate rate = new WireRate();

    private void exchanged(int bytes, Duration took) {
        rate.exchanged(bytes, took.toNanos());
    }

    @Test
    void rateIsUnknownBeforeTheFirstExchange() {
        assertThat(rate.bytesPerSecond()).isZero();
    }

    @Test
    void delaysDoNotMakeAWireSlow() {
        exchanged(4122, Duration.ofMillis(400));
        exchanged(178, Duration.ofMillis(100));
        exchanged(4122, Duration.ofSeconds(5));
        assertThat(rate.bytesPerSecond()).isEqualTo(10_305);
    }

    @Test
    void wireThatHasBecomeSlowerIsFoundOut() {
        exchanged(4000, Duration.ofMillis(10));
        for (int i = 0; i < 64; i++) {
            exchanged(1000, Duration.ofMillis(100));
        }
        assertThat(rate.bytesPerSecond()).isEqualTo(10_000);
    }

    @Test
    void exchangeThatTookNoTimeIsNoWireWithoutLimit() {
        rate.exchanged(Integer.MAX_VALUE, 0);
        assertThat(rate.bytesPerSecond()).isPositive();
    }
}
