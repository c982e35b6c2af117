package io.kdlab.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Feature("2.4")
@Feature("3.11")
class LinkAddressTest {
    private static final KdnetKey KEY = KdnetKey.parse("1.2.3.4");

    @Test
    void readsTheDocumentedForms() {
        assertThat(LinkAddress.parse("com:port=COM2,baud=9600")).isEqualTo(new LinkAddress.Serial("/dev/ttyS1", 9600));
        assertThat(LinkAddress.parse("com:port=\\\\.\\com1")).isEqualTo(new LinkAddress.Serial("/dev/ttyS0", 115200));
        assertThat(LinkAddress.parse("COM:Baud=57600,Port=/dev/ttyUSB0"))
                .isEqualTo(new LinkAddress.Serial("/dev/ttyUSB0", 57600));
        assertThat(LinkAddress.parse("com:ipport=4000,port=vmhost")).isEqualTo(new LinkAddress.Tcp("vmhost", 4000));
        assertThat(LinkAddress.parse("com:pipe,port=/run/vm/kd.sock,resets=0,reconnect"))
                .isEqualTo(new LinkAddress.Pipe("/run/vm/kd.sock", 0, true));
        assertThat(LinkAddress.parse("com:modem")).isEqualTo(new LinkAddress.Modem(Optional.empty(), 115200));
        assertThat(LinkAddress.parse("net:port=50000,key=1.2.3.4"))
                .isEqualTo(new LinkAddress.Net(50000, KEY, Optional.empty()));
        assertThat(LinkAddress.parse("net:port=50000,key=1.2.3.4,target=::"))
                .isEqualTo(new LinkAddress.Net(50000, KEY, Optional.of("::")));
        assertThat(LinkAddress.parse("usb:targetname=LAB1"))
                .isEqualTo(LinkAddress.parse("usb2:targetname=LAB1"))
                .isEqualTo(new LinkAddress.Usb(Optional.of("LAB1"), Optional.empty()));
        assertThat(LinkAddress.parse("1394:channel=12,symlink=instance"))
                .isEqualTo(new LinkAddress.Ieee1394(12, Optional.of("instance")));
        assertThat(LinkAddress.parse("sim:x64,seed=7")).isEqualTo(new LinkAddress.Sim("x64", 7, 1, FaultRates.NONE));
        assertThat(LinkAddress.parse("sim:x64,loss=1%,flip=0.5%,seed=7"))
                .isEqualTo(new LinkAddress.Sim("x64", 7, 1, new FaultRates(10, 0, 0, 5, 0)));
        assertThat(LinkAddress.parse("replay:/tmp/a, b=c.pcapng"))
                .isEqualTo(new LinkAddress.Replay("/tmp/a, b=c.pcapng"));
    }

