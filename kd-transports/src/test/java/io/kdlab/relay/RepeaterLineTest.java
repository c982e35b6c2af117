package io.kdlab.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.address.AddressException;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The documented command lines of a repeater (remote-debugging.md §1.7, §1.10, §2.1).
class RepeaterLineTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // -c | -s | the server's end listens | the clients' end listens
                "tcp:port=9000,clicon=127.0.10.10 | tcp:port=9001 | true | true",
                "npipe:server=127.0.0.10,pipe=MainPipe | tcp:port=1033,clicon=127.0.0.30 | false | false",
                "NPIPE:Server=\\\\127.0.0.10,Pipe=MainPipe | tcp:Port=1033 | false | true",
                "tcp:server=127.0.0.10,port=5005,password=secret | npipe:pipe=near,hidden,password=other | false | true",
                "tcp:server=::1,port=5005,ipversion=6 | tcp:port=51:60,hidden,IcfEnable | false | true",
                "com:port=com1,baud=57600,channel=3 | tcp:port=1033 | false | true",
                "com:port=1,baud=57600,channel=3,password=x | com:port=com2,baud=9600,channel=0 | false | false",
            })
    void documentedLinesAreUnderstood(String server, String client, boolean serverListens, boolean clientListens) {
        RepeaterLine line = parse(server, client);
        assertThat(line.towardsServer().listens()).isEqualTo(serverListens);
        assertThat(line.forClients().listens()).isEqualTo(clientListens);
        assertThat(line + " " + line.notes()).doesNotContain("secret", "other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp:port=9000 | tcp:port=9001 | -c leads to a server: name it by server=, or clicon=",
                "tcp:server=a,port=5:9 | tcp:port=9001 | one port: a range is for the side that listens",
                "tcp:server=a,port=5 | tcp:port=1:2,clicon=b | one port: a range is for the side that listens",
                "spipe:proto=tls1,certuser=x,server=a,pipe=b | tcp:port=9001 | neither encrypts nor decrypts",
                "tcp:server=a,port=5 | udp:port=9001 | unknown protocol \"udp\"",
                "tcp:server=a,port=5,pipe=x | tcp:port=9001 | unknown key \"pipe\"",
                "com:port=com1,baud=9600,channel=255 | tcp:port=9001 | channel=255: must be a number from 0 to 254",
            })
    void whatCannotBeIsToldInOneLine(String server, String client, String why) {
        assertThatThrownBy(() -> parse(server, client))
                .isInstanceOf(AddressException.class)
                .hasMessageContaining(why);
    }

    @Feature(value = "D08", on = On.PROCESS)
    @Test
    void oneLineCannotBeBothLegsAndRatesMayDiffer() throws Exception {
        Path line = Files.createFile(folder.resolve("line"));
        Path alias = Files.createSymbolicLink(folder.resolve("alias"), line);
        Path second = Files.createFile(folder.resolve("second"));
        assertThatThrownBy(() -> parse(com(line, 57_600), com(alias, 9600)))
                .isInstanceOf(AddressException.class)
                .hasMessageContaining("-c and -s name the same line");
        RepeaterLine differing = parse(com(line, 57_600), com(second, 9600));
        assertThat(differing.towardsServer()).hasToString("the wire 'com:port=" + line + ",baud=57600'");
        assertThat(differing.forClients()).hasToString("the wire 'com:port=" + second + ",baud=9600'");
    }

    private static String com(Path device, int baud) {
        return "com:port=%s,baud=%d,channel=1".formatted(device, baud);
    }

    private RepeaterLine parse(String server, String client) {
        return RepeaterLine.parse(server, client, EndpointOptions.local().pipesIn(folder));
    }
}
