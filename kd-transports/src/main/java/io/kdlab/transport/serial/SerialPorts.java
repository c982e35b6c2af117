package io.kdlab.transport.serial;

import io.kdlab.transport.LineErrors;
import io.kdlab.transport.LineState;
import io.kdlab.transport.ModemLines;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/// The serial ports of this machine, from what the kernel publishes. No port is opened: that would move DTR
/// and RTS.
public final class SerialPorts {
    /// One port.
    ///
    /// @param device `/dev/ttyUSB0`
    /// @param byId its link in `/dev/serial/by-id`, the same wherever the adapter is plugged in
    /// @param byPath its link in `/dev/serial/by-path`, the same whatever is plugged in there
    /// @param driver the kernel driver
    /// @param product who made it and what it is, for USB adapters
    /// @param line its lines and counters since boot, where the kernel tells them to this user without an
    ///     opening
    /// @param users programs that have it open, as far as this user may see
    public record Port(
            Path device,
            Optional<Path> byId,
            Optional<Path> byPath,
            String driver,
            Optional<String> product,
            Optional<LineState> line,
            Optional<String> users) {}

    /// Steps between a port and its driver in newer kernels, which are no drivers to anybody else.
    private static final Set<String> BETWEEN = Set.of("port", "ctrl");

    private static final String NO_UART = "0";

    private final Path dev;
    private final Path sys;
    private final Path proc;

    private SerialPorts(Path dev, Path sys, Path proc) {
        this.dev = dev;
        this.sys = sys;
        this.proc = proc;
    }

    /// The ports there are now, in the order of their names.
    public static List<Port> all() throws IOException {
        return new SerialPorts(Path.of("/dev"), Path.of("/sys"), Path.of("/proc")).list();
    }

    static List<Port> under(Path root) throws IOException {
        return new SerialPorts(root.resolve("dev"), root.resolve("sys"), root.resolve("proc")).list();
    }

    private List<Port> list() throws IOException {
        List<Port> ports = new ArrayList<>();
        Path ttys = sys.resolve("class/tty");
        if (!Files.isDirectory(ttys)) {
            return ports;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ttys)) {
            for (Path entry : entries) {
                Path at = entry.resolve("device");
                // Consoles and terminals have no device behind them; a PC has more port numbers than UARTs.
                if (Files.exists(at) && !text(entry.resolve("type")).equals(NO_UART)) {
                    ports.add(port(String.valueOf(entry.getFileName()), at.toRealPath()));
                }
            }
        }
        ports.sort(Comparator.comparing((Port port) -> port.device().toString().length())
                .thenComparing(Port::device));
        return ports;
    }

    private Port port(String name, Path at) throws IOException {
        Path device = dev.resolve(name);
        return new Port(
                device,
                link("by-id", device),
                link("by-path", device),
                driver(at),
                product(at),
                name.startsWith("ttyS") ? line(name.substring(4)) : Optional.empty(),
                PortUsers.of(device));
    }

    private Optional<Path> link(String kind, Path device) throws IOException {
        Path folder = dev.resolve("serial").resolve(kind);
        if (Files.isDirectory(folder) && Files.exists(device)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(folder)) {
                for (Path link : links) {
                    if (Files.exists(link) && Files.isSameFile(link, device)) {
                        return Optional.of(link);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private String driver(Path at) throws IOException {
        for (Path here = at; here != null && here.startsWith(sys.toRealPath()); here = here.getParent()) {
            Path driver = here.resolve("driver");
            if (Files.exists(driver)) {
                String name = String.valueOf(driver.toRealPath().getFileName());
                if (!BETWEEN.contains(name)) {
                    return name;
                }
            }
        }
        return "unknown";
    }

    private Optional<String> product(Path at) throws IOException {
        for (Path here = at; here != null && here.startsWith(sys.toRealPath()); here = here.getParent()) {
            if (Files.exists(here.resolve("product"))) {
                StringJoiner words = new StringJoiner(" ");
                for (String file : List.of("manufacturer", "product", "serial")) {
                    String word = text(here.resolve(file));
                    if (!word.isEmpty()) {
                        words.add(word);
                    }
                }
                return Optional.of(words.toString());
            }
        }
        return Optional.empty();
    }

    /// The driver of PC UARTs shows root a line for each: `0: uart:16550A port:000003F8 irq:4 tx:218 rx:0
    /// fe:2 RTS|DTR|CTS`.
    private Optional<LineState> line(String number) {
        for (String line : text(proc.resolve("tty/driver/serial")).lines().toList()) {
            String[] words = line.strip().split(" +");
            if (words[0].equals(number + ":")) {
                Set<String> on = Set.of(words[words.length - 1].split("\\|"));
                return Optional.of(new LineState(
                        Optional.of(new ModemLines(
                                on.contains("DTR"),
                                on.contains("RTS"),
                                on.contains("CTS"),
                                on.contains("DSR"),
                                on.contains("CD"),
                                on.contains("RI"))),
                        Optional.of(new LineErrors(
                                count(words, "fe:"),
                                count(words, "oe:"),
                                count(words, "pe:"),
                                count(words, "brk:"),
                                count(words, "bo:")))));
            }
        }
        return Optional.empty();
    }

    private static long count(String[] words, String name) {
        for (String word : words) {
            if (word.startsWith(name)) {
                return Long.parseLong(word.substring(name.length()));
            }
        }
        return 0;
    }

    /// Empty for what is not there or not for this user.
    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return "";
        }
    }
}
