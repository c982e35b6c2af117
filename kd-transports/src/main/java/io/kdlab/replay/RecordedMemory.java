package io.kdlab.replay;

import io.kdlab.message.ApiNumber;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.ReadPhysical;
import io.kdlab.message.WriteMemory;
import io.kdlab.message.WritePhysical;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a recording knows of one range of memory at one moment, put together from all reads and writes of a stop.
///
/// What was read and written before the moment counts, the latest first of all; where that knows nothing, what
/// was read after it.
final class RecordedMemory {
    private static final int PAGE = 0x1000;

    /// Unread, read and unreadable are three different things.
    private enum Knowledge {
        NOT_RECORDED,
        READ,
        UNREADABLE
    }

    private record Access(Address address, int asked, Bytes bytes, boolean read) {}

    private final ApiNumber space;
    private final long start;
    private final byte[] bytes;
    private final Knowledge[] knowledge;

    /// @param space [ApiNumber#READ_VIRTUAL] or [ApiNumber#READ_PHYSICAL]
    /// @param now how many of the exchanges are past
    RecordedMemory(ApiNumber space, Address address, int count, List<Moment.Exchange> exchanges, int now) {
        this.space = space;
        this.start = address.value();
        this.bytes = new byte[count];
        this.knowledge = new Knowledge[count];
        Arrays.fill(knowledge, Knowledge.NOT_RECORDED);
        for (int i = 0; i < exchanges.size(); i++) {
            boolean past = i < now;
            access(exchanges.get(i)).filter(access -> past || access.read()).ifPresent(access -> learn(access, past));
        }
    }

    /// The bytes from the start on that are known.
    Bytes known() {
        return Bytes.of(bytes, 0, count(Knowledge.READ, 0));
    }

    /// Whether what follows those was recorded as unreadable.
    boolean endsUnreadable() {
        return count(Knowledge.UNREADABLE, known().length()) > 0;
    }

    /// Whether nothing at all is known of the range.
    boolean isBlank() {
        return count(Knowledge.NOT_RECORDED, 0) == knowledge.length;
    }

    private int count(Knowledge which, int from) {
        int end = from;
        while (end < knowledge.length && knowledge[end] == which) {
            end++;
        }
        return end - from;
    }

    private Optional<Access> access(Moment.Exchange exchange) {
        Manipulate request = exchange.request();
        boolean success = exchange.reply().status().isSuccess();
        return Optional.ofNullable(
                switch (request.body()) {
                    case ReadMemory(var address, int count, int _)
                    when space == ApiNumber.READ_VIRTUAL ->
                        new Access(address, count, exchange.reply().data(), true);
                    case ReadPhysical(var address, int count, int _)
                    when space == ApiNumber.READ_PHYSICAL ->
                        new Access(address, count, exchange.reply().data(), true);
                    case WriteMemory(var address, int count, int _)
                    when space == ApiNumber.READ_VIRTUAL && success ->
                        new Access(address, count, request.data(), false);
                    case WritePhysical(var address, int count, int _)
                    when space == ApiNumber.READ_PHYSICAL && success ->
                        new Access(address, count, request.data(), false);
                    default -> null;
                });
    }

    private void learn(Access access, boolean past) {
        Bytes found = access.bytes();
        long asked = Math.min(Integer.toUnsignedLong(access.asked()), Manipulate.MAX_DATA);
        long distance = access.address().value() - start;
        if (distance >= bytes.length || distance <= -Math.max(asked, found.length())) {
            return;
        }
        for (int i = 0; i < found.length(); i++) {
            set(access.address().value() + i, Knowledge.READ, (byte) found.get(i), past);
        }
        if (access.read() && found.length() < asked) {
            // The page that stopped the read is unreadable; what lies behind it nobody has tried.
            long hole = access.address().value() + found.length();
            long end = Math.min(asked - found.length(), PAGE - (hole & (PAGE - 1)));
            for (long i = 0; i < end; i++) {
                set(hole + i, Knowledge.UNREADABLE, (byte) 0, past);
            }
        }
    }

    private void set(long address, Knowledge what, byte value, boolean past) {
        long at = address - start;
        if (at >= 0 && at < bytes.length && (past || knowledge[(int) at] == Knowledge.NOT_RECORDED)) {
            knowledge[(int) at] = what;
            bytes[(int) at] = value;
        }
    }
}
