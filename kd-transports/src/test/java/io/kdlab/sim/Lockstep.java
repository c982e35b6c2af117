package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.value.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A simulated processor and one of QEMU's that do the same instructions, compared after each.
///
/// What no processor does by itself is done to both in the same way: a debug service (`int 2D`) is answered with 0, and
/// the clock comes as an INT instruction that is put in the way.
final class Lockstep {
    private static final byte[] CLOCK = {(byte) 0xCD, (byte) 0xD1};

    private final Cpu sim;
    private final QemuCpu qemu;
    private final DebuggerAccess access;
    private final String where;
    private final Set<Integer> delivered = new TreeSet<>();
    private int steps;

    Lockstep(Cpu sim, QemuCpu qemu, String where) throws IOException {
        this.sim = sim;
        this.qemu = qemu;
        this.where = where;
        access = new DebuggerAccess(sim);
        qemu.take(sim);
        compare(Bytes.EMPTY, CpuState.of(sim), 0);
    }

    /// The vectors of the exceptions that were delivered.
    Set<Integer> delivered() {
        return delivered;
    }

    /// One instruction on both. A HLT is passed by and followed by the clock.
    void step() throws IOException {
        Registers r = sim.registers;
        Bytes code = access.readVirtual(r.rip, 15);
        CpuState before = CpuState.of(sim);
        int cl = (int) r.gpr[Registers.RCX];
        steps++;
        if (starts(code, 0xF4)) {
            bothAt(r.rip + 1);
            clock();
            return;
        }
        if (starts(code, 0xCD, 0x2D)) {
            r.gpr[Registers.RAX] = 0;
            qemu.rax(0);
            bothAt(r.rip + 3);
            return;
        }
        Trap trap = sim.step();
        if (trap != null) {
            assertThat(sim.deliver(trap)).as("%s is delivered", trap).isTrue();
            delivered.add(trap.vector());
        }
        qemu.step();
        long undefined = trap == null ? UndefinedFlags.behind(sim.lastInstruction(), cl) : 0;
        CpuState there = compare(code, before, undefined);
        r.flags = (r.flags & ~undefined) | (there.flags() & undefined);
    }

    private void bothAt(long rip) throws IOException {
        sim.registers.rip = rip;
        qemu.rip(rip);
    }

    private static boolean starts(Bytes code, int... bytes) {
        for (int n = 0; n < bytes.length; n++) {
            if (code.length() <= n || code.get(n) != bytes[n]) {
                return false;
            }
        }
        return true;
    }

    /// Enters the clock interrupt on both.
    void clock() throws IOException {
        long rip = sim.registers.rip;
        CpuState before = CpuState.of(sim);
        Bytes code = access.readVirtual(rip, CLOCK.length);
        qemu.write(rip, CLOCK);
        access.writeVirtual(rip, Bytes.of(CLOCK));
        Trap trap = sim.step();
        assertThat(trap).isNotNull();
        assertThat(sim.deliver(trap)).isTrue();
        qemu.step();
        compare(Bytes.of(CLOCK), before, 0);
        qemu.write(rip, code.toByteArray());
        access.writeVirtual(rip, code);
        long pushed = sim.registers.gpr[Registers.RSP];
        int frame = sim.mode.isWide() ? 40 : 12;
        assertThat(Bytes.of(qemu.read(pushed, frame)))
                .as("the machine frame, " + where)
                .isEqualTo(access.readVirtual(pushed, frame));
        Bytes back = SimSession.quadBytes(rip).slice(0, sim.mode.word());
        qemu.write(pushed, back.toByteArray());
        access.writeVirtual(pushed, back);
    }

    private CpuState compare(Bytes code, CpuState before, long undefined) throws IOException {
        CpuState here = CpuState.of(sim);
        CpuState there = qemu.state();
        List<String> differences = here.differences(there, undefined);
        if (!differences.isEmpty()) {
            throw new AssertionError(
                    """
                    %s, step %d: sim and QEMU differ (sim / QEMU): %s
                    code %s
                    before:
                    %s
                    sim:
                    %s
                    QEMU:
                    %s""".formatted(where, steps, differences, code.toHex(), before.text(), here.text(), there.text()));
        }
        return there;
    }

    /// Every page that the simulated machine ever wrote is the same in QEMU.
    void compareMemory() throws IOException {
        for (int page = 0; page < sim.memory.pageCount(); page++) {
            if (sim.memory.written(page)) {
                assertThat(Bytes.of(QemuCpu.page(sim.memory, page)))
                        .as("physical page 0x%x after %d steps, %s", page, steps, where)
                        .isEqualTo(Bytes.of(qemu.physicalPage(page)));
            }
        }
    }
}
