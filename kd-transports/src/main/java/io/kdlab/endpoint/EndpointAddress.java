package io.kdlab.endpoint;

import io.kdlab.address.ConnectionString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where a debugger-side stream begins, parsed from a remoting connection string.
///
/// The grammar is that of the Windows tools (keys in any case, any order after the protocol). An unknown key is an
/// error that
/// lists the known ones.
public sealed interface EndpointAddress {
    /// The lowest and highest port of a range; equal for a single port.
    record Ports(int lowest, int highest) {
        @Override
        public String toString() {
            return lowest == highest ? Integer.toString(lowest) : lowest + ":" + highest;
        }
    }

    /// A TCP stream, in clear or inside TLS.
    ///
    /// `server` is the machine a client dials, or the address a server binds (all, when absent). `clicon` reverses
    /// the direction: on the server side it is whom to dial, on the client side whom to accept.
    record Tcp(boolean tls, Optional<String> server, Optional<String> clicon, Ports ports) implements EndpointAddress {
        @Override
        public String toString() {
            return (tls ? "ssl" : "tcp") + ":port=" + ports
                    + server.map(s -> ",server=" + s).orElse("")
                    + clicon.map(s -> ",clicon=" + s).orElse("");
        }
    }

    /// A named pipe: here a Unix socket, named by a bare name (kept in the box's own folder) or by a path.
    record Pipe(String name, Optional<String> server) implements EndpointAddress {
        @Override
        public String toString() {
            return "npipe:" + server.map(s -> "server=" + s + ",").orElse("") + "pipe=" + name;
        }
    }

    /// The protocols that this build understands.
    Set<String> PROTOCOLS = new TreeSet<>(List.of("tcp", "ssl", "npipe"));

    /// Parses a remoting connection string such as `tcp:port=5005`, `npipe:server=.,pipe=rabbit` or
    /// `ssl:clicon=10.0.0.7,port=9001`.
    ///
    /// @throws AddressException with one line that names the place and what is known there
    static EndpointAddress parse(String text) {
        return parse(text, Set.of());
    }

    /// The same, with keys that mean nothing to an endpoint and something to its user, such as `password`. The
    /// user reads them from the string; they are never part of the address.
    static EndpointAddress parse(String text, Set<String> further) {
        ConnectionString string = ConnectionString.parse(text);
        return switch (string.scheme()) {
            case "tcp", "ssl" -> tcp(string, further);
            case "npipe" -> pipe(string, further);
            default ->
                throw string.error(
                        1,
                        "unknown protocol \"%s\"; known: %s".formatted(string.scheme(), String.join(", ", PROTOCOLS)));
        };
    }

    private static EndpointAddress tcp(ConnectionString string, Set<String> further) {
        allow(string, further, "server", "clicon", "port", "hidden", "ipversion");
        String[] range = string.required("port").split(":", 2);
        int lowest = port(string, range[0]);
        int highest = range.length == 1 ? lowest : port(string, range[1]);
        if (highest < lowest) {
            throw string.error(1, "the port range %s:%s runs backwards".formatted(range[0], range[1]));
        }
        if (string.has("server") && string.has("clicon")) {
            throw string.error(1, "server= and clicon= exclude each other; a reversed connection has only clicon=");
        }
        return new Tcp(
                string.scheme().equals("ssl"),
                host(string, "server"),
                host(string, "clicon"),
                new Ports(lowest, highest));
    }

    private static Optional<String> host(ConnectionString string, String key) {
        return string.value(key).map(host -> host.startsWith("\\\\") ? host.substring(2) : host);
    }

    private static int port(ConnectionString string, String value) {
        // 0 asks the system for a free one.
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65535) {
            return Integer.parseInt(value);
        }
        throw string.error(1, "port \"%s\" is not a number from 0 to 65535".formatted(value));
    }

    private static void allow(ConnectionString string, Set<String> further, String... keys) {
        string.allow(Stream.concat(Stream.of(keys), further.stream()).toArray(String[]::new));
    }

    private static EndpointAddress pipe(ConnectionString string, Set<String> further) {
        allow(string, further, "server", "pipe", "hidden");
        String name = string.required("pipe");
        if (name.contains(" ") || name.contains("\"")) {
            throw string.error(1, "the pipe name \"%s\" may hold neither spaces nor quotes".formatted(name));
        }
        return new Pipe(name, host(string, "server"));
    }
}
