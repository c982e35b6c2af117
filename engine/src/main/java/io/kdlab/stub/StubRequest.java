package io.kdlab.stub;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// One request to a target. Those that act change something; the others only look.
public sealed interface StubRequest {
    /// Reads virtual memory, at most one packet of it (3944 bytes).
    record ReadVirtual(int processor, Address at, int length) implements StubRequest {}

    /// Writes virtual memory, at most one packet of it.
    record WriteVirtual(int processor, Address at, Bytes bytes) implements StubRequest {}

    /// Reads physical memory, at most one packet of it.
    record ReadPhysical(long at, int length) implements StubRequest {}

    /// Writes physical memory, at most one packet of it.
    record WritePhysical(long at, Bytes bytes) implements StubRequest {}

    /// Reads the processor context.
    record ReadContext(int processor) implements StubRequest {}

    /// Writes the processor context.
    record WriteContext(int processor, Bytes context) implements StubRequest {}

    /// Reads control space.
    record ReadControlSpace(int processor, long selector, int length) implements StubRequest {}

    /// Writes control space.
    record WriteControlSpace(int processor, long selector, Bytes bytes) implements StubRequest {}

    /// Reads a model specific register of the stopped processor.
    record ReadMsr(int number) implements StubRequest {}

    /// Writes a model specific register of the stopped processor.
    record WriteMsr(int number, long value) implements StubRequest {}

    /// Reads an I/O port of 1, 2 or 4 bytes.
    record ReadPort(int port, int size) implements StubRequest {}

    /// Writes an I/O port of 1, 2 or 4 bytes.
    record WritePort(int port, int size, int value) implements StubRequest {}

    /// Has the target write a break instruction into one of its 32 slots.
    record PlaceBreakpoint(Address at) implements StubRequest {}

    /// Has the target empty a slot.
    record RemoveBreakpoint(int handle) implements StubRequest {}

    /// Asks what the target is.
    record ReadVersion() implements StubRequest {}

    /// Continues with a control set (Continue2).
    record Resume(int processor, int status, boolean trace, long dr7) implements StubRequest {}

    /// Continues without one (Continue), as the answer to the news of a reboot.
    record ResumePlain(int processor, int status) implements StubRequest {}

    /// Breaks in: repeats the break byte until the target reports a stop.
    record BreakIn() implements StubRequest {}

    /// Resets the machine.
    record Reboot() implements StubRequest {}

    /// Has the kernel crash itself.
    record CauseBugCheck(int code) implements StubRequest {}

    /// Makes another processor current; a stop reported by it is the answer.
    record SwitchProcessor(int processor) implements StubRequest {}

    /// Answers the target's question.
    record Answer(String text) implements StubRequest {}

    /// Whether the request changes the target.
    default boolean isActing() {
        return switch (this) {
            case ReadVirtual _, ReadPhysical _, ReadContext _, ReadControlSpace _, ReadVersion _, ReadMsr _ -> false;
            case WriteVirtual _,
                    WriteMsr _,
                    // Reading a port can change a device: its buffers, its flags.
                    ReadPort _,
                    WritePort _,
                    WritePhysical _,
                    WriteContext _,
                    WriteControlSpace _,
                    PlaceBreakpoint _,
                    RemoveBreakpoint _,
                    Resume _,
                    ResumePlain _,
                    BreakIn _,
                    Reboot _,
                    CauseBugCheck _,
                    SwitchProcessor _,
                    Answer _ -> true;
        };
    }
}
