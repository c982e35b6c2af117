package io.kdlab.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTimeTest {
    /// The first is the line of `remote-debugging.md` §3.
    @ParameterizedTest
    @CsvSource({
        "2018-03-01T01:16:23.816Z, -08:00, Wed Feb 28 17:16:23.816 2018 (UTC - 8:00)",
        "2018-03-01T01:16:23.816Z, +05:30, Thu Mar  1 06:46:23.816 2018 (UTC + 5:30)"
    })
    void timeIsWrittenAsTheFieldDoes(Instant time, String offset, String text) {
        assertThat(SessionTime.format(time, ZoneOffset.of(offset))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"2018-07-01T00:00:00Z, Sun Jul  1 02:00:00.000 2018 (UTC + 2:00)"})
    void zoneWithSummerTimeUsesTheOffsetOfThatDay(Instant time, String text) {
        assertThat(SessionTime.format(time, ZoneId.of("Europe/Berlin"))).isEqualTo(text);
    }
}
