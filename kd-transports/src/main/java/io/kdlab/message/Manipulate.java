package io.kdlab.message;

import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.Optional;

/// A request of the debugger API or its reply; they share one form.
///
/// @param data what follows the 56 bytes: memory, a context, a pattern
public record Manipulate(ManipulateHeader header, ManipulateBody body, Bytes data) implements KdMessage {
    /// The size of everything before the data.
    public static final int FIXED = 56;
    /// How much data fits into one message.
    public static final int MAX_DATA = 4000 - FIXED;

    /// A request to `processor` without data.
    public static Manipulate request(int processor, ManipulateBody body) {
        return request(processor, body, Bytes.EMPTY);
    }

    /// A request to `processor`.
    ///
    /// @throws IllegalArgumentException for an [UnknownApi], which has no number of its own
    public static Manipulate request(int processor, ManipulateBody body, Bytes data) {
        ApiNumber api = ApiNumber.of(body)
                .orElseThrow(() -> new IllegalArgumentException("an unknown API cannot be asked for: " + body));
        return new Manipulate(
                new ManipulateHeader(api.code(), (short) 0, (short) processor, NtStatus.PENDING), body, data);
    }

    /// The answer to this request: same API, level and processor.
    public Manipulate reply(NtStatus status, ManipulateBody body, Bytes data) {
        return new Manipulate(
                new ManipulateHeader(header.api(), header.processorLevel(), header.processor(), status), body, data);
    }

    /// The answer that refuses this request: everything echoed but the status, no data.
    public Manipulate refuse(NtStatus status) {
        return reply(status, body, Bytes.EMPTY);
    }

    @Override
    public int packetType() {
        return PacketType.STATE_MANIPULATE;
    }

    /// The API's number on the wire.
    public int apiNumber() {
        return header.api();
    }

    /// The API; empty for a number that we do not know.
    public Optional<ApiNumber> api() {
        return ApiNumber.of(header.api());
    }

    /// The processor that the request acts on, from 0; 0xFFFF means none in particular.
    public int processor() {
        return Short.toUnsignedInt(header.processor());
    }

    public NtStatus status() {
        return header.status();
    }

    /// Whether a reply message follows this request. Unknown APIs are refused by a reply.
    public boolean expectsReply() {
        return api().map(ApiNumber::replies).orElse(true);
    }
}
