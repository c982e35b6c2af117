package io.kdlab.appliance.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandHistoryTest {
    @ParameterizedTest
    @ValueSource(strings = {"bp nt!KeBugCheckEx", "dt nt!_KEY_VALUE", "? 1==2", "!process 0 0", "db 1000 L20"})
    void commandsAreKept(String line) {
        assertThat(CommandHistory.isKept(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".server tcp:port=5005,password=rabbit",
                "-k net:port=50000,key=1.2.3.4",
                ".create trans=@{net:port=1,Key = 1.2.3.4}",
                "token: abc",
                " "
            })
    void whatMayBeASecretIsNot(String line) {
        assertThat(CommandHistory.isKept(line)).isFalse();
    }
}
