package io.kdlab.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The names that the field knows lead to the one program.
class NamesTest {
    private final CommandLine line = Kdlab.commandLine();

    @ParameterizedTest
    @ValueSource(strings = {"kd", "cdb", "ntsd", "dbengprx", "dbgengprx", "remote"})
    void startedUnderANameItIsThatVerb(String name) {
        assertThat(Kdlab.named("/usr/bin/" + name, line, "-x", "y")).containsExactly(name, "-x", "y");
    }

    @Test
    void underItsOwnNameTheVerbIsAsked() {
        assertThat(Kdlab.named("packaging/bin/kdlab", line, "kd", "-b")).containsExactly("kd", "-b");
        assertThat(Kdlab.named("", line, "kd")).containsExactly("kd");
    }
}
