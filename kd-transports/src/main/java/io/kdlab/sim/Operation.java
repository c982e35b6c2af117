package io.kdlab.sim;

/// What an opcode does. RIP already points behind the instruction; a [CpuFault] undoes that, RSP and the flags, so an
/// operation must reach memory before it changes any other register.
@FunctionalInterface
interface Operation {
    /// Executes `i` on `m`.
    void execute(Cpu m, Instruction i);
}
