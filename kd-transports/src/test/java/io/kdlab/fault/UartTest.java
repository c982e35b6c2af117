package io.kdlab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.value.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;

@Feature("2.4")
class UartTest {
    private static final byte[] ALL = all();

    @Test
    void equalRatesCarryEveryByte() {
        Uart.Received received = Uart.receive(ALL, 115200, 115200);
        assertThat(received.bytes()).isEqualTo(Bytes.of(ALL));
        assertThat(received.framingErrors()).isZero();
    }

    @Test
    void aDeviationOfTwoPercentIsForgiven() {
        assertThat(Uart.receive(ALL, 115200, 117500).bytes()).isEqualTo(Bytes.of(ALL));
        assertThat(Uart.receive(ALL, 115200, 113000).bytes()).isEqualTo(Bytes.of(ALL));
    }

    @Test
    void atTwiceTheRateAByteBecomesTwo() {
        // 0x55 is 10101010 on the line: at half the rate the receiver sees pairs of bits.
        Uart.Received received = Uart.receive(new byte[] {0x55}, 57600, 115200);
        assertThat(received.bytes().length()).isGreaterThan(1);
        assertThat(received.bytes()).isNotEqualTo(Bytes.of((byte) 0x55));
    }

    @Test
    void aWrongRateGarblesAndMakesFramingErrors() {
        for (int[] rates : new int[][] {{115200, 9600}, {115200, 57600}, {57600, 115200}, {38400, 57600}}) {
            Uart.Received received = Uart.receive(ALL, rates[0], rates[1]);
            assertThat(received.bytes()).as("%d as %d", rates[0], rates[1]).isNotEqualTo(Bytes.of(ALL));
            assertThat(received.framingErrors())
                    .as("%d as %d", rates[0], rates[1])
                    .isPositive();
        }
    }

    @Test
    void equalSeedsMakeEqualFaults() {
        FaultPlan plan = new FaultPlan(42, 100, 100, 100, 100, 100, 0, 0);
        FaultyLine one = new FaultyLine(plan, 1);
        FaultyLine two = new FaultyLine(plan, 1);
        int damaged = 0;
        for (int i = 0; i < 1000; i++) {
            var passed = one.pass(ALL);
            assertThat(two.pass(ALL)).usingRecursiveComparison().isEqualTo(passed);
            damaged += passed.size() == 1 && Bytes.of(passed.getFirst()).equals(Bytes.of(ALL)) ? 0 : 1;
        }
        assertThat(damaged).as("of 1000 with four faults at 10 %%").isBetween(250, 450);
    }

    private static byte[] all() {
        byte[] bytes = new byte[1024];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
