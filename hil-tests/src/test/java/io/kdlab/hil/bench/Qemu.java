package io.kdlab.hil.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Our kernel running in QEMU, with KD on one of QEMU's character devices.
public final class Qemu implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Dialogue machine;
    private final String wire;

    private Qemu(Dialogue machine, String wire) {
        this.machine = machine;
        this.wire = wire;
    }

    /// Boots with KD on a pseudo-terminal.
    public static Qemu onPty(TargetKernel kernel) throws IOException, InterruptedException {
        Dialogue machine = boot(kernel, "pty");
        String device = machine.expect("char device redirected to (/dev/pts/\\d+)", START)
                .group(1);
        return new Qemu(machine, "com:port=" + device + ",baud=115200");
    }

    /// Boots with KD on a Unix socket that QEMU serves.
    public static Qemu onPipe(TargetKernel kernel, Path socket) throws IOException, InterruptedException {
        Dialogue machine = boot(kernel, "unix:" + socket + ",server=on,wait=off");
        Waiting.until("QEMU serves " + socket, START, () -> Files.exists(socket));
        return new Qemu(machine, "com:pipe,port=" + socket + ",reconnect");
    }

    /// The same, with QEMU's machine protocol on another socket, and the device through which a guest offers what a
    /// crash dump of it needs.
    public static Qemu monitored(TargetKernel kernel, Path socket, Path monitor)
            throws IOException, InterruptedException {
        Dialogue machine = boot(
                kernel,
                "unix:" + socket + ",server=on,wait=off",
                "-device",
                "vmcoreinfo",
                "-qmp",
                "unix:" + monitor + ",server=on,wait=off");
        Waiting.until("QEMU serves " + monitor, START, () -> Files.exists(socket) && Files.exists(monitor));
        return new Qemu(machine, "com:pipe,port=" + socket + ",reconnect");
    }

    /// Boots with KD on a TCP port that QEMU serves.
    public static Qemu onTcp(TargetKernel kernel, int port) throws IOException, InterruptedException {
        Dialogue machine = boot(kernel, "tcp:127.0.0.1:" + port + ",server=on,wait=off");
        return new Qemu(machine, "com:ipport=" + port + ",port=127.0.0.1");
    }

    /// Boots with KD on a TCP connection that QEMU makes to somebody who listens on loopback.
    public static Qemu dialling(TargetKernel kernel, int port) throws IOException {
        return new Qemu(boot(kernel, "tcp:127.0.0.1:" + port), "");
    }

    private static Dialogue boot(TargetKernel kernel, String chardev, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                TargetKernel.root().resolve("hil-tests/target/run.sh").toString(),
                kernel.folder().toString(),
                chardev));
        command.addAll(List.of(options));
        return Dialogue.with("qemu", new ProcessBuilder(command));
    }

    /// The connection string of its wire.
    public String wire() {
        return wire;
    }

    /// Whether it is still powered on.
    public boolean isUp() {
        return machine.process().isAlive();
    }

    /// Freezes the whole machine: a target that is dead from one moment to the next.
    public void freeze() throws IOException, InterruptedException {
        machine.signal("STOP");
    }

    /// Lets a frozen machine go on.
    public void thaw() throws IOException, InterruptedException {
        machine.signal("CONT");
    }

    @Override
    public void close() {
        machine.close();
    }
}
