package io.kdlab.transport.net;

import io.kdlab.address.LinkAddress;
import io.kdlab.transport.TransportException;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `target=` means: which targets are waited for, and whom to call.
///
/// `0.0.0.0` waits on IPv4 only, `::` on IPv6 only, nothing on both. Anything else is a target to call, by address or
/// name, and nobody but that target is spoken to. `HOST:PORT` and `[ADDRESS]:PORT` are ours, for a target whose port
/// is not the host's, as when both are on one machine.
///
/// @param host whom to call, empty when anybody is waited for
/// @param port its UDP port
/// @param family the one that is waited on, empty for both
record KdnetAim(Optional<String> host, int port, Optional<SocketProtocolFamily> family) {
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");

    /// What fits into one Ethernet frame of 1500 bytes behind IPv4, UDP and KDNET (kdnet.md §5).
    private static final int READ_OVER_IPV4 = 1360;
    /// IPv6's header is 20 bytes longer, which costs one cipher block.
    private static final int READ_OVER_IPV6 = 1344;

    static KdnetAim of(LinkAddress.Net address) {
        String target = address.target().orElse("");
        return switch (target) {
            case "" -> new KdnetAim(Optional.empty(), address.port(), Optional.empty());
            case "0.0.0.0" -> new KdnetAim(Optional.empty(), address.port(), Optional.of(SocketProtocolFamily.INET));
            case "::" -> new KdnetAim(Optional.empty(), address.port(), Optional.of(SocketProtocolFamily.INET6));
            default -> called(target, address.port());
        };
    }

    private static KdnetAim called(String target, int port) {
        Matcher both = WITH_PORT.matcher(target);
        if (both.matches()) {
            String host = both.group(1) == null ? both.group(2) : both.group(1);
            return new KdnetAim(Optional.of(host), Integer.parseInt(both.group(3)), Optional.empty());
        }
        return new KdnetAim(Optional.of(target.replaceAll("[\\[\\]]", "")), port, Optional.empty());
    }

    /// How much one read may ask for. A name may lead to either family, so the smaller is taken.
    int largestRead() {
        boolean overIpv4 = family.map(SocketProtocolFamily.INET::equals)
                .orElse(host.map(name -> IPV4.matcher(name).matches()).orElse(false));
        return overIpv4 ? READ_OVER_IPV4 : READ_OVER_IPV6;
    }

    /// Looks the name up; may wait for a name server. Empty when nobody is to be called.
    List<InetSocketAddress> resolve(LinkAddress address) throws TransportException {
        if (host.isEmpty()) {
            return List.of();
        }
        if (port < 1 || port > 65_535) {
            throw new TransportException(address.text() + ": target: " + port + " is no port");
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(host.get()))
                    .map(found -> new InetSocketAddress(found, port))
                    .toList();
        } catch (UnknownHostException e) {
            throw new TransportException(
                    address.text() + ": unknown host " + host.get() + "; give target= an address, or leave it out", e);
        }
    }

    /// Whether this side speaks to that address at all.
    boolean accepts(InetAddress from) {
        return family.isEmpty() || (from instanceof Inet4Address) == (family.get() == SocketProtocolFamily.INET);
    }
}
