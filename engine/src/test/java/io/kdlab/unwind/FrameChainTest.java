package io.kdlab.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Arm64;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X86;
import io.kdlab.feature.Feature;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Stacks of x86 and ARM64 by their frame pointers; kd-protocol.md §7.2, §7.3.
@Feature("3.1")
class FrameChainTest {
    private static final long X86_STACK = 0xfffffffff8508000L;
    private static final long X86_CODE = 0xffffffff80462000L;
    private static final long ARM64_STACK = 0xffffc00012340000L;
    private static final long ARM64_CODE = 0xfffff80312340000L;

    /// A page of stack and a page of code; everything else is unreadable.
    private static final class TwoPages implements Memory {
        private final long stack;
        private final long code;
        private final byte[] bytes = new byte[0x2000];

        TwoPages(long stack, long code) {
            this.stack = stack;
            this.code = code;
        }

        TwoPages put(long at, String hex) {
            Bytes.ofHex(hex).copyTo(bytes, index(at));
            return this;
        }

        TwoPages u32(long at, long value) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(index(at), (int) value);
            return this;
        }

        TwoPages pair(long at, long first, long second) {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(index(at), first)
                    .putLong(index(at) + 8, second);
            return this;
        }

        private int index(long at) {
            boolean inCode = at >= code && at < code + 0x1000;
            return (int) (inCode ? at - code + 0x1000 : at - stack);
        }

        @Override
        public MemorySpan read(Address start, int length) {
            long at = start.value();
            boolean known = at >= stack && at + length <= stack + 0x1000 || at >= code && at + length <= code + 0x1000;
            return known ? new MemorySpan.Known(Bytes.of(bytes, index(at), length)) : new MemorySpan.Unreadable(start);
        }
    }

    private final TwoPages x86 = new TwoPages(X86_STACK, X86_CODE)
            .u32(X86_STACK + 0x100, X86_STACK + 0x140)
            .u32(X86_STACK + 0x104, X86_CODE + 0x500)
            .u32(X86_STACK + 0x140, 0)
            .u32(X86_STACK + 0x144, X86_CODE + 0x600)
            .u32(4 + X86_STACK, 0);

    @Test
    void x86FollowsTheSavedFramePointers() {
        x86.put(X86_CODE + 0x10, "8b4508");
        StackWalk walk = walk(x86, x86(0x10, 0x80, 0x100), 10);
        assertThat(pcs(walk)).containsExactly(X86_CODE + 0x10, X86_CODE + 0x500, X86_CODE + 0x600);
        assertThat(walk.frames().get(1).sp()).isEqualTo(new Address(X86_STACK + 0x108));
        assertThat(walk.frames().getFirst().kind()).isEqualTo(Frame.Kind.FRAME_POINTER);
        assertThat(walk.ended()).as("the outermost frame pointer is 0").isEmpty();
    }

    @Test
    void x86KnowsTheCallerWhereNoFrameIsMadeYetOrAnyMore() {
        x86.u32(X86_STACK + 0x80, X86_CODE + 0x400);
        for (String code : List.of("5589e5", "8bff558bec", "c3", "c20800")) {
            x86.put(X86_CODE + 0x10, code);
            StackWalk walk = walk(x86, x86(0x10, 0x80, 0x100), 10);
            assertThat(pcs(walk))
                    .as(code)
                    .containsExactly(X86_CODE + 0x10, X86_CODE + 0x400, X86_CODE + 0x500, X86_CODE + 0x600);
        }
    }

    @Test
    void x86KnowsTheCallerBehindThePush() {
        x86.put(X86_CODE + 0x10, "5589e5")
                .u32(X86_STACK + 0x80, X86_STACK + 0x100)
                .u32(X86_STACK + 0x84, X86_CODE + 0x400);
        StackWalk walk = walk(x86, x86(0x11, 0x80, 0x1c0), 10);
        assertThat(pcs(walk)).containsExactly(X86_CODE + 0x11, X86_CODE + 0x400, X86_CODE + 0x500, X86_CODE + 0x600);
    }

    @Test
    void aChainThatGoesDownOrInCirclesEnds() {
        x86.put(X86_CODE + 0x10, "8b4508").u32(X86_STACK + 0x140, X86_STACK + 0x100);
        StackWalk walk = walk(x86, x86(0x10, 0x80, 0x100), 100);
        assertThat(walk.frames()).hasSize(3);
        assertThat(walk.ended()).contains("does not grow");
    }

    @Test
    void arm64FollowsTheSavedFramePointersWithoutTheirAuthenticationCodes() {
        TwoPages memory = new TwoPages(ARM64_STACK, ARM64_CODE)
                .put(ARM64_CODE + 0x10, "1f2003d5")
                .pair(
                        ARM64_STACK + 0x100,
                        ARM64_STACK + 0x140,
                        ARM64_CODE + 0x500 & 0xffffffffffffL | 0x5a80000000000000L)
                .pair(ARM64_STACK + 0x140, 0, 0);
        RegisterFile registers = arm64(0x10, 0x80, 0x100).with("lr", 1);
        StackWalk walk = walk(memory, registers, 10);
        assertThat(pcs(walk)).containsExactly(ARM64_CODE + 0x10, ARM64_CODE + 0x500);
        assertThat(walk.ended()).isEmpty();
    }

    @Test
    void arm64TakesTheLinkRegisterWhereNoFrameIsMadeYetOrAnyMore() {
        TwoPages memory = new TwoPages(ARM64_STACK, ARM64_CODE).pair(ARM64_STACK + 0x100, 0, 0);
        for (String code : List.of("fd7bbfa9", "7f2303d5", "c0035fd6")) {
            memory.put(ARM64_CODE + 0x10, code);
            StackWalk walk = walk(memory, arm64(0x10, 0x80, 0x100).with("lr", ARM64_CODE + 0x400), 10);
            assertThat(pcs(walk)).as(code).containsExactly(ARM64_CODE + 0x10, ARM64_CODE + 0x400);
            assertThat(walk.ended()).as(code).isEmpty();
        }
    }

    private static RegisterFile x86(long pc, long sp, long frame) {
        return at(X86.INSTANCE, X86_CODE + pc, X86_STACK + sp).with("ebp", X86_STACK + frame);
    }

    private static RegisterFile arm64(long pc, long sp, long frame) {
        return at(Arm64.INSTANCE, ARM64_CODE + pc, ARM64_STACK + sp).with("fp", ARM64_STACK + frame);
    }

    private static RegisterFile at(Architecture architecture, long pc, long sp) {
        return RegisterFile.zero(architecture).withPc(new Address(pc)).withSp(new Address(sp));
    }

    private static StackWalk walk(TwoPages memory, RegisterFile registers, int limit) {
        // All code is in one image, whose directory nobody asks for here.
        UnwindSource source = pc -> pc.value() >= memory.code && pc.value() < memory.code + 0x1000
                ? Optional.of(new UnwindSource.ImageUnwind(new Address(memory.code), 0, 0))
                : Optional.empty();
        return StackWalk.of(registers, memory, source, limit);
    }

    private static List<Long> pcs(StackWalk walk) {
        return walk.frames().stream().map(frame -> frame.pc().value()).toList();
    }
}
