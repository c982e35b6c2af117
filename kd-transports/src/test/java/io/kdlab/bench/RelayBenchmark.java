package io.kdlab.bench;

import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.relay.Relay;
import io.kdlab.relay.RelayEnd;
import io.kdlab.relay.RelayOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a hop of ours adds, beside a hop of socat and none, in the same run and in turns.
class RelayBenchmark {
    private static final int ROUNDS = 7;
    private static final int PINGS = 20_000;
    /// An ack.
    private static final int PING = 16;

    private static final long BULK = 256L << 20;
    private static final byte ECHO = 1;
    private static final byte SINK = 2;

    /// A way to the far end, and what was measured on it.
    private static final class Way {
        final String name;
        final int port;
        final List<double[]> micros = new ArrayList<>();
        final List<Double> megabytes = new ArrayList<>();

        Way(String name, int port) {
            this.name = name;
            this.port = port;
        }

        /// The median over the rounds of one of the percentiles.
        double micros(int which) {
            return median(micros.stream().map(round -> round[which]).toList());
        }

        String spread(int which) {
            List<Double> all =
                    micros.stream().map(round -> round[which]).sorted().toList();
            return "%.1f (%.1f to %.1f)".formatted(micros(which), all.getFirst(), all.getLast());
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aHopBesideSocat() throws Exception {
        try (ServerSocket far = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Relay relay = relay(far.getLocalPort())) {
            Thread.ofPlatform().daemon().start(() -> serve(far));
            int socatPort = freePort();
            Process socat = new ProcessBuilder(
                            "socat",
                            "TCP-LISTEN:%d,bind=127.0.0.1,fork,reuseaddr,nodelay".formatted(socatPort),
                            "TCP:127.0.0.1:%d,nodelay".formatted(far.getLocalPort()))
                    .inheritIO()
                    .start();
            try {
                Awaitility.await().until(() -> answers(socatPort));
                int port = ((EndpointAddress.Tcp) relay.listening().getFirst())
                        .ports()
                        .lowest();
                List<Way> ways = List.of(
                        new Way("no hop", far.getLocalPort()), new Way("socat", socatPort), new Way("relay", port));
                measure(ways);
                print(ways);
            } finally {
                socat.descendants().forEach(ProcessHandle::destroyForcibly);
                socat.destroyForcibly();
            }
        }
    }

    private static void measure(List<Way> ways) throws IOException {
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; i < ways.size(); i++) {
                // In turns, and each time another one first.
                Way way = ways.get(Math.floorMod(i + round, ways.size()));
                double[] micros = ping(way.port);
                double megabytes = bulk(way.port);
                if (round >= 0) {
                    way.micros.add(micros);
                    way.megabytes.add(megabytes);
                }
            }
        }
    }

    private static void print(List<Way> ways) {
        Way none = ways.getFirst();
        Way socat = ways.get(1);
        Table.head(
                "A hop between two TCP streams: %,d round trips of %d bytes, %d MiB one way"
                        .formatted(PINGS, PING, BULK >> 20),
                "way",
                "round trip p50 µs: median (least to most)",
                "p99 µs",
                "p99.9 µs",
                "added p50 µs",
                "added, against socat",
                "MiB/s: median (least to most)",
                "against socat");
        for (Way way : ways) {
            double added = way.micros(0) - none.micros(0);
            double socatAdds = socat.micros(0) - none.micros(0);
            List<Double> bulk = way.megabytes.stream().sorted().toList();
            Table.row(
                    way.name,
                    way.spread(0),
                    way.spread(1),
                    way.spread(2),
                    "%.1f".formatted(added),
                    "%.2f".formatted(added / socatAdds),
                    "%,.0f (%,.0f to %,.0f)".formatted(median(bulk), bulk.getFirst(), bulk.getLast()),
                    "%.2f".formatted(median(bulk) / median(socat.megabytes)));
        }
    }

    private static double[] ping(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            out.write(ECHO);
            byte[] bytes = new byte[PING];
            long[] nanos = new long[PINGS];
            for (int i = 0; i < PINGS; i++) {
                long began = System.nanoTime();
                out.write(bytes);
                in.readFully(bytes);
                nanos[i] = System.nanoTime() - began;
            }
            Arrays.sort(nanos);
            return new double[] {
                nanos[PINGS / 2] / 1e3, nanos[PINGS * 99 / 100] / 1e3, nanos[(int) (PINGS * 0.999)] / 1e3
            };
        }
    }

    private static double bulk(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(SINK);
            byte[] bytes = new byte[64 * 1024];
            long began = System.nanoTime();
            for (long left = BULK; left > 0; left -= bytes.length) {
                out.write(bytes);
            }
            socket.shutdownOutput();
            // The far end says one byte when it has them all.
            socket.getInputStream().read();
            return (BULK >> 20) / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static void serve(ServerSocket far) {
        while (!far.isClosed()) {
            try {
                Socket socket = far.accept();
                Thread.ofPlatform().daemon().start(() -> answer(socket));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            boolean echo = in.read() == ECHO;
            byte[] bytes = new byte[64 * 1024];
            int count = in.read(bytes);
            while (count >= 0) {
                if (echo) {
                    out.write(bytes, 0, count);
                }
                count = in.read(bytes);
            }
            out.write(0);
        } catch (IOException _) {
            // The client has left.
        }
    }

    private static Relay relay(int to) throws Exception {
        EndpointOptions options = EndpointOptions.local();
        return Relay.open(
                new RelayEnd.Offered(EndpointAddress.parse("tcp:port=0,server=127.0.0.1"), options),
                new RelayEnd.Leading(EndpointAddress.parse("tcp:server=127.0.0.1,port=" + to), options),
                RelayOptions.persisting());
    }

    private static boolean answers(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
