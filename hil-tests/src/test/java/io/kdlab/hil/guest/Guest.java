package io.kdlab.hil.guest;

import com.fasterxml.jackson.databind.JsonNode;
import io.kdlab.hil.bench.Children;
import io.kdlab.hil.bench.Qmp;
import io.kdlab.hil.bench.TargetKernel;
import io.kdlab.hil.bench.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/// The guest: one machine for all tests of this JVM, booted when the first needs it, dead when the JVM is.
///
/// Its kernel is Debian's, its files are this machine's (read-only), and so are JDK and classes; it reaches servers of
/// the test at [#HOST].
public final class Guest {
    /// Where the guest finds the host's 127.0.0.1.
    public static final String HOST = "10.0.2.2";

    private static final Duration BOOT = Duration.ofSeconds(150);
    private static final Duration FETCH = Duration.ofSeconds(300);
    private static final int TAIL = 4000;
    /// What of the host's class path the guest gets: every jar that it must open costs it time.
    private static final Pattern WANTED =
            Pattern.compile("/(kd-transports|hil-tests)/|kd-transports[^/]*\\.jar$|/netty-"
                    + "|/jSerialComm|/jna-\\d|/(lib)?usb4java|/commons-lang3|/slf4j-api|/jspecify");

    private static @Nullable Guest booted;
    private static @Nullable Throwable unbootable;

    private final Process qemu;
    private final Path folder;
    private final SocketChannel control;
    private final Qmp qmp;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, GuestRun> runs = new ConcurrentHashMap<>();

    private Guest(Process qemu, Path folder, SocketChannel control, Qmp qmp) {
        this.qemu = qemu;
        this.folder = folder;
        this.control = control;
        this.qmp = qmp;
    }

    /// The guest, up. Booting takes ten seconds on an idle machine; where it failed once it is not tried again.
    public static synchronized Guest running() throws IOException, InterruptedException {
        if (unbootable instanceof TestAbortedException skipped) {
            throw skipped;
        }
        if (unbootable != null) {
            throw new AssertionError("the guest did not boot; see the first test that needed it", unbootable);
        }
        if (booted == null) {
            try {
                booted = boot();
            } catch (IOException | AssertionError | RuntimeException e) {
                unbootable = e;
                throw e;
            }
        }
        return booted;
    }

    /// Starts a program inside.
    public GuestRun start(Class<? extends GuestProgram> program, String... arguments) {
        String text = Stream.concat(Stream.of(program.getName()), Arrays.stream(arguments))
                .collect(Collectors.joining("\n"));
        return begin(GuestLine.Verb.RUN, program.getSimpleName(), text);
    }

    /// Runs a script by the guest's bash, as root, and gives back what it printed; it must end well. `modprobe` is
    /// there.
    public String shell(String script) throws InterruptedException {
        return begin(GuestLine.Verb.SHELL, script, script).done();
    }

    /// Tells QEMU something, such as `device_add` with `{"driver": "usb-serial", …}`, and gives back what it returns.
    public JsonNode qmp(String command, Map<String, ?> arguments) throws IOException {
        return qmp.execute(command, arguments);
    }

    /// The last of what the guest's kernel and programs printed.
    public String console() {
        return console(folder);
    }

    /// What QEMU itself has printed: the events that `trace-event-set-state` switched on.
    public String traces() throws IOException {
        return Files.readString(folder.resolve("qemu"), StandardCharsets.ISO_8859_1);
    }

    private GuestRun begin(GuestLine.Verb verb, String what, String text) {
        int number = numbers.incrementAndGet();
        GuestRun run = new GuestRun(number, what, this, this::console);
        runs.put(number, run);
        send(new GuestLine(number, verb, text));
        return run;
    }

