package io.kdlab.transport.ieee1394;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The system calls themselves, on files of this machine's kernel that stand in for firewire devices: what
/// JNA passes arrives, and what the kernel says comes back.
@Feature(value = "3.6", on = On.PROCESS)
class LinuxFirewireTest {
    /// How much entropy the kernel has, into an int: a number whose top bit is set, as GET_INFO's is.
    private static final int RNDGETENTCNT = 0x80045200;

    private static final int FIONREAD = 0x541B;
    /// What devices say to a number they do not know; which of the two differs.
    private static final int ENOTTY = 25;

    private static final int EINVAL = 22;
    private static final int ENOENT = 2;

    @TempDir
    private Path folder;

    private LinuxFirewire bus = new LinuxFirewire(Path.of("/dev"));

    @BeforeEach
    void standIns() throws Exception {
        bus = new LinuxFirewire(folder);
        Files.createSymbolicLink(folder.resolve("fw0"), Path.of("/dev/urandom"));
        Files.createFile(folder.resolve("other"));
        Process fifo = new ProcessBuilder("mkfifo", folder.resolve("fw1").toString()).start();
        assertThat(fifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /// JUnit does not like links that lead out of its folder.
    @AfterEach
    void unlink() throws Exception {
        Files.delete(folder.resolve("fw0"));
    }

    @Test
    void devicesAreFoundByTheirNames() throws Exception {
        assertThat(bus.nodes())
                .containsExactly(
                        folder.resolve("fw0").toString(), folder.resolve("fw1").toString());
    }

    @Test
    void anIoctlGetsItsNumberAndItsPointer() throws Exception {
        try (FirewireDevice device = bus.open(folder.resolve("fw0").toString());
                Memory count = new Memory(Integer.BYTES)) {
            count.setInt(0, -1);
            assertThat(device.ioctl(RNDGETENTCNT, count)).isZero();
            assertThat(count.getInt(0)).isBetween(0, 1 << 16);
        }
    }

    @Test
    void aDeviceThatIsNoneIsCalledThat() throws Exception {
        try (FirewireDevice device = bus.open(folder.resolve("fw0").toString())) {
            assertThatThrownBy(() -> device.ioctl(CdevRequest.GET_SPEED, Pointer.NULL))
                    .isInstanceOfSatisfying(
                            FirewireException.class, e -> assertThat(e.errno()).isIn(ENOTTY, EINVAL));
        }
        assertThatThrownBy(() -> bus.open(folder.resolve("fw7").toString()))
                .isInstanceOfSatisfying(
                        FirewireException.class, e -> assertThat(e.errno()).isEqualTo(ENOENT));
        assertThatThrownBy(() -> Mailbox.find(bus, 3))
                .hasMessageContaining("no target offers channel 3")
                .hasMessageContaining("fw0: error ");
    }

    @Test
    void readingWaitsItsTimeAndNoLonger() throws Exception {
        Path fifo = folder.resolve("fw1");
        try (FirewireDevice device = bus.open(fifo.toString());
                Memory into = new Memory(64);
                Memory waiting = new Memory(Integer.BYTES)) {
            long began = System.nanoTime();
            assertThat(device.read(into, 64, 20)).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(19));
            Files.write(fifo, new byte[] {1, 2, 3}, StandardOpenOption.WRITE);
            device.ioctl(FIONREAD, waiting);
            assertThat(waiting.getInt(0)).isEqualTo(3);
            assertThat(device.read(into, 64, 10_000)).isEqualTo(3);
            assertThat(into.getByteArray(0, 3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aMachineWithoutABusIsToldSo() {
        assertThatThrownBy(() -> Mailbox.find(new LinuxFirewire(folder.resolve("none")), 3))
                .isInstanceOf(FirewireException.class);
        assertThatThrownBy(() -> Mailbox.find(new LinuxFirewire(Path.of("/proc/self/fdinfo")), 3))
                .hasMessageContaining("this machine has no FireWire bus");
    }
}
