package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person who mistypes the box's configuration is told.
final class ConfigurationScenario {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @Feature(value = "2.7", on = On.PROCESS)
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "a: {wyre: 'sim:x64'}"                                  | unknown key "targets.a.wyre"                          | wire
            "a: {wire: 'sim:x64'}, b: {wire: 'rs232:'}"             | targets.b.wire                                        | com
            "a: {wire: 'com:port=/dev/ttyS9,baud=9600'}, b: {wire: 'com:port=/dev/ttyS9,baud=115200'}" | targets.b.wire  | already
            "a: {wire: 'com:port=/dev/ttyS9,bawd=9600'}"            | targets.a.wire                                        | baud
            """)
    void aMistakeIsOneLineWithThePlaceAndTheKnownOnes(String targets, String place, String known) throws Exception {
        Path file = folder.resolve("box.yml");
        Files.writeString(file, "store: %s\ntargets: {%s}\n".formatted(folder.resolve("store"), targets));
        String printed = Program.in(folder).ended(1, "serve", file.toString());
        assertThat(printed.strip())
                .doesNotContain("\n")
                .contains(file.toString())
                .contains(place)
                .contains(known);
    }
}
