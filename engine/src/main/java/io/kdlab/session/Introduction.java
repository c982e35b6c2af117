package io.kdlab.session;

import io.kdlab.stub.StubReply;
import io.kdlab.stub.StubRequest;
import io.kdlab.target.DebuggerData;
import io.kdlab.target.EngineException;
import io.kdlab.target.GateClosed;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.OutcomeUnknown;
import io.kdlab.target.TargetLost;
import io.kdlab.target.TargetVersion;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// What an engine does once when it meets a stopped target: asks what it is, finds its data block, and empties
/// the breakpoint slots that an engine before it may have left behind.
final class Introduction {
    /// The slots of a target's breakpoint table.
    static final int SLOTS = 32;

    private final Exchange exchange;
    private final Memory memory;

    Introduction(Exchange exchange, Memory memory) {
        this.exchange = exchange;
        this.memory = memory;
    }

    /// What the target says it is; empty when it does not say.
    Optional<TargetVersion> version() {
        var reply = exchange.expect(StubReply.Version.class, new StubRequest.ReadVersion());
        return reply.status().isSuccess() ? Optional.of(reply.version()) : Optional.empty();
    }

    /// Empties all slots. Failures are normal: most slots are empty.
    void clearSlots() {
        for (int handle = 1; handle <= SLOTS; handle++) {
            exchange.done(new StubRequest.RemoveBreakpoint(handle));
        }
    }

    /// The data block. `DebuggerDataList` is the head of a list; some stubs give the block itself, and some
    /// nothing.
    Optional<DebuggerData> debuggerData(TargetVersion version) {
        Address head = version.debuggerDataList();
        if (head.value() == 0) {
            return Optional.empty();
        }
        try {
            Optional<DebuggerData> found = blockAt(first(head, version.pointer64()), version);
            return found.isPresent() ? found : blockAt(head, version);
        } catch (TargetLost | GateClosed | OutcomeUnknown gone) {
            throw gone;
        } catch (EngineException unreadable) {
            return Optional.empty();
        }
    }

    private Address first(Address head, boolean wide) {
        return new Address(wide ? memory.u64(head) : (int) memory.u32(head));
    }

    private Optional<DebuggerData> blockAt(Address at, TargetVersion version) {
        memory.expect(at, DebuggerData.USUAL_SIZE);
        if (!(memory.read(at, DebuggerData.SIZE_OFFSET + 4) instanceof MemorySpan.Known(var header))
                || header.u32(DebuggerData.TAG_OFFSET) != DebuggerData.TAG) {
            return Optional.empty();
        }
        int size = header.u32(DebuggerData.SIZE_OFFSET);
        if (size < DebuggerData.SIZE_OFFSET + 4) {
            return Optional.empty();
        }
        Bytes block = memory.read(at, Math.min(size, DebuggerData.MAX_SIZE)).known();
        return Optional.of(new DebuggerData(at, block, version.pointer64() ? 8 : 4));
    }
}
