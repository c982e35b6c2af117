package io.kdlab.inspect;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.Target;
import io.kdlab.target.Unsupported;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.Prologue;
import io.kdlab.value.Address;

/// The registers with which a thread that waits will go on, those that calls keep: from what the kernel left on the
/// thread's stack when it switched to another one.
public final class ThreadRegisters {
    private static final String SWITCH_FRAME = "_KSWITCH_FRAME";
    private static final int RUNNING = 2;

    private ThreadRegisters() {}

    /// The thread at `thread`, by the mark that all kernels give their threads.
    ///
    /// @throws Unsupported when there is no thread
    public static Structure thread(Address thread, Target target, Symbols symbols) {
        return DispatcherObject.THREAD.at(thread, target, symbols);
    }

    /// Whether a processor executes the thread now.
    public static boolean isRunning(Structure thread) {
        return thread.get("State") == RUNNING;
    }

    /// The registers of a thread, which must wait.
    ///
    /// Kernels that describe what a switch leaves (`_KSWITCH_FRAME`) are believed. In others the thread stands in
    /// `KiSwapContext`, behind its prologue, since its stack pointer was kept there.
    ///
    /// @throws Unsupported when the kernel's symbols tell neither
    public static RegisterFile of(Structure thread, Target target, Symbols symbols) {
        if (!(target.architecture() instanceof X64)) {
            throw new Unsupported("what " + target.architecture().name()
                    + " kernels leave on the stack of a waiting thread is not known here");
        }
        Address stack = new Address(thread.get("KernelStack"));
        RegisterFile registers = RegisterFile.zero(target.architecture())
                .with("cs", target.registers().get("cs"))
                .with("ss", target.registers().get("ss"));
        if (Structure.isKnown(SWITCH_FRAME, symbols)) {
            Structure frame = Structure.at(stack, SWITCH_FRAME, target, symbols);
            return registers
                    .with("rbp", frame.get("Rbp"))
                    .withPc(new Address(frame.get("Return")))
                    .withSp(stack.plus(frame.type().size()));
        }
        Address swap = symbols.address("KiSwapContext")
                .orElseThrow(() -> new Unsupported("neither " + SWITCH_FRAME
                        + " nor KiSwapContext is among the kernel's symbols: nobody knows where the thread stands"));
        Address behind = Prologue.end(swap, target, new ModuleUnwind(symbols))
                .orElseThrow(() -> new Unsupported("no unwind data tell how KiSwapContext keeps a thread's registers"));
        return registers.withPc(behind).withSp(stack);
    }
}
