package io.kdlab.sim;

import java.util.ArrayList;
import java.util.List;

/// All processors of a machine, and the one that the debugger is at. They share the memory, and one thread executes
/// them in turn, so that a stop of one finds the others between two instructions.
final class SimProcessors {
    private final List<SimProcessor> all = new ArrayList<>();
    private int started = 1;
    private int current;

    SimProcessors(List<Cpu> cpus) {
        for (int n = 0; n < cpus.size(); n++) {
            all.add(new SimProcessor(n, cpus.get(n)));
        }
    }

    /// How many run; the others wait to be started, in the order of their numbers.
    int count() {
        return started;
    }

    /// The one that runs, or that reported the stop.
    SimProcessor current() {
        return all.get(current);
    }

    /// One that was started.
    SimProcessor get(int number) {
        return all.get(number);
    }

    void select(int number) {
        current = number;
    }

    /// The turn goes to the next one.
    void next() {
        current = (current + 1) % started;
    }

    /// Makes the next one run from `entry` with one argument; false if that is not its number.
    boolean start(int number, long entry, long stackTop, long argument) {
        if (number != started || number >= all.size()) {
            return false;
        }
        Cpu cpu = all.get(number).cpu();
        cpu.registers.cr3 = all.getFirst().cpu().registers.cr3;
        cpu.begin(entry, stackTop, argument);
        started++;
        return true;
    }

    /// Forgets every translation: somebody else changed memory.
    void flush() {
        all.forEach(processor -> processor.cpu().mmu.flush());
    }

    /// Writes every processor's state into its KPRCB, as a kernel does on its way into the debugger.
    void save() {
        for (int n = 0; n < started; n++) {
            all.get(n).save();
        }
    }

    /// Hardware breakpoints are one set for all.
    void dr7(long value) {
        for (int n = 0; n < started; n++) {
            all.get(n).cpu().debug.dr7(value);
            all.get(n).cpu().debug.dr6(0);
        }
    }

    /// The clock of each ticks.
    void interrupt(int vector) {
        for (int n = 0; n < started; n++) {
            all.get(n).cpu().interrupt(vector);
        }
    }

    boolean allHalted() {
        for (int n = 0; n < started; n++) {
            if (!all.get(n).cpu().halted()) {
                return false;
            }
        }
        return true;
    }

    /// Instructions executed so far, by all.
    long cycles() {
        long sum = 0;
        for (int n = 0; n < started; n++) {
            sum += all.get(n).cpu().cycles();
        }
        return sum;
    }
}
