package io.kdlab.address;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Checks a connection string and makes a [LinkAddress] of it.
final class LinkAddressReader {
    private static final String KNOWN = "com, net, usb, 1394, kdsrv, sim, replay, fault";
    private static final String REPLAY = "replay:";
    private static final String TARGET_NAME = "[A-Za-z0-9_-]{1,24}";
    private static final int HIGHEST_CHANNEL = 62;

    private final Map<String, String> environment;

    LinkAddressReader(Map<String, String> environment) {
        this.environment = environment;
    }

    LinkAddress read(String text) {
        // What follows replay: is a path, commas, equal signs and all.
        if (text.regionMatches(true, 0, REPLAY, 0, REPLAY.length())) {
            return replay(text);
        }
        ConnectionString string = ConnectionString.parse(text);
        return switch (string.scheme()) {
            case "com" -> new ComAddressReader(environment).read(string);
            case "net" -> net(string);
            case "usb", "usb2" -> usb(string);
            case "1394" -> ieee1394(string);
            case "kdsrv" -> kdsrv(string);
            case "sim" -> SimAddressReader.sim(string);
            case "fault" -> SimAddressReader.fault(string, this);
            case "exdi" -> throw string.error(1, "exdi: belongs to -kx, which is not built in; known: " + KNOWN);
            default -> throw string.error(1, "unknown transport \"%s\"; known: %s".formatted(string.scheme(), KNOWN));
        };
    }

    static Optional<LinkAddress> fromEnvironment(Map<String, String> environment) {
        if ("1394".equals(environment.get("_NT_DEBUG_BUS"))) {
            return Optional.of(LinkAddress.parse("1394:", environment));
        }
        String port = environment.get("_NT_DEBUG_PORT");
        return port == null || port.isBlank() ? Optional.empty() : Optional.of(LinkAddress.parse("com:", environment));
    }

    private static LinkAddress net(ConnectionString string) {
        string.allow("port", "key", "target");
        int port = string.number("port", 1, 65_535)
                .orElseThrow(() -> string.missing("port", "a UDP port, by custom 50000 to 50039"));
        // WinDbg itself prints a session of its own with a bare "Target".
        Optional<String> target = string.isFlag("target") ? Optional.empty() : string.value("target");
        return new LinkAddress.Net(port, key(string), target);
    }

    private static KdnetKey key(ConnectionString string) {
        String text = string.required("key");
        if (text.equals("****")) {
            throw string.badKey("key", "the key was hidden where this was shown; give the key itself");
        }
        try {
            return KdnetKey.given(text);
        } catch (IllegalArgumentException e) {
            throw string.badKey("key", "key: " + e.getMessage());
        }
    }

    private static LinkAddress usb(ConnectionString string) {
        string.allow("targetname", "port");
        Optional<String> name = string.value("targetname");
        Optional<String> port = string.value("port");
        if (name.isEmpty() && port.isEmpty()) {
            throw string.missing("targetname", "as bcdedit's targetname (or port=1-2, a USB port of this machine)");
        }
        if (name.isPresent() && !name.get().matches(TARGET_NAME)) {
            throw string.badValue("targetname", "1 to 24 of letters, digits, - and _");
        }
        if (name.isPresent() && name.get().toLowerCase(Locale.ROOT).contains("debug")) {
            throw string.badValue("targetname", "a name without \"debug\" in it, which Windows does not take");
        }
        if (port.isPresent() && !port.get().matches("[0-9]{1,3}-[0-9]{1,3}(\\.[0-9]{1,3}){0,6}")) {
            throw string.badValue("port", "a bus and ports as in /sys/bus/usb/devices, such as 1-2 or 2-1.4");
        }
        return new LinkAddress.Usb(name, port);
    }

    private LinkAddress ieee1394(ConnectionString string) {
        string.allow("channel", "symlink", "instance");
        if (string.has("symlink") && string.has("instance")) {
            throw string.badKey("instance", "symlink= and instance= are two names of one thing; give one");
        }
        Optional<String> link = string.value("symlink")
                .or(() -> string.value("instance"))
                .or(() -> Optional.ofNullable(environment.get("_NT_DEBUG_1394_SYMLINK")));
        int channel = string.number("channel", 0, HIGHEST_CHANNEL)
                .orElseGet(() -> Variable.number(environment, "_NT_DEBUG_1394_CHANNEL", 0, HIGHEST_CHANNEL, 0));
        return new LinkAddress.Ieee1394(channel, link);
    }

    private static LinkAddress kdsrv(ConnectionString string) {
        string.allow("server", "trans");
        ConnectionString server = string.nested("server");
        ConnectionString wire = string.nested("trans");
        return new LinkAddress.KdSrv(server, wire);
    }

    private static LinkAddress replay(String text) {
        String file = text.substring(REPLAY.length());
        if (file.isBlank()) {
            throw new AddressException(text, text.length() + 1, "which recording? replay:FILE");
        }
        int control = ConnectionStringParser.controlCharacter(text);
        if (control > 0) {
            throw new AddressException(text, control, "a control character is here; take it out");
        }
        return new LinkAddress.Replay(file);
    }
}