    /// remote-debugging.md §2.1 and §3, as they stand there; names of our own in the last lines.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "com:port=COM2,baud=115200",
                "com:port=com2",
                "com:port=\\\\.\\com3,Baud=115200,Timeout=4000",
                "com:pipe,port=\\\\VMHost\\pipe\\Name",
                "com:pipe,port=\\\\.\\pipe\\Name,resets=0,reconnect",
                "com:ipport=4000,port=192.168.0.9",
                "com:modem",
                "net:port=50000,key=1.2.3.4",
                "NET:Port=50000,Key=1.2.3.4,Target",
                "net:port=50000,key=2steg4fzbj2sz.23418vzkd4ko3.1g34ou07z4pev.1sp3yo9yz874p,target=MachineName",
                "net:port=50000,key=1.2.3.4,target=::",
                "net:port=50000,key=1.2.3.4,target=0.0.0.0",
                "usb:targetname=LAB1",
                "usb2:targetname=LAB1",
                "1394:channel=0",
                "1394:channel=62,symlink=instance",
                "kdsrv:server=@{tcp:server=127.0.0.42,port=1027},trans=@{com:port=com1,baud=57600}",
                "kdsrv:server=@{npipe:server=127.0.0.42,pipe=KernelPipe},trans=@{com:baud=57600}",
                "kdsrv:server=@{tcp:clicon=127.0.10.10,port=9001,password=Password},trans=@{com:}",
                "KdSrv:Server=@{tcp:server=BOX,port=5555},Trans=@{NET:Port=50000,Key=1.2.3.4,Target}",
                "KdSrv:Server=@{tcp:server=BOX,port=5555},Trans=@{1394:Channel=0}",
                "com:port=/dev/serial/by-id/usb-FTDI_FT232R-if00-port0,baud=921600",
                "usb:port=2-1.4",
                "sim:x64,seed=3,cpus=4,loss=1%,truncate=0.3%",
                "sim:x86",
                "replay:/var/lib/kdlab/a session.pcapng",
                "fault:seed=7,loss=20,wire=@{com:pipe,port=/tmp/x,reconnect}",
                "fault:baud=9600,sampled=19200,wire=@{fault:loss=2%,wire=@{net:port=1,key=0.0.0.zz}}"
            })
    void theTextOfAnAddressMeansTheSameAddress(String text) {
        LinkAddress address = LinkAddress.parse(text);
        String printed = address.withSecrets();
        assertThat(LinkAddress.parse(printed).withSecrets()).isEqualTo(printed);
        if (!(address instanceof LinkAddress.KdSrv)) {
            assertThat(LinkAddress.parse(printed)).isEqualTo(address);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            com                                  | column 1: no scheme
            com:                                 | needs port=…: com1, com2, … or a device's path; or set _NT_DEBUG_PORT
            com:baud=9600                        | needs port=
            com:port=COM1,bod=9600               | column 15: unknown key "bod"; known: baud, ipport, modem, pipe, port, reconnect, resets, timeout
            com:port=COM1,baud=fast              | column 20: baud=fast: must be a number from 50 to 4000000
            com:port=COM1,baud=12                | column 20: baud=12: must be a number from 50
            com:port=COM1,baud                   | column 15: "baud" needs a value
            com:port=2                           | column 10: port=2: must be com1, com2
            com:port=COM1,port=COM2              | column 15: "port" is there twice
            com:port=COM1,                       | a key is missing here
            com:ipport=0,port=h                  | column 12: ipport=0: must be a number from 1 to 65535
            com:ipport=4000                      | needs port=
            com:pipe=x,port=/a                   | column 5: "pipe" takes no value
            com:pipe,ipport=4,port=/a            | column 1: pipe, ipport= and modem exclude each other
            com:port=COM1,reconnect              | column 15: "reconnect" goes with com:pipe,port=
            net:key=1.2.3.4                      | needs port=…: a UDP port, by custom 50000 to 50039
            net:port=50000                       | needs key=
            net:port=99999,key=1.2.3.4           | column 10: port=99999: must be a number from 1 to 65535
            net:port=50000,key=1.2.3             | column 16: key: must be four numbers with dots between, such as 1.2.3.4; these are 3
            net:port=50000,key=1.2.3.!           | column 16: key: must be four numbers of 1 to 13 of the digits 0-9 and a-z; number 4 is not one
            net:port=50000,key=1.2.3.zzzzzzzzzzzzz | column 16: key: must be four numbers below 2^64; number 4 is larger
            net:port=50000,key=****              | column 16: the key was hidden where this was shown
            usb:                                 | needs targetname=…: as bcdedit's targetname
            usb:targetname=a.b                   | column 16: targetname=a.b: must be 1 to 24 of letters, digits, - and _
            usb:targetname=MyDebugBox            | must be a name without "debug" in it
            usb:port=1                           | column 10: port=1: must be a bus and ports
            1394:channel=63                      | column 14: channel=63: must be a number from 0 to 62
            1394:symlink=a,instance=b            | column 16: symlink= and instance= are two names of one thing
            kdsrv:server=@{tcp:port=1}           | needs trans=
            kdsrv:server=tcp,trans=@{com:}       | column 14: no scheme
            foo:bar=1                            | unknown transport "foo"; known: com, net, usb, 1394, kdsrv, sim, replay, fault
            exdi:CLSID=x                         | exdi: belongs to -kx
            sim:arm64                            | unknown key "arm64"; known: cpus, delay, duplicate, flip, loss, seed, truncate, x64, x86
            sim:x64,cpus=0                       | column 14: cpus=0: must be a number from 1 to 64
            sim:x64,loss=101%                    | column 14: loss=101%: must be a number from 0 to 1000 (parts of 1000), or per cent
            replay:                              | column 8: which recording? replay:FILE
            fault:wire=@{com:port=COM1           | column 12: the brace opened here is never closed
            fault:wire=@{com:port=7}             | column 23: port=7: must be com1
            fault:loss=2000,wire=@{sim:x64}      | loss=2000: must be a number from 0 to 1000
            fault:sampled=9600,wire=@{sim:x64}   | column 7: "sampled" goes with baud=
            """)
    void whatIsWrongIsToldInOneLineWithItsPlace(String text, String said) {
        assertThatThrownBy(() -> LinkAddress.parse(text))
                .isInstanceOf(AddressException.class)
                .hasMessageContaining(said)
                .message()
                .startsWith(Secrets.hide(text))
                .doesNotContain("\n");
    }

    @Test
    @Feature("S07")
    void aSecretIsNeverShown() {
        String text = "fault:loss=1,wire=@{net:port=50000,key=secretone.2.3.4}";
        LinkAddress address = LinkAddress.parse(text);
        assertThat(address.text()).contains("key=****").doesNotContain("secretone");
        assertThat(address.toString()).doesNotContain("secretone");
        assertThat(address.canonical()).doesNotContain("secretone");
        assertThat(address.withSecrets()).contains("secretone");
        assertThatThrownBy(() -> LinkAddress.parse("net:port=50000,key=secretone.2.3.4,bod=1"))
                .hasMessageContaining("column 36: unknown key \"bod\"")
                .message()
                .doesNotContain("secretone");
        assertThat(LinkAddress.parse(
                                "kdsrv:server=@{tcp:server=B,port=1,password=hush},trans=@{net:port=5,key=1.2.3.hush}")
                        .text())
                .isEqualTo("kdsrv:server=@{tcp:server=B,port=1,password=****},trans=@{net:port=5,key=****}");
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
        assertThat(canonical("usb:targetname=lab1")).isEqualTo(canonical("usb2:targetname=LAB1"));
        assertThat(canonical("net:port=5,key=1.1.1.1")).isEqualTo(canonical("net:port=5,key=2.2.2.2,target=h"));
        assertThat(canonical("fault:loss=1,wire=@{com:ipport=1,port=h}")).isEqualTo(canonical("com:ipport=1,port=h"));
    }

    @Test
    @Feature("L12")
    void theDocumentedEnvironmentIsTheDefault() {
        assertThat(LinkAddress.fromEnvironment(Map.of("_NT_DEBUG_PORT", "com2", "_NT_DEBUG_BAUD_RATE", "57600")))
                .contains(new LinkAddress.Serial("/dev/ttyS1", 57600));
        assertThat(LinkAddress.fromEnvironment(Map.of("_NT_DEBUG_PORT", "com1")))
                .contains(new LinkAddress.Serial("/dev/ttyS0", 115200));
        assertThat(LinkAddress.fromEnvironment(Map.of(
                        "_NT_DEBUG_BUS", "1394", "_NT_DEBUG_1394_CHANNEL", "5", "_NT_DEBUG_1394_SYMLINK", "instance")))
                .contains(new LinkAddress.Ieee1394(5, Optional.of("instance")));
        assertThat(LinkAddress.fromEnvironment(Map.of())).isEmpty();
    }

    @Test
    @Feature("L12")
    void whatAStringLeavesOutComesFromTheEnvironment() {
        Map<String, String> environment = Map.of("_NT_DEBUG_PORT", "com3", "_NT_DEBUG_BAUD_RATE", "19200");
        assertThat(LinkAddress.parse("com:", environment)).isEqualTo(new LinkAddress.Serial("/dev/ttyS2", 19200));
        assertThat(LinkAddress.parse("com:baud=57600", environment))
                .isEqualTo(new LinkAddress.Serial("/dev/ttyS2", 57600));
        assertThat(LinkAddress.parse("com:modem", environment))
                .isEqualTo(new LinkAddress.Modem(Optional.of("/dev/ttyS2"), 19200));
        assertThatThrownBy(() -> LinkAddress.parse("com:", Map.of("_NT_DEBUG_PORT", "7")))
                .hasMessage("_NT_DEBUG_PORT=7: column 16: must be com1, com2, … or a device's path (/dev/ttyUSB0)");
        assertThatThrownBy(() -> LinkAddress.parse("com:port=com1", Map.of("_NT_DEBUG_BAUD_RATE", "quick")))
                .hasMessage("_NT_DEBUG_BAUD_RATE=quick: column 21: must be a number from 50 to 4000000");
    }

    private static String canonical(String text) {
        return LinkAddress.parse(text).canonical();
    }
}
