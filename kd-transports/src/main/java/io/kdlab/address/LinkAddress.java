package io.kdlab.address;

import java.util.Map;
import java.util.Optional;

/// Where a kernel link is, as `-k` takes it: `com:port=…,baud=…`, `com:ipport=…,port=…`, `com:pipe,port=…`,
/// `sim:…`.
public sealed interface LinkAddress {
    /// Which transport opens it; the three forms of `com:` are `serial`, `tcp` and `pipe`.
    String transport();

    /// A connection string that means this address.
    String text();

    /// One name for one wire, however it was written: what the wire lock is kept by. Looks at the file system.
    String canonical();

    /// Whether another process of this machine could be using the same wire.
    default boolean shared() {
        return true;
    }

    /// How often RESET is sent while nothing answers; 0 is without limit (`resets=`).
    default int resets() {
        return 3;
    }

    /// Parses, or says in one line what is wrong, where, and what would be right ([AddressException]).
    static LinkAddress parse(String text) {
        return LinkAddressReader.read(ConnectionString.parse(text));
    }

    /// What `-k` is when it is not given: `_NT_DEBUG_PORT` and `_NT_DEBUG_BAUD_RATE`, as documented for kd.
    static Optional<LinkAddress> fromEnvironment(Map<String, String> environment) {
        return LinkAddressReader.fromEnvironment(environment);
    }

    /// A UART. `device` is the path as given (a by-id name stays one), `comN` already turned into
    /// `/dev/ttyS(N-1)`.
    record Serial(String device, int baud) implements LinkAddress {
        @Override
        public String transport() {
            return "serial";
        }

        @Override
        public String text() {
            return "com:port=%s,baud=%d".formatted(device, baud);
        }

        @Override
        public String canonical() {
            return "serial:" + RealPath.of(device);
        }

        /// The same port at another rate.
        public Serial withBaud(int other) {
            return new Serial(device, other);
        }
    }

    /// A serial line carried by TCP, raw bytes.
    record Tcp(String host, int port) implements LinkAddress {
        @Override
        public String transport() {
            return "tcp";
        }

        @Override
        public String text() {
            return "com:ipport=%d,port=%s".formatted(port, host);
        }

        @Override
        public String canonical() {
            return "tcp:" + host.toLowerCase(java.util.Locale.ROOT) + ":" + port;
        }
    }

    /// A virtual machine's serial port as a Unix domain socket. `reconnect`: wait for the socket to appear, and
    /// reopen.
    record Pipe(String path, int resets, boolean reconnect) implements LinkAddress {
        @Override
        public String transport() {
            return "pipe";
        }

        @Override
        public String text() {
            return "com:pipe,port=%s,resets=%d%s".formatted(path, resets, reconnect ? ",reconnect" : "");
        }

        @Override
        public String canonical() {
            return "pipe:" + RealPath.of(path);
        }
    }

    /// A simulated machine; each opening is a machine of its own, so nobody else can hold it.
    record Sim(String machine, long seed) implements LinkAddress {
        @Override
        public String transport() {
            return "sim";
        }

        @Override
        public String text() {
            return "sim:%s,seed=%d".formatted(machine, seed);
        }

        @Override
        public String canonical() {
            return text();
        }

        @Override
        public boolean shared() {
            return false;
        }
    }

    /// Another wire seen through faults: `fault:seed=7,loss=20,wire=@{com:…}`; rates are per 1000 packets or
    /// bytes.
    record Fault(ConnectionString plan, LinkAddress wire) implements LinkAddress {
        @Override
        public String transport() {
            return "fault";
        }

        @Override
        public String text() {
            return plan.text();
        }

        @Override
        public String canonical() {
            return wire.canonical();
        }

        @Override
        public boolean shared() {
            return wire.shared();
        }

        @Override
        public int resets() {
            return wire.resets();
        }
    }
}
