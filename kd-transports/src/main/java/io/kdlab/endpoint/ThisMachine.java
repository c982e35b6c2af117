package io.kdlab.endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which names mean this machine, in `server=` of a pipe and wherever a machine is named.
///
/// The documentation's examples name machines by addresses of 127.0.0.0/8: on one machine they all are this one.
public final class ThisMachine {
    private ThisMachine() {}

    /// Whether a name, with or without the leading `\\`, means this machine: `.`, `localhost`, an address of the
    /// loopback range, or the machine's own name. Asks no name server.
    public static boolean is(String name) {
        String bare = bare(name);
        return bare.equals(".")
                || bare.equalsIgnoreCase("localhost")
                || bare.equalsIgnoreCase(name())
                || bare.equalsIgnoreCase(name().split("\\.", 2)[0])
                || isLoopback(bare);
    }

    /// The name without the leading `\\`.
    public static String bare(String name) {
        return name.startsWith("\\\\") ? name.substring(2) : name;
    }

    private static boolean isLoopback(String text) {
        try {
            return InetAddress.ofLiteral(text).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// What this machine calls itself.
    public static String name() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "localhost";
        }
    }
}
