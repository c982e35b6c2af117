package io.kdlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Words that people type, and words that they read.
@Feature("2.7")
final class WordsTest {
    @ParameterizedTest
    @CsvSource({"30m,PT30M", "2h,PT2H", "1d,PT24H", "1h30m,PT1H30M", "90s,PT1M30S", "1d2h3m4s,PT26H3M4S", "' 5m ',PT5M"
    })
    void durationsAreWrittenAsPeopleDo(String text, Duration meant) {
        assertThat(DurationText.parse(text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "m", "-5m", "5M", "5m2h", "1.5h", "99999999999999999999m", "PT5M"})
    void anythingElseIsRefusedWithTheForms(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(LabException.BadValue.class)
                .hasMessageContaining("30m, 2h, 1h30m or 1d");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        long seed = 20261120;
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 1000; i++) {
            var duration = Duration.ofSeconds(random.nextLong(20_000_000));
            assertThat(DurationText.parse(DurationText.format(duration)))
                    .as("seed " + seed)
                    .isEqualTo(duration);
        }
        assertThat(DurationText.format(Duration.ofMinutes(90))).isEqualTo("1h30m");
        assertThat(DurationText.format(Duration.ZERO)).isEqualTo("0s");
    }

    @Test
    void theNearestTargetsComeFirst() {
        var targets = Targets.of(List.of(target("zebra"), target("lab-arm-1"), target("lab-x64-1")));
        assertThat(targets.named("zebra").name()).isEqualTo("zebra");
        assertThatThrownBy(() -> targets.named("LAB-X64"))
                .isInstanceOfSatisfying(
                        LabException.UnknownTarget.class,
                        unknown -> assertThat(unknown.known()).containsExactly("lab-x64-1", "lab-arm-1", "zebra"));
        assertThatThrownBy(() -> Targets.of(List.of()).named("x")).hasMessageContaining("none is configured");
        assertThatThrownBy(() -> targets.named("x".repeat(100_000)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void aTargetNameIsGivenOnceAndFitsAUrl() {
        assertThatThrownBy(() -> Targets.of(List.of(target("one"), target("one"))))
                .hasMessageContaining("given twice");
        assertThatThrownBy(() -> target("a/b")).hasMessageContaining("\"a/b\" is not allowed");
        assertThatThrownBy(() -> target(".hidden")).hasMessageContaining("not allowed");
    }

    @Test
    void textOfStrangersStaysOnItsLine() {
        assertThat(Text.oneLine("a\r\nb\u001b[2J\u202e\ud800c", 100)).isEqualTo("a??b?[2J??c");
        assertThat(Text.oneLine("x".repeat(50), 10)).isEqualTo("xxxxxxxxxx…");
        assertThat(Text.oneLine("über 🙂", 100)).isEqualTo("über 🙂");
    }

    @Test
    void rolesCoverWhatIsBelowThem() {
        assertThat(UserRole.ADMIN.covers(UserRole.USER)).isTrue();
        assertThat(UserRole.USER.covers(UserRole.ADMIN)).isFalse();
        assertThat(UserRole.valueOf(UserRole.USER_NAME)).isEqualTo(UserRole.USER);
        assertThat(UserRole.valueOf(UserRole.ADMIN_NAME)).isEqualTo(UserRole.ADMIN);
    }

    private static Target target(String name) {
        return new Target(name, "", "sim:x64", false);
    }
}
