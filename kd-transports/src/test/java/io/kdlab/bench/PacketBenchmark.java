package io.kdlab.bench;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collection;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Packets found per second, and bytes allocated for each.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PacketBenchmark {
    /// The size of the packet's payload.
    @Param({"0", "56", "240", "1288", "4000"})
    public int payload;

    private final PacketDecoder decoder = new PacketDecoder(PacketDialect.STREAM, Role.HOST);
    private ByteBuf packet = Unpooled.EMPTY_BUFFER;

    /// A packet of that size; an ack for size 0.
    @Setup
    public void make() {
        byte[] bytes = new byte[payload];
        new Random(1).nextBytes(bytes);
        KdPacket made = payload == 0
                ? new KdPacket.Control(PacketType.ACKNOWLEDGE, 0x80800000)
                : new KdPacket.Data(PacketType.STATE_MANIPULATE, 0x80800001, Bytes.of(bytes));
        packet = Unpooled.wrappedBuffer(
                PacketEncoder.encode(made, PacketDialect.STREAM).toByteArray());
    }

    /// Finds it.
    @Benchmark
    public void find(Blackhole hole) {
        packet.readerIndex(0);
        decoder.feed(packet, (Inbound found) -> hole.consume(found));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void packetsFoundPerSecond() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(PacketBenchmark.class.getName() + ".find")
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        Table.head("Packets found", "payload", "packets a second", "error", "MB a second", "bytes allocated a packet");
        for (RunResult result : results) {
            int size = Integer.parseInt(result.getParams().getParam("payload"));
            double rate = result.getPrimaryResult().getScore();
            Table.row(
                    size,
                    "%,.0f".formatted(rate),
                    "± %,.0f".formatted(result.getPrimaryResult().getScoreError()),
                    "%,.0f".formatted(rate * (16 + size + (size == 0 ? 0 : 1)) / 1e6),
                    String.format(
                            Locale.ROOT,
                            "%,.0f",
                            result.getSecondaryResults()
                                    .get("gc.alloc.rate.norm")
                                    .getScore()));
        }
    }
}
