package io.kdlab.connection;

import io.kdlab.message.ApiNumber;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.ReadPhysical;
import io.kdlab.message.UnknownApi;
import io.kdlab.message.WriteMemory;
import io.kdlab.message.WritePhysical;
import io.kdlab.value.Epoch;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// One request on its way: from the queue over the wire to its ack or reply. Event loop only, `result` aside.
final class Exchange {
    /// Asking twice is asking once.
    private static final Set<ApiNumber> REPEATABLE = EnumSet.of(
            ApiNumber.READ_VIRTUAL,
            ApiNumber.READ_PHYSICAL,
            ApiNumber.GET_CONTEXT,
            ApiNumber.GET_CONTEXT_EX,
            ApiNumber.READ_CONTROL_SPACE,
            ApiNumber.GET_VERSION,
            ApiNumber.QUERY_MEMORY,
            ApiNumber.READ_MSR);
    /// What the target runs after, or stops anew after.
    private static final Set<ApiNumber> RESUMING = EnumSet.of(
            ApiNumber.CONTINUE,
            ApiNumber.CONTINUE2,
            ApiNumber.REBOOT,
            ApiNumber.CAUSE_BUG_CHECK,
            ApiNumber.SWITCH_PROCESSOR);

    final Epoch epoch;
    final KdMessage message;
    final Duration limit;
    final CompletableFuture<Optional<Manipulate>> result = new CompletableFuture<>();
    /// The target has it.
    boolean acked;
    /// Whoever asked is gone; the result goes to the journal only.
    boolean detached;
    /// It goes again as soon as the target announces itself.
    boolean again;
    int repeats;

    Exchange(Epoch epoch, KdMessage message, Duration limit) {
        this.epoch = epoch;
        this.message = message;
        this.limit = limit;
    }

    boolean expectsReply() {
        return message instanceof Manipulate manipulate && manipulate.expectsReply();
    }

    boolean isRepeatable() {
        return api().map(REPEATABLE::contains).orElse(false);
    }

    boolean isResuming() {
        return api().map(RESUMING::contains).orElse(false);
    }

    /// Whether a reply can be the answer to this. A target that was asked twice may answer an older request
    /// first.
    boolean isAnsweredBy(Manipulate reply) {
        if (!(message instanceof Manipulate request) || request.apiNumber() != reply.apiNumber()) {
            return false;
        }
        if (reply.body() instanceof UnknownApi) {
            // Cut short: it does not tell what it answers, only that it does.
            return true;
        }
        return switch (request.body()) {
            case ReadMemory asked ->
                reply.body() instanceof ReadMemory got && got.address().equals(asked.address());
            case WriteMemory asked ->
                reply.body() instanceof WriteMemory got && got.address().equals(asked.address());
            case WritePhysical asked ->
                reply.body() instanceof WritePhysical got && got.address().equals(asked.address());
            case ReadPhysical asked ->
                reply.body() instanceof ReadPhysical got && got.address().equals(asked.address());
            case ReadControlSpace asked -> reply.body() instanceof ReadControlSpace got && got.space() == asked.space();
            default -> true;
        };
    }

    /// For people: `READ_VIRTUAL`, `prompt answer`.
    String name() {
        if (message instanceof Manipulate manipulate) {
            return api().map(Enum::name).orElse("api 0x" + Integer.toHexString(manipulate.apiNumber()));
        }
        return "answer to the prompt";
    }

    private Optional<ApiNumber> api() {
        return message instanceof Manipulate manipulate ? manipulate.api() : Optional.empty();
    }
}
