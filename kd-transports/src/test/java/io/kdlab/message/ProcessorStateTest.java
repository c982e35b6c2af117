package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.PacketReader;
import io.kdlab.golden.Recording;
import io.kdlab.golden.Vector;
import io.kdlab.layout.StructCodec;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contexts, special registers and the data block: recorded kernels say the same thing in several records, so each is
/// held against another. Sizes are those of kd-protocol.md §4.4, §4.8 and §6.2.
@Feature(value = "3.1", on = On.REPLAY)
class ProcessorStateTest {
    @Test
    void recordsHaveTheSizesOfTheWire() {
        assertThat(List.of(
                        StructCodec.of(ContextX64.class).size(),
                        StructCodec.of(ContextX86.class).size(),
                        StructCodec.of(ContextArm64.class).size(),
                        StructCodec.of(SpecialRegistersX64.class).size(),
                        StructCodec.of(SpecialRegistersX86.class).size(),
                        StructCodec.of(SpecialRegistersArm64.class).size()))
                .containsExactly(1232, 716, 912, 224, 84, 160);
    }

    @Test
    void anX86ContextStandsWhereTheStopSays() {
        StateChange stop = stop("exception-break-x86-recorded");
        ControlReportX86 report = (ControlReportX86) stop.report();
        ContextX86 context = StructCodec.of(ContextX86.class).decode(data("get-context-x86-recorded"), 0);
        assertThat(context.contextFlags()).isEqualTo(0x1003f);
        assertThat((long) context.eip()).isEqualTo(stop.programCounter().value());
        assertThat(context.eflags()).isEqualTo(report.eflags());
        assertThat(context.cs()).isEqualTo(8);
        assertThat(context.ss()).isEqualTo(0x10);
        assertThat((short) context.ds()).isEqualTo(report.ds());
        assertThat((short) context.es()).isEqualTo(report.es());
        assertThat((short) context.fs()).isEqualTo(report.fs());
        assertThat(context.esp()).as("the stack lies in the kernel").isLessThan(0);
        assertThat(context.ebp()).isGreaterThan(context.esp());
        // DbgBreakPointWithStatus was told that a break byte came; see BugChecks.
        assertThat(context.eax()).isEqualTo(1);
    }

    @Test
    void anX64ContextStandsWhereTheStopSays() {
        StateChange stop = stop("exception-break-x64-recorded");
        ControlReportX64 report = (ControlReportX64) stop.report();
        ContextX64 context = StructCodec.of(ContextX64.class).decode(data("get-context-x64-recorded"), 0);
        assertThat(context.contextFlags()).isEqualTo(0x10001f);
        assertThat(context.rip()).isEqualTo(stop.programCounter().value());
        assertThat(context.eflags()).isEqualTo(report.eflags());
        assertThat(context.cs()).isEqualTo(report.cs());
        assertThat(context.mxCsr()).isEqualTo(0x1f80);
        assertThat(context.rsp() >>> 40).isEqualTo(0xfffff8);
    }

