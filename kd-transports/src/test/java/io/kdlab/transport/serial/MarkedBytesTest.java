package io.kdlab.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.fault.LineSample;
import io.kdlab.feature.Feature;
import io.kdlab.value.Bytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What a terminal device delivers under PARMRK, as termios(3) describes it.
@Feature("3.3")
class MarkedBytesTest {
    private final LineSample sample = new LineSample(115_200);
    private final MarkedBytes marks = new MarkedBytes(sample);

    @Test
    void aDoubledMarkIsTheByteItself() {
        assertThat(strip("41 ff ff 42 ff ff ff ff")).isEqualTo(Bytes.ofHex("41 ff 42 ff ff"));
        assertThat(sample.newest(10)).containsExactly(0x41, 0xff, 0x42, 0xff, 0xff);
    }

    @Test
    void aByteWithAnErrorIsHandedOnAndRemembered() {
        assertThat(strip("41 ff 00 c3 ff 00 00 ff 00 ff 42")).isEqualTo(Bytes.ofHex("41 c3 00 ff 42"));
        assertThat(sample.newest(10))
                .containsExactly(0x41, 0xc3 | LineSample.ERROR, LineSample.ERROR, 0xff | LineSample.ERROR, 0x42);
    }

    @Test
    void marksMayBeCutAnywhere() {
        assertThat(strip("ff")).isEqualTo(Bytes.EMPTY);
        assertThat(strip("00")).isEqualTo(Bytes.EMPTY);
        assertThat(strip("c3 ff")).isEqualTo(Bytes.ofHex("c3"));
        assertThat(strip("ff 00")).isEqualTo(Bytes.ofHex("ff 00"));
    }

    private Bytes strip(String hex) {
        byte[] bytes = Bytes.ofHex(hex).toByteArray();
        return Bytes.of(Arrays.copyOf(bytes, marks.strip(bytes, bytes.length)));
    }
}
