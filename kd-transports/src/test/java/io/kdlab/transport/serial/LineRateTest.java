package io.kdlab.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Feature("3.3")
class LineRateTest {
    /// A PC UART: a clock of 1.8432 MHz.
    private static final OptionalInt PC = OptionalInt.of(115_200);

    @TempDir
    private Path sysfs;

    @Test
    void aPcUartDoesWhatItsClockDividesInto() {
        for (int rate : new int[] {50, 300, 9600, 19_200, 38_400, 57_600, 115_200}) {
            assertThat(LineRate.refusal(rate, rate, PC)).as("%d baud", rate).isEmpty();
        }
    }

    @Test
    void aRateThatAPcUartRoundsAwayIsRefusedWithTheNearest() {
        // The driver says 100000 and the UART runs at 115200.
        assertThat(LineRate.refusal(100_000, 100_000, PC).orElseThrow())
                .isEqualTo("the port does not do 100000 baud; the nearest that it does is baud=115200");
        assertThat(LineRate.refusal(921_600, 9600, PC).orElseThrow()).endsWith("baud=115200");
        assertThat(LineRate.refusal(74_880, 74_880, PC).orElseThrow()).endsWith("baud=57600");
    }

    @Test
    void twoAndAHalfPercentAreForgivenAndMoreIsNot() {
        assertThat(LineRate.refusal(1_000_000, 1_025_000, OptionalInt.empty())).isEmpty();
        assertThat(LineRate.refusal(1_000_000, 975_000, OptionalInt.empty())).isEmpty();
        assertThat(LineRate.refusal(1_000_000, 1_025_001, OptionalInt.empty())).isPresent();
        assertThat(LineRate.refusal(1_000_000, 974_999, OptionalInt.empty())).isPresent();
    }

    @Test
    void anotherDriversWordIsTaken() {
        assertThat(LineRate.refusal(4_000_000, 3_000_000, OptionalInt.empty()).orElseThrow())
                .isEqualTo("the port does not do 4000000 baud; the nearest that it does is baud=3000000");
    }

    @Test
    void theClockOfAPcUartStandsInSysfs() throws IOException {
        // As /sys/class/tty/ttyS0 of a 16550A has it.
        Files.writeString(sysfs.resolve("type"), "4\n");
        Files.writeString(sysfs.resolve("uartclk"), "1843200\n");
        assertThat(LineRate.base(sysfs)).hasValue(115_200);
    }

    @Test
    void portsWithoutSuchAClockHaveNone() throws IOException {
        assertThat(LineRate.base(sysfs.resolve("ttyUSB0"))).isEmpty();
        Files.writeString(sysfs.resolve("type"), "0\n");
        Files.writeString(sysfs.resolve("uartclk"), "0\n");
        assertThat(LineRate.base(sysfs)).isEmpty();
    }
}
