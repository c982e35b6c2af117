package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.peer.Cable;
import io.kdlab.peer.ScriptedKernel;
import io.kdlab.peer.VmSocket;
import io.kdlab.value.Address;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The connection over a virtual machine's Unix socket, which comes and goes with the machine.
@Feature(value = "2.4", on = On.PROCESS)
class PipeConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private final Notices notices = new Notices();

    @Test
    @Feature(value = "L03", on = On.PROCESS)
    void waitsForTheMachineAndSurvivesItsPowerCycle() throws IOException, InterruptedException, ConnectionException {
        Path path = folder.resolve("kd.sock");
        LinkAddress address = LinkAddress.parse("com:pipe,port=%s,resets=0,reconnect".formatted(path));
        try (Cable cable = new Cable();
                KdConnection link = KdConnection.open(address, ConnectionOptions.standard(), notices)) {
            assertThat(notices.next(LinkNotice.LinkDown.class, LIMIT).cause())
                    .contains("no such socket; is the virtual machine started?");
            try (ScriptedKernel kernel = ScriptedKernel.boot(cable);
                    VmSocket vm = VmSocket.listen(path, cable.hostPort())) {
                stopAndRead(link);
                vm.close();
                assertThat(notices.next(LinkNotice.LinkDown.class, LIMIT).cause())
                        .contains("the other end closed the wire");
                kernel.reset();
                try (VmSocket again = VmSocket.listen(path, cable.hostPort())) {
                    notices.next(LinkNotice.TargetReset.class, LIMIT);
                    stopAndRead(link);
                    again.close();
                }
            }
        }
    }

    @Test
    void aSocketNobodyListensOnIsCalledThat() throws IOException, InterruptedException {
        Path path = folder.resolve("dead.sock");
        VmSocket vm = VmSocket.listen(path, 1);
        Path kept = Files.move(path, folder.resolve("kept.sock"));
        vm.close();
        LinkAddress address = LinkAddress.parse("com:pipe,port=" + kept);
        try (KdConnection link = KdConnection.open(address, ConnectionOptions.standard(), notices)) {
            assertThat(notices.next(LinkNotice.LinkDown.class, LIMIT).cause())
                    .contains("connection refused")
                    .contains("does the virtual machine listen on it?");
            assertThat(link.status().text()).contains(kept.toString());
        }
    }

    private void stopAndRead(KdConnection link) throws InterruptedException, ConnectionException {
        if (!(link.status() instanceof LinkStatus.Synchronising || link.status() instanceof LinkStatus.Running)) {
            notices.next(LinkNotice.LinkUp.class, LIMIT);
        }
        link.breakIn(Epoch.NONE);
        notices.next(LinkNotice.StateChanged.class, LIMIT);
        Manipulate read =
                link.request(Epoch.NONE, Manipulate.request(0, ReadMemory.of(new Address(0x1000), 64)), LIMIT);
        assertThat(read.status()).isEqualTo(NtStatus.SUCCESS);
    }
}
