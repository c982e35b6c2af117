package io.kdlab.address;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The forms of `com:`: a port, a pipe, a TCP connection, a modem.
final class ComAddressReader {
    static final int LOWEST_BAUD = 50;
    static final int HIGHEST_BAUD = 4_000_000;

    private static final Pattern COM =
            Pattern.compile("(?:\\\\\\\\\\.\\\\)?com([1-9][0-9]{0,2})", Pattern.CASE_INSENSITIVE);
    private static final int DEFAULT_BAUD = 115_200;

    private final Map<String, String> environment;

    ComAddressReader(Map<String, String> environment) {
        this.environment = environment;
    }

    LinkAddress read(ConnectionString string) {
        // WinDbg prints timeout= in the strings of its own sessions; it means nothing to a wire that never gives up.
        string.allow("port", "baud", "pipe", "ipport", "resets", "reconnect", "modem", "timeout");
        string.number("timeout", 0, Integer.MAX_VALUE);
        List<String> forms = List.of("pipe", "ipport", "modem");
        if (forms.stream().filter(string::has).count() > 1) {
            throw string.error(1, "pipe, ipport= and modem exclude each other; give one");
        }
        if (string.flag("pipe")) {
            return pipe(string);
        }
        for (String key : List.of("resets", "reconnect")) {
            if (string.has(key)) {
                throw string.badKey(key, "\"%s\" goes with com:pipe,port=… only".formatted(key));
            }
        }
        if (string.flag("modem")) {
            return new LinkAddress.Modem(port(string).map(text -> device(string, text)), baud(string));
        }
        if (string.has("ipport")) {
            int port = string.number("ipport", 1, 65_535).orElseThrow();
            return new LinkAddress.Tcp(string.required("port"), port);
        }
        String port = port(string)
                .orElseThrow(() -> string.missing("port", "com1, com2, … or a device's path; or set _NT_DEBUG_PORT"));
        return new LinkAddress.Serial(device(string, port), baud(string));
    }

    private Optional<String> port(ConnectionString string) {
        return string.value("port")
                .or(() -> Optional.ofNullable(environment.get("_NT_DEBUG_PORT")).filter(text -> !text.isBlank()));
    }

    private int baud(ConnectionString string) {
        return string.number("baud", LOWEST_BAUD, HIGHEST_BAUD)
                .orElseGet(() ->
                        Variable.number(environment, "_NT_DEBUG_BAUD_RATE", LOWEST_BAUD, HIGHEST_BAUD, DEFAULT_BAUD));
    }

    private static LinkAddress pipe(ConnectionString string) {
        string.number("baud", LOWEST_BAUD, HIGHEST_BAUD);
        return new LinkAddress.Pipe(
                string.required("port"), string.number("resets", 0, 1000).orElse(3), string.flag("reconnect"));
    }

    private static String device(ConnectionString string, String text) {
        String port = text.strip();
        Matcher com = COM.matcher(port);
        if (com.matches()) {
            return "/dev/ttyS" + (Integer.parseInt(com.group(1)) - 1);
        }
        if (port.startsWith("/")) {
            return port;
        }
        String allowed = "com1, com2, … or a device's path (/dev/ttyUSB0)";
        throw string.has("port")
                ? string.badValue("port", allowed + "; a network port is ipport=")
                : Variable.error("_NT_DEBUG_PORT", text, allowed);
    }
}
