package io.kdlab.address;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where a kernel link is, as `-k` takes it: `com:…`, `net:…`, `usb:…`, `1394:…`, `kdsrv:…` as WinDbg has them, and
/// `sim:…`, `replay:…`, `fault:…` of our own.
public sealed interface LinkAddress {
    /// Which transport opens it; the forms of `com:` are `serial`, `tcp`, `pipe` and `modem`.
    String transport();

    /// A connection string that means this address, for people: secrets in it are shown as `****`.
    String text();

    /// The same with secrets: for handing on, never for logs, lists, errors or process arguments.
    default String withSecrets() {
        return text();
    }

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
        return parse(text, Map.of());
    }

    /// The same, where what is left out comes from the documented variables of the environment
    /// (`_NT_DEBUG_PORT`, `_NT_DEBUG_BAUD_RATE`, `_NT_DEBUG_1394_CHANNEL`, `_NT_DEBUG_1394_SYMLINK`).
    static LinkAddress parse(String text, Map<String, String> environment) {
        return new LinkAddressReader(environment).read(text);
    }

    /// What `-k` is when it is not given: `_NT_DEBUG_BUS=1394`, or `_NT_DEBUG_PORT`, as documented for kd.
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
            return "tcp:" + host.toLowerCase(Locale.ROOT) + ":" + port;
        }
    }

    /// A virtual machine's serial port as a Unix domain socket. A Windows pipe (`\\HOST\pipe\NAME`) is an address too,
    /// which no machine but Windows can open. `reconnect`: wait for the socket to appear, and reopen.
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
            return "pipe:" + (isWindowsPipe() ? path.toLowerCase(Locale.ROOT) : RealPath.of(path));
        }

        /// Whether it names a pipe of a Windows machine.
        public boolean isWindowsPipe() {
            return path.startsWith("\\\\");
        }
    }

    /// A modem behind the one serial port that the environment names, or behind `port`.
    record Modem(Optional<String> device, int baud) implements LinkAddress {
        @Override
        public String transport() {
            return "modem";
        }

        @Override
        public String text() {
            return "com:modem" + device.map(d -> ",port=" + d).orElse("") + ",baud=" + baud;
        }

        @Override
        public String canonical() {
            return "serial:" + device.map(d -> RealPath.of(d).toString()).orElse("modem");
        }
    }

    /// KDNET: a UDP port that targets with this key speak to. `target` is whom to call (takes the target over from
    /// another debugger), or `::` or `0.0.0.0` for the addresses to listen on.
    record Net(int port, KdnetKey key, Optional<String> target) implements LinkAddress {
        @Override
        public String transport() {
            return "net";
        }

        @Override
        public String text() {
            return written("****");
        }

        @Override
        public String withSecrets() {
            return written(key.secret());
        }

        private String written(String shown) {
            return "net:port=%d,key=%s%s"
                    .formatted(port, shown, target.map(t -> ",target=" + t).orElse(""));
        }

        @Override
        public String canonical() {
            return "net:" + port;
        }
    }

    /// A USB debug cable: the target that calls itself `targetName`, or whatever hangs on the USB port `port`
    /// (bus-port.port, as in `/sys/bus/usb/devices`; ours).
    record Usb(Optional<String> targetName, Optional<String> port) implements LinkAddress {
        @Override
        public String transport() {
            return "usb";
        }

        @Override
        public String text() {
            String name = targetName.map(n -> "targetname=" + n).orElse("");
            return "usb:" + name + (port.isPresent() && !name.isEmpty() ? "," : "")
                    + port.map(p -> "port=" + p).orElse("");
        }

        @Override
        public String canonical() {
            return "usb:" + targetName.map(n -> n.toUpperCase(Locale.ROOT)).orElse("")
                    + port.map(p -> "@" + p).orElse("");
        }
    }

    /// An IEEE 1394 bus; the target publishes its buffers under the channel's number.
    record Ieee1394(int channel, Optional<String> symlink) implements LinkAddress {
        @Override
        public String transport() {
            return "1394";
        }

        @Override
        public String text() {
            return "1394:channel=" + channel + symlink.map(s -> ",symlink=" + s).orElse("");
        }

        @Override
        public String canonical() {
            return "1394:" + channel;
        }
    }

    /// A wire of another machine, reached through its KD connection server. `wire` is as that machine understands it,
    /// what it leaves out comes from that machine's environment.
    record KdSrv(ConnectionString server, ConnectionString wire) implements LinkAddress {
        @Override
        public String transport() {
            return "kdsrv";
        }

        @Override
        public String text() {
            return "kdsrv:server=@{%s},trans=@{%s}".formatted(server.shown(), wire.shown());
        }

        @Override
        public String withSecrets() {
            return "kdsrv:server=@{%s},trans=@{%s}".formatted(server.text(), wire.text());
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

    /// A simulated machine; each opening is a machine of its own, so nobody else can hold it.
    record Sim(String machine, long seed, int cpus, FaultRates faults) implements LinkAddress {
        @Override
        public String transport() {
            return "sim";
        }

        @Override
        public String text() {
            return "sim:%s,seed=%d%s%s"
                    .formatted(
                            machine,
                            seed,
                            cpus == 1 ? "" : ",cpus=" + cpus,
                            faults.equals(FaultRates.NONE) ? "" : "," + faults.text());
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

    /// A recorded session, played as a target.
    record Replay(String file) implements LinkAddress {
        @Override
        public String transport() {
            return "replay";
        }

        @Override
        public String text() {
            return "replay:" + file;
        }

        @Override
        public String canonical() {
            return "replay:" + RealPath.of(file);
        }

        @Override
        public boolean shared() {
            return false;
        }
    }

    /// Another wire seen through faults: `fault:seed=7,loss=2%,wire=@{com:…}`. `baud` and `sampled` are the rates of a
    /// UART that sends at one and receives at another; 0 without.
    record Fault(FaultRates rates, long seed, int baud, int sampled, LinkAddress wire) implements LinkAddress {
        @Override
        public String transport() {
            return "fault";
        }

        @Override
        public String text() {
            return written(wire.text());
        }

        @Override
        public String withSecrets() {
            return written(wire.withSecrets());
        }

        private String written(String inner) {
            return "fault:seed=%d%s%s,wire=@{%s}"
                    .formatted(
                            seed,
                            rates.equals(FaultRates.NONE) ? "" : "," + rates.text(),
                            baud == 0 ? "" : ",baud=%d,sampled=%d".formatted(baud, sampled),
                            inner);
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