    synchronized void send(GuestLine line) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line.line());
        try {
            while (bytes.hasRemaining()) {
                control.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the guest is gone; its console:\n" + console(), e);
        }
    }

    private static Guest boot() throws IOException, InterruptedException {
        Path scripts = TargetKernel.root().resolve("hil-tests/guest");
        String kernel = kernel(scripts);
        // Below /tmp: the path of a Unix socket has only 107 characters.
        Path folder = Files.createTempDirectory("kdlab-guest");
        Files.writeString(folder.resolve("start"), start(scripts));
        Process qemu =
                Children.start(new ProcessBuilder(scripts.resolve("run.sh").toString(), kernel, folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("qemu").toFile()));
        try {
            Waiting.until(
                    "QEMU serves the guest's sockets",
                    BOOT,
                    () -> !qemu.isAlive() || Files.exists(folder.resolve("qmp")));
            SocketChannel control = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("control")));
            Guest guest = new Guest(qemu, folder, control, Qmp.connect(folder.resolve("qmp")));
            GuestRun agent = new GuestRun(0, "the agent", guest, guest::console);
            guest.runs.put(0, agent);
            Thread.ofPlatform().daemon().name("guest").start(guest::listen);
            agent.expect("", BOOT);
            return guest;
        } catch (IOException | AssertionError | RuntimeException e) {
            qemu.destroyForcibly();
            throw new IOException(
                    "the guest did not boot: %s%nQEMU: %s%nconsole: %s"
                            .formatted(e.getMessage(), Files.readString(folder.resolve("qemu")), console(folder)),
                    e);
        }
    }

    /// In CI the kernel must be had; elsewhere a machine may lack the network or busybox, and says so.
    private static String kernel(Path scripts) throws IOException, InterruptedException {
        try {
            return output(List.of(scripts.resolve("kernel.sh").toString())).strip();
        } catch (IOException e) {
            if (System.getenv("CI") != null) {
                throw e;
            }
            String skipped = "no kernel for the guest, USB and serial adapters are NOT tested: " + e.getMessage();
            System.err.println(skipped);
            return Assumptions.abort(skipped);
        }
    }

    /// What the guest does once the host's files are its root.
    private static String start(Path scripts) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> WANTED.matcher(entry + (entry.endsWith(".jar") ? "" : "/"))
                        .find())
                .collect(Collectors.joining(":"));
        return """
                export PATH=%s:$PATH KDLAB_FOLDER
                modprobe virtio_console virtio_net
                busybox ifconfig lo 127.0.0.1 up
                busybox ifconfig eth0 10.0.2.15 up
                until [ -e /dev/vport0p1 ]; do busybox usleep 20000; done
                %s/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m --enable-native-access=ALL-UNNAMED \\
                  -XX:-UsePerfData -Djava.io.tmpdir=/run -cp '%s' %s <>/dev/vport0p1 >&0 2>/dev/console
                echo "guest: the agent ended with $?"
                echo o >/proc/sysrq-trigger
                exec busybox sleep 60
                """.formatted(scripts, System.getProperty("java.home"), classPath, GuestAgent.class.getName());
    }

    private void listen() {
        String end = "the guest ended";
        try (BufferedReader lines = new BufferedReader(Channels.newReader(control, StandardCharsets.UTF_8))) {
            String text = lines.readLine();
            while (text != null) {
                received(GuestLine.parse(text));
                text = lines.readLine();
            }
        } catch (IOException | RuntimeException e) {
            end = "the guest cannot be understood any more: " + e;
        }
        qemu.destroyForcibly();
        for (GuestRun run : runs.values()) {
            run.lost(end);
        }
    }

    private void received(GuestLine line) {
        // The agent's READY has to be heard by whoever waits for the boot.
        GuestLine heard =
                line.verb() == GuestLine.Verb.READY ? new GuestLine(line.run(), GuestLine.Verb.SAY, line.text()) : line;
        GuestRun run = runs.get(line.run());
        if (run != null) {
            run.received(heard);
        }
    }

    private static String console(Path folder) {
        try {
            String all = Files.readString(folder.resolve("console"), StandardCharsets.ISO_8859_1);
            return all.substring(Math.max(0, all.length() - TAIL));
        } catch (IOException e) {
            return "none: " + e.getMessage();
        }
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kdlab-guest", ".log");
        Process process = Children.start(new ProcessBuilder(command).redirectError(errors.toFile()));
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(FETCH.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + Files.readString(errors));
        }
        Files.delete(errors);
        return printed;
    }
}