    @Test
    void specialRegistersHoldWhatAKernelHasThere() {
        SpecialRegistersX86 x86 =
                StructCodec.of(SpecialRegistersX86.class).decode(data("read-control-space-x86-recorded"), 0);
        assertThat(x86.cr0() & 0x80000001).as("protected and paged").isEqualTo(0x80000001);
        assertThat(x86.cr3() & 0xfff).isZero();
        assertThat(x86.kernelDr7()).isEqualTo(0x400);
        assertThat(x86.kernelDr6()).isEqualTo(0xffff0ff0);
        assertThat(x86.gdtr().limit()).isEqualTo((short) 0x3ff);
        assertThat(x86.idtr().limit()).isEqualTo((short) 0x7ff);
        assertThat(x86.tr()).isEqualTo((short) 0x28);
        SpecialRegistersX64 x64 = StructCodec.of(SpecialRegistersX64.class)
                .decode(data("read-control-space-x64-recorded").concat(Bytes.zeros(8)), 0);
        assertThat(x64.cr0() & 0x80000001L).isEqualTo(0x80000001L);
        assertThat(x64.cr3() & 0xfff).isZero();
        assertThat(x64.kernelDr7()).isEqualTo(0x400);
        assertThat(x64.idtr().limit()).isEqualTo((short) 0xfff);
        assertThat(x64.tr()).isEqualTo((short) 0x40);
        assertThat(x64.mxCsr()).isEqualTo(0x1f80);
        assertThat(x64.msrGsBase()).as("the processor's block").isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reactos-i386-session", "reactos-amd64-session"})
    void theDataBlockSaysWhatTheVersionSays(String name) {
        Recording recording = Recording.load(name);
        List<Manipulate> replies = replies(recording);
        GetVersion version = replies.stream()
                .map(Manipulate::body)
                .filter(GetVersion.class::isInstance)
                .map(GetVersion.class::cast)
                .findFirst()
                .orElseThrow();
        Bytes read = replies.stream()
                .filter(reply -> reply.body() instanceof ReadMemory
                        && reply.data().length() > 0x100
                        && reply.data().u32(0x10) == 0x4742444b)
                .map(Manipulate::data)
                .findFirst()
                .orElseThrow();
        StructCodec<DebuggerDataBlock> codec = StructCodec.of(DebuggerDataBlock.class);
        Bytes padded = read.concat(Bytes.zeros(Math.max(0, codec.size() - read.length())));
        DebuggerDataBlock block = codec.decode(padded, 0);
        assertThat(block.size()).isEqualTo(0x318);
        assertThat(extended(recording, block.kernBase())).isEqualTo(version.kernelBase());
        assertThat(extended(recording, block.psLoadedModuleList())).isEqualTo(version.loadedModuleList());
        assertThat(block.mmPageSize()).isEqualTo(0x1000);
    }

    /// 32-bit kernels fill the block with zero- or sign-extended pointers.
    private static Address extended(Recording recording, long pointer) {
        return new Address(recording.codec().machine() == Machine.X86 ? (int) pointer : pointer);
    }

    @Test
    void anyBytesAreARecordThatWritesTheSameBytes() {
        long seed = Long.getLong("kdlab.seed", 1);
        Random random = new Random(seed);
        for (Class<? extends Record> type : List.of(
                ContextX64.class,
                ContextX86.class,
                ContextArm64.class,
                SpecialRegistersX64.class,
                SpecialRegistersX86.class,
                SpecialRegistersArm64.class,
                DebuggerDataBlock.class,
                BreakpointEntry.class)) {
            check(StructCodec.of(type), random, seed);
        }
    }

    private static <T extends Record> void check(StructCodec<T> codec, Random random, long seed) {
        for (int round = 0; round < 50; round++) {
            byte[] raw = new byte[codec.size()];
            random.nextBytes(raw);
            byte[] written = new byte[codec.size()];
            codec.encode(codec.decode(Bytes.of(raw), 0), written, 0);
            assertThat(Bytes.of(written))
                    .as("%s, seed %d round %d", codec.name(), seed, round)
                    .isEqualTo(Masks.and(Bytes.of(raw), codec.declared()));
        }
    }

    private static StateChange stop(String vector) {
        Vector golden = Vector.named(vector);
        return (StateChange) golden.codec().decode(golden.type(), golden.bytes());
    }

    private static Bytes data(String vector) {
        Vector golden = Vector.named(vector);
        return ((Manipulate) golden.codec().decode(golden.type(), golden.bytes())).data();
    }

    private static List<Manipulate> replies(Recording recording) {
        List<Manipulate> replies = new ArrayList<>();
        for (Recording.Entry entry : recording.from(true)) {
            if (entry.isDamaged()) {
                continue;
            }
            for (KdPacket packet :
                    new PacketReader(Role.HOST).feed(entry.bytes()).takePackets()) {
                if (packet instanceof KdPacket.Data data && data.type() == PacketType.STATE_MANIPULATE) {
                    replies.add((Manipulate) recording.codec().decode(data.type(), data.payload()));
                }
            }
        }
        return replies;
    }
}
