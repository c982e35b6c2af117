package io.kdlab.relay;

import io.kdlab.address.AddressException;
import io.kdlab.address.ConnectionString;
import io.kdlab.address.LinkAddress;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The command line of a repeater, `-c` and `-s`, as the ends of a relay.
///
/// Both strings are those of the documentation: `tcp`, `npipe` and `com`, and `ssl`, which is ours. What means
/// nothing to a repeater is accepted, because the documented examples have it, and told in `notes`.
///
/// @param forClients    `-s`: where clients find it, or, reversed, the client that it dials
/// @param towardsServer `-c`: where the server is, or, reversed, where the server dials it
/// @param notes         a line each: what was accepted and means nothing here
public record RepeaterLine(RelayEnd forClients, RelayEnd towardsServer, List<String> notes) {
    private static final Set<String> FURTHER = Set.of("password", "icfenable");

    /// Takes the list over as it is.
    public RepeaterLine {
        notes = List.copyOf(notes);
    }

    /// Reads both strings.
    ///
    /// @throws AddressException with one line that names the place and what is known there
    public static RepeaterLine parse(String towardsServer, String forClients, EndpointOptions options) {
        List<String> notes = new ArrayList<>();
        ConnectionString server = ConnectionString.parse(towardsServer);
        ConnectionString client = ConnectionString.parse(forClients);
        boolean serverByLine = server.scheme().equals("com");
        boolean clientByLine = client.scheme().equals("com");
        RelayEnd toServer = serverByLine
                ? line(server, notes)
                : new RelayEnd.Leading(endpoint(server, "-c", false, notes), options);
        RelayEnd toClients =
                clientByLine ? line(client, notes) : new RelayEnd.Offered(endpoint(client, "-s", true, notes), options);
        if (toServer instanceof RelayEnd.Wire(LinkAddress.Serial one)
                && toClients instanceof RelayEnd.Wire(LinkAddress.Serial other)
                && isSame(one.device(), other.device())) {
            throw client.error(1, "-c and -s name the same line (%s); a repeater needs two".formatted(other.device()));
        }
        return new RepeaterLine(toClients, toServer, notes);
    }

    private static EndpointAddress endpoint(ConnectionString string, String leg, boolean offered, List<String> notes) {
        if (string.scheme().equals("spipe")) {
            throw string.error(1, "a repeater neither encrypts nor decrypts: TLS passes through a leg of npipe:");
        }
        EndpointAddress address = EndpointAddress.parse(string.text(), FURTHER);
        if (!offered && address instanceof EndpointAddress.Tcp tcp) {
            if (tcp.server().isEmpty() && tcp.clicon().isEmpty()) {
                throw string.error(
                        string.text().length() + 1,
                        "-c leads to a server: name it by server=, or clicon= when it dials this repeater");
            }
            refuseRange(string, tcp, tcp.clicon().isEmpty());
        } else if (address instanceof EndpointAddress.Tcp tcp) {
            refuseRange(string, tcp, tcp.clicon().isPresent());
        }
        if (string.has("password")) {
            notes.add(leg + ": password= is asked for by the server behind, not by a repeater");
        }
        if (string.has("icfenable")) {
            notes.add(leg + ": IcfEnable opens no firewall here; that is the administrator's");
        }
        return address;
    }

    /// Who dials needs one port; who listens may have a range.
    private static void refuseRange(ConnectionString string, EndpointAddress.Tcp tcp, boolean dials) {
        if (dials && tcp.ports().lowest() != tcp.ports().highest()) {
            throw string.badValue("port", "one port: a range is for the side that listens");
        }
    }

    private static RelayEnd line(ConnectionString string, List<String> notes) {
        string.allow("port", "baud", "channel", "hidden", "password");
        string.number("channel", 0, 254)
                .ifPresent(channel ->
                        notes.add("%s carries one stream, bytes as they are: channel=%d separates nothing on it"
                                .formatted(string.required("port"), channel)));
        String port = string.required("port");
        String device = port.matches("[0-9]{1,3}") ? "com" + port : port;
        String baud = string.value("baud").map(rate -> ",baud=" + rate).orElse("");
        return new RelayEnd.Wire(LinkAddress.parse("com:port=" + device + baud));
    }

    private static boolean isSame(String one, String other) {
        try {
            return one.equals(other)
                    || Path.of(one).toRealPath().equals(Path.of(other).toRealPath());
        } catch (IOException _) {
            // One of them is not there; opening it says so.
            return false;
        }
    }
}
