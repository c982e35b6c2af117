package io.kdlab.replay;

import io.kdlab.message.ApiNumber;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetContextEx;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.ReadPhysical;
import io.kdlab.message.SetContext;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Answers requests at one stop with what was answered at that stop. A request that was made more than once
/// gets the recorded replies in turn; the last one when there are no more.
final class StopAnswers {
    /// @param payload of the reply
    /// @param missing what was not recorded; empty when it was, or some of it, since hosts read memory in larger
    /// pieces than they want, and show what they lack
    record Answer(Bytes payload, Optional<String> missing) {}

    private final List<Moment.Exchange> exchanges;
    private final Optional<Moment.Exchange> version;
    /// How far in the recorded exchanges the present host has come.
    private int now;

    /// @param version what the target once said it is: true at every stop, whenever it was asked
    StopAnswers(List<Moment.Exchange> exchanges, Optional<Moment.Exchange> version) {
        this.exchanges = exchanges;
        this.version = version;
    }

    /// @param payload of the request
    Answer answer(Manipulate request, Bytes payload) {
        RequestKey key = RequestKey.of(request);
        Optional<Moment.Exchange> same =
                find(exchange -> RequestKey.of(exchange.request()).equals(key), true);
        if (same.isPresent()) {
            return new Answer(same.get().payload(), Optional.empty());
        }
        return switch (request.body()) {
            case ReadMemory(Address address, int count, int _) ->
                memory(request, payload, ApiNumber.READ_VIRTUAL, address, count);
            case ReadPhysical(Address address, int count, int _) ->
                memory(request, payload, ApiNumber.READ_PHYSICAL, address, count);
            case ReadControlSpace read -> controlSpace(request, payload, read);
            case GetContextEx part -> context(request, payload, part);
            case SetContext _ -> setContext(request, payload);
            case GetVersion _
            when version.isPresent() -> new Answer(version.get().payload(), Optional.empty());
            default -> refused(request, payload);
        };
    }

    private Answer memory(Manipulate request, Bytes payload, ApiNumber space, Address address, int count) {
        int served = (int) Math.min(Integer.toUnsignedLong(count), Manipulate.MAX_DATA);
        RecordedMemory memory = new RecordedMemory(space, address, served, exchanges, now);
        Bytes known = memory.known();
        ManipulateBody body = space == ApiNumber.READ_VIRTUAL
                ? new ReadMemory(address, count, known.length())
                : new ReadPhysical(address, count, known.length());
        NtStatus status = known.length() == served
                ? NtStatus.SUCCESS
                : memory.endsUnreadable() ? NtStatus.UNSUCCESSFUL : NtStatus.NOT_FOUND;
        return new Answer(
                encode(payload, request.reply(status, body, known)),
                memory.isBlank() ? Optional.of(RequestKey.words(request)) : Optional.empty());
    }

    /// A shorter read of the same space is the beginning of a longer one.
    private Answer controlSpace(Manipulate request, Bytes payload, ReadControlSpace read) {
        return part(
                request,
                payload,
                other -> other instanceof ReadControlSpace whole && whole.space() == read.space(),
                0,
                read.transferCount(),
                new ReadControlSpace(read.space(), read.transferCount(), read.transferCount()));
    }

    /// A part of a context that was read whole.
    private Answer context(Manipulate request, Bytes payload, GetContextEx part) {
        return part(
                request,
                payload,
                other -> other instanceof GetContext,
                part.offset(),
                part.byteCount(),
                new GetContextEx(part.offset(), part.byteCount(), part.byteCount()));
    }

    /// Where a context was set any may be: hosts step over a break instruction by it, each from what it had read, and
    /// what follows is what was recorded all the same.
    private Answer setContext(Manipulate request, Bytes payload) {
        return find(
                        exchange -> exchange.request().body() instanceof SetContext
                                && exchange.request().processor() == request.processor(),
                        false)
                .map(exchange -> new Answer(exchange.payload(), Optional.empty()))
                .orElseGet(() -> refused(request, payload));
    }

    /// What lies in the data of a longer reply of the same processor.
    private Answer part(
            Manipulate request,
            Bytes payload,
            Predicate<ManipulateBody> whole,
            int offset,
            int count,
            ManipulateBody reply) {
        long end = Integer.toUnsignedLong(offset) + Integer.toUnsignedLong(count);
        return find(
                        exchange -> exchange.request().processor() == request.processor()
                                && whole.test(exchange.request().body())
                                && exchange.reply().data().length() >= end,
                        false)
                .map(exchange -> exchange.reply().data().slice(offset, count))
                .map(bytes ->
                        new Answer(encode(payload, request.reply(NtStatus.SUCCESS, reply, bytes)), Optional.empty()))
                .orElseGet(() -> refused(request, payload));
    }

    private static Answer refused(Manipulate request, Bytes payload) {
        return new Answer(encode(payload, request.refuse(NtStatus.NOT_FOUND)), Optional.of(RequestKey.words(request)));
    }

    /// The next one from where the host has come to, else the last one before.
    ///
    /// @param advance whether the host has come to the one that is found
    private Optional<Moment.Exchange> find(Predicate<Moment.Exchange> wanted, boolean advance) {
        for (int i = now; i < exchanges.size(); i++) {
            if (wanted.test(exchanges.get(i))) {
                now = advance ? i + 1 : now;
                return Optional.of(exchanges.get(i));
            }
        }
        return exchanges.subList(0, now).reversed().stream().filter(wanted).findFirst();
    }

    private static Bytes encode(Bytes request, Manipulate reply) {
        return MessageCodec.X64.reply(request, reply);
    }
}
