package io.kdlab.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Feature("2.4")
class LinkAddressTest {
    @Test
    void readsTheDocumentedForms() {
        assertThat(LinkAddress.parse("com:port=COM2,baud=9600")).isEqualTo(new LinkAddress.Serial("/dev/ttyS1", 9600));
        assertThat(LinkAddress.parse("com:port=\\\\.\\com1")).isEqualTo(new LinkAddress.Serial("/dev/ttyS0", 115200));
        assertThat(LinkAddress.parse("COM:Baud=57600,Port=/dev/ttyUSB0"))
                .isEqualTo(new LinkAddress.Serial("/dev/ttyUSB0", 57600));
        assertThat(LinkAddress.parse("com:ipport=4000,port=vmhost")).isEqualTo(new LinkAddress.Tcp("vmhost", 4000));
        assertThat(LinkAddress.parse("com:pipe,port=/run/vm/kd.sock,resets=0,reconnect"))
                .isEqualTo(new LinkAddress.Pipe("/run/vm/kd.sock", 0, true));
        assertThat(LinkAddress.parse("sim:x64,seed=7")).isEqualTo(new LinkAddress.Sim("x64", 7));
    }

    @Test
    void theTextOfAnAddressMeansTheSameAddress() {
        for (String text : new String[] {
            "com:port=/dev/ttyS0,baud=115200",
            "com:ipport=4000,port=::1",
            "com:pipe,port=/tmp/x,resets=0,reconnect",
            "sim:x64,seed=3",
            "fault:seed=7,loss=20,wire=@{com:pipe,port=/tmp/x,reconnect}"
        }) {
            LinkAddress address = LinkAddress.parse(text);
            assertThat(LinkAddress.parse(address.text())).isEqualTo(address);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            com                                  | column 1: no scheme
            com:                                 | needs port=
            com:baud=9600                        | needs port=
            com:port=COM1,bod=9600               | column 15: unknown key "bod"; known: baud, ipport, modem, pipe, port, reconnect, resets
            com:port=COM1,baud=fast              | column 20: baud=fast: must be a number from 50 to 4000000
            com:port=COM1,baud=12                | column 20: baud=12: must be a number from 50
            com:port=COM1,baud                   | column 15: "baud" needs a value
            com:port=2                           | column 10: port=2: must be com1, com2
            com:port=COM1,port=COM2              | column 15: "port" is there twice
            com:port=COM1,                       | a key is missing here
            com:ipport=0,port=h                  | column 12: ipport=0: must be a number from 1 to 65535
            com:ipport=4000                      | needs port=
            com:pipe=x,port=/a                   | column 5: "pipe" takes no value
            com:port=COM1,reconnect              | column 15: "reconnect" goes with com:pipe,port=
            com:pipe,port=\\\\.\\pipe\\kd        | must be the path of a Unix domain socket
            com:modem                            | modem links are not built in
            usb:targetname=LAB1                  | transport usb is not built in; known: com, sim, fault
            foo:bar=1                            | unknown transport "foo"; known: com, sim, fault
            sim:arm64                            | unknown key "arm64"; known: seed, x64
            fault:wire=@{com:port=COM1           | column 12: the brace opened here is never closed
            fault:loss=2000,wire=@{sim:x64}      | loss=2000: must be a number from 0 to 1000
            """)
    void whatIsWrongIsToldInOneLineWithItsPlace(String text, String said) {
        assertThatThrownBy(() -> LinkAddress.parse(text))
                .isInstanceOf(AddressException.class)
                .hasMessageContaining(said)
                .message()
                .startsWith(text)
                .doesNotContain("\n");
    }

    @Test
    void nestedStringsKeepTheirCommas() {
        ConnectionString string =
                ConnectionString.parse("kdsrv:server=@{tcp:server=BOX,port=5555},trans=@{com:port=COM1,baud=9600}");
        assertThat(string.required("server")).isEqualTo("tcp:server=BOX,port=5555");
        assertThat(string.required("trans")).isEqualTo("com:port=COM1,baud=9600");
    }

    @Test
    void oneWireHasOneNameHoweverItIsWritten(@TempDir Path folder) throws IOException {
        Path real = Files.createFile(folder.resolve("ttyX"));
        Path link = Files.createSymbolicLink(folder.resolve("by-id"), real);
        assertThat(canonical("com:port=" + link + ",baud=9600")).isEqualTo(canonical("com:port=" + real));
        assertThat(LinkAddress.parse("com:port=" + link))
                .as("the by-id path stays as given")
                .isEqualTo(new LinkAddress.Serial(link.toString(), 115200));
        assertThat(canonical("com:pipe,port=" + folder + "/./a"))
                .isEqualTo(canonical("com:pipe,port=" + folder + "/a"));
        assertThat(canonical("com:ipport=1,port=HOST")).isEqualTo(canonical("com:ipport=1,port=host"));
        assertThat(canonical("fault:loss=1,wire=@{com:ipport=1,port=h}")).isEqualTo(canonical("com:ipport=1,port=h"));
    }

    @Test
    @Feature("L12")
    void theDocumentedEnvironmentIsTheDefault() {
        assertThat(LinkAddress.fromEnvironment(Map.of("_NT_DEBUG_PORT", "com2", "_NT_DEBUG_BAUD_RATE", "57600")))
                .contains(new LinkAddress.Serial("/dev/ttyS1", 57600));
        assertThat(LinkAddress.fromEnvironment(Map.of("_NT_DEBUG_PORT", "com1")))
                .contains(new LinkAddress.Serial("/dev/ttyS0", 115200));
        assertThat(LinkAddress.fromEnvironment(Map.of())).isEmpty();
    }

    private static String canonical(String text) {
        return LinkAddress.parse(text).canonical();
    }
}
