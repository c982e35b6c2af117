package io.kdlab.fuzz;

import io.kdlab.message.DebugIo;
import io.kdlab.message.ExceptionStop;
import io.kdlab.message.FileIo;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Machine;
import io.kdlab.message.MachineGuess;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.Oddity;
import io.kdlab.message.StateChange;
import io.kdlab.value.Bytes;
import java.util.Arrays;

/// Any payload of any type from any machine: a message that answers all that it can be asked, and that is the same
/// message when it has been encoded and decoded again.
public final class MessageFuzz {
    private static final Machine[] MACHINES = Machine.values();

    private MessageFuzz() {}

    /// The first byte picks the machine, the second is the packet's type.
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        MessageCodec codec = MessageCodec.of(MACHINES[(input[0] & 0xff) % MACHINES.length]);
        int type = input[1] & 0x0f;
        Bytes payload = Bytes.of(Arrays.copyOfRange(input, 2, input.length));
        KdMessage message = codec.decode(type, payload);
        ask(message);
        unused(Oddity.in(message, codec.machine()));
        unused(MachineGuess.of(payload));
        KdMessage again = codec.decode(type, codec.encode(message));
        if (!again.equals(message)) {
            throw new AssertionError("encoded and decoded again it is another message: " + message + " and " + again);
        }
    }

    private static void ask(KdMessage message) {
        Object unused = switch (message) {
            case StateChange change -> {
                if (change.body() instanceof ExceptionStop stop) {
                    unused(stop.validParameters());
                }
                yield change.path() + change.processorCount() + change.report().instructions();
            }
            case Manipulate manipulate -> manipulate.processor();
            case DebugIo debug -> debug.string();
            case FileIo file -> file.name();
            default -> message.toString();
        };
        unused(unused);
    }

    private static void unused(Object value) {
        if (value.toString() == null) {
            throw new AssertionError("no text");
        }
    }
}
