package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.sim.VectorFile.Vector;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class X64VectorsTest {
    private static final int[] ORDER = {Registers.RAX, Registers.RCX, Registers.RDX, Registers.RBX, Registers.RSI, 8, 9
    };

    @Test
    void everyPieceDoesWhatRealHardwareDid() throws IOException {
        List<Vector> vectors = VectorFile.read();
        List<String> failures = new ArrayList<>();
        vectors.forEach(vector -> run(vector).ifPresent(failures::add));
        assertThat(vectors.size()).isGreaterThan(1500);
        assertThat(failures).isEmpty();
    }

    private static Optional<String> run(Vector vector) {
        Cpu m = load(vector);
        long end = Bench.CODE + vector.code().length();
        Trap trap = null;
        for (int steps = 0; trap == null && m.registers.rip != end; steps++) {
            if (steps == 500) {
                return Optional.of(vector.text() + ": does not end");
            }
            trap = m.step();
        }
        String fault = trap == null ? "none" : name(trap);
        if (!fault.equals(vector.fault().orElse("none"))) {
            return Optional.of("%s: fault %s, hardware %s".formatted(vector.text(), fault, vector.fault()));
        }
        return trap == null ? differences(vector, m) : Optional.empty();
    }

    private static String name(Trap trap) {
        return switch (trap.vector()) {
            case CpuFault.DIVIDE -> "divide";
            case CpuFault.INVALID_OPCODE -> "opcode";
            case CpuFault.BREAKPOINT -> "breakpoint";
            default -> trap.toString();
        };
    }

    private static Cpu load(Vector vector) {
        Cpu m = new Bench().machine;
        for (int n = 0; n < vector.code().length(); n++) {
            m.mmu.write(Bench.CODE + n, 1, vector.code().get(n));
        }
        for (int n = 0; n < vector.before().memory().length(); n++) {
            m.mmu.write(Bench.DATA + n, 1, vector.before().memory().get(n));
        }
        for (int n = 0; n < ORDER.length; n++) {
            m.registers.gpr[ORDER[n]] = vector.before().registers().get(n);
        }
        m.registers.gpr[Registers.RDI] = Bench.DATA;
        m.registers.flags = vector.before().registers().get(7) | Registers.FIXED;
        return m;
    }

    private static Optional<String> differences(Vector vector, Cpu m) {
        List<String> wrong = new ArrayList<>();
        for (int n = 0; n < ORDER.length; n++) {
            compare(
                    wrong,
                    "register " + ORDER[n],
                    m.registers.gpr[ORDER[n]],
                    vector.after().registers().get(n));
        }
        long defined = Registers.ARITHMETIC & ~vector.undefined();
        compare(
                wrong,
                "flags",
                m.registers.flags & defined,
                vector.after().registers().get(7));
        byte[] memory = new byte[vector.after().memory().length()];
        for (int n = 0; n < memory.length; n++) {
            memory[n] = (byte) m.mmu.read(Bench.DATA + n, 1);
        }
        if (!Bytes.of(memory).equals(vector.after().memory())) {
            wrong.add("memory " + Bytes.of(memory).toHex());
        }
        return wrong.isEmpty() ? Optional.empty() : Optional.of(vector.text() + ": " + wrong);
    }

    private static void compare(List<String> wrong, String what, long is, long hardware) {
        if (is != hardware) {
            wrong.add("%s is %x, hardware %x".formatted(what, is, hardware));
        }
    }
}
