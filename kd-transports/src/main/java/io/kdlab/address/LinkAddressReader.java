package io.kdlab.address;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks a connection string and makes a [LinkAddress] of it.
final class LinkAddressReader {
    private static final Pattern COM =
            Pattern.compile("(?:\\\\\\\\\\.\\\\)?com([1-9][0-9]{0,2})", Pattern.CASE_INSENSITIVE);
    private static final int DEFAULT_BAUD = 115_200;
    private static final int HIGHEST_BAUD = 4_000_000;
    private static final String KNOWN = "com, sim, fault";

    private LinkAddressReader() {}

    static LinkAddress read(ConnectionString string) {
        return switch (string.scheme()) {
            case "com" -> com(string);
            case "sim" -> sim(string);
            case "fault" -> fault(string);
            case "net", "usb", "usb2", "1394" ->
                throw string.error(1, "transport %s is not built in; known: %s".formatted(string.scheme(), KNOWN));
            case "kdsrv" -> throw string.error(1, "kdsrv: is a way to a stub, not a wire; known: " + KNOWN);
            default -> throw string.error(1, "unknown transport \"%s\"; known: %s".formatted(string.scheme(), KNOWN));
        };
    }

    static Optional<LinkAddress> fromEnvironment(Map<String, String> environment) {
        String port = environment.get("_NT_DEBUG_PORT");
        if (port == null || port.isBlank()) {
            return Optional.empty();
        }
        String baud = environment.getOrDefault("_NT_DEBUG_BAUD_RATE", String.valueOf(DEFAULT_BAUD));
        return Optional.of(LinkAddress.parse("com:port=%s,baud=%s".formatted(port.strip(), baud.strip())));
    }

    private static LinkAddress com(ConnectionString string) {
        if (string.has("modem")) {
            throw string.badKey(
                    "modem", "modem links are not built in; known forms: port+baud, pipe+port, ipport+port");
        }
        if (string.has("pipe")) {
            string.allow("pipe", "port", "resets", "reconnect", "baud");
            string.flag("pipe");
            string.number("baud", 1, HIGHEST_BAUD);
            return new LinkAddress.Pipe(
                    pipePath(string), string.number("resets", 0, 1000).orElse(3), string.flag("reconnect"));
        }
        if (string.has("ipport")) {
            string.allow("ipport", "port");
            int port = string.number("ipport", 1, 65_535).orElseThrow();
            return new LinkAddress.Tcp(string.required("port"), port);
        }
        string.allow("port", "baud", "pipe", "ipport", "resets", "reconnect", "modem");
        for (String key : List.of("resets", "reconnect")) {
            if (string.has(key)) {
                throw string.badKey(key, "\"%s\" goes with com:pipe,port=… only".formatted(key));
            }
        }
        String device = device(string, string.required("port"));
        return new LinkAddress.Serial(
                device, string.number("baud", 50, HIGHEST_BAUD).orElse(DEFAULT_BAUD));
    }

    private static String pipePath(ConnectionString string) {
        String path = string.required("port");
        if (path.startsWith("\\\\")) {
            throw string.badValue("port", "the path of a Unix domain socket; Windows pipes are out of reach here");
        }
        return path;
    }

    private static String device(ConnectionString string, String port) {
        Matcher com = COM.matcher(port);
        if (com.matches()) {
            return "/dev/ttyS" + (Integer.parseInt(com.group(1)) - 1);
        }
        if (port.startsWith("/")) {
            return port;
        }
        throw string.badValue("port", "com1, com2, … or a device's path (/dev/ttyUSB0); a network port is ipport=");
    }

    private static LinkAddress sim(ConnectionString string) {
        string.allow("x64", "seed");
        string.flag("x64");
        if (!string.has("x64")) {
            throw string.error(5, "which machine? known: x64 (sim:x64,seed=1)");
        }
        return new LinkAddress.Sim(
                "x64", string.number("seed", 0, Integer.MAX_VALUE).orElse(1));
    }

    private static LinkAddress fault(ConnectionString string) {
        string.allow("wire", "seed", "loss", "duplicate", "delay", "flip", "truncate", "baud", "sampled");
        String wire = string.required("wire");
        for (String rate : List.of("loss", "duplicate", "delay", "flip", "truncate")) {
            string.number(rate, 0, 1000);
        }
        string.number("seed", 0, Integer.MAX_VALUE);
        string.number("baud", 50, HIGHEST_BAUD);
        string.number("sampled", 50, HIGHEST_BAUD);
        return new LinkAddress.Fault(string, LinkAddress.parse(wire));
    }
}
