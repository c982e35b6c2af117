package io.kdlab.sim;

/// Lets a simulated kernel run without a debugger, to get to states worth looking at.
final class Wander {
    private static final int CLOCK_VECTOR = 0xD1;
    private static final int INSTRUCTIONS_PER_TICK = 137;

    private Wander() {}

    /// So many instructions; the clock comes at each halt and in between.
    static void on(Cpu machine, int steps) {
        for (int n = 0; n < steps; n++) {
            if (machine.halted() || n % INSTRUCTIONS_PER_TICK == INSTRUCTIONS_PER_TICK - 1) {
                machine.interrupt(CLOCK_VECTOR);
            }
            Trap trap = machine.step();
            if (trap != null) { // a debug service
                machine.registers.gpr[Registers.RAX] = 0;
                machine.registers.rip++;
            }
        }
    }
}
