package io.kdlab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetContextEx;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.ReadMsr;
import io.kdlab.message.SetContext;
import io.kdlab.message.WriteMemory;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a stop that was recorded knows, and what it does not claim to know.
@Feature("3.8")
class StopAnswersTest {
    private static final Address AT = Address.of(0xfffff80000001000L);
    private static final MessageCodec CODEC = MessageCodec.X64;

    private final List<Moment.Exchange> recorded = new ArrayList<>();
    private Optional<String> missing = Optional.empty();

    @Test
    void rangesAreJoinedAndCut() {
        read(0, "00010203");
        read(4, "04050607");
        StopAnswers stop = stop();
        assertThat(ask(stop, 0, 8)).isEqualTo("SUCCESS 0001020304050607");
        assertThat(ask(stop, 3, 2)).isEqualTo("SUCCESS 0304");
        assertThat(missing).isEmpty();
    }

    @Test
    void whatLiesBesideWasNotRecorded() {
        read(0, "00010203");
        StopAnswers stop = stop();
        assertThat(ask(stop, 2, 4)).isEqualTo("NOT_FOUND 0203");
        assertThat(ask(stop, -2, 4)).isEqualTo("NOT_FOUND ");
        assertThat(missing).as("a part was recorded").isEmpty();
        assertThat(ask(stop, 16, 4)).isEqualTo("NOT_FOUND ");
        assertThat(missing).contains("ReadMemory fffff800`00001010 4");
    }

    @Test
    void whatWasUnreadableIsUnreadableUpToThePagesEnd() {
        exchange(
                ReadMemory.of(AT, 0x20),
                Bytes.EMPTY,
                NtStatus.UNSUCCESSFUL,
                new ReadMemory(AT, 0x20, 8),
                Bytes.ofHex("0001020304050607"));
        exchange(
                ReadMemory.of(AT.plus(0xff8), 0x10),
                Bytes.EMPTY,
                NtStatus.UNSUCCESSFUL,
                new ReadMemory(AT.plus(0xff8), 0x10, 0),
                Bytes.EMPTY);
        StopAnswers stop = stop();
        assertThat(ask(stop, 4, 8)).isEqualTo("UNSUCCESSFUL 04050607");
        assertThat(ask(stop, 0x10, 8)).isEqualTo("UNSUCCESSFUL ");
        assertThat(ask(stop, 0xffc, 2)).isEqualTo("UNSUCCESSFUL ");
        assertThat(missing).isEmpty();
        assertThat(ask(stop, 0x1000, 2)).as("the next page was not tried").isEqualTo("NOT_FOUND ");
    }

    /// A host that does the same in the same order sees its writes, as it did then.
    @Test
    void repliesComeInTheirTime() {
        read(0, "00010203");
        exchange(
                new WriteMemory(AT, 2, 0),
                Bytes.ofHex("aabb"),
                NtStatus.SUCCESS,
                new WriteMemory(AT, 2, 2),
                Bytes.EMPTY);
        read(0, "aabb0203");
        StopAnswers stop = stop();
        assertThat(ask(stop, 1, 1)).as("before the write").isEqualTo("SUCCESS 01");
        assertThat(ask(stop, 0, 4)).isEqualTo("SUCCESS 00010203");
        assertThat(status(stop, Manipulate.request(0, new WriteMemory(AT, 2, 0), Bytes.ofHex("aabb"))))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(ask(stop, 1, 1)).as("after the write").isEqualTo("SUCCESS bb");
        assertThat(ask(stop, 0, 4)).isEqualTo("SUCCESS aabb0203");
        assertThat(ask(stop, 0, 4)).as("the last reply goes on").isEqualTo("SUCCESS aabb0203");
        assertThat(status(stop, Manipulate.request(0, new WriteMemory(AT, 2, 0), Bytes.ofHex("aacc"))))
                .as("another write")
                .isEqualTo(NtStatus.NOT_FOUND);
        assertThat(missing).hasValueSatisfying(what -> assertThat(what).startsWith("WriteMemory["));
    }

    @Test
    void partsOfAContextAndOfAControlSpaceAreKnownFromTheWhole() {
        Bytes context = Bytes.ofHex("00112233445566778899");
        exchange(new GetContext(0), Bytes.EMPTY, NtStatus.SUCCESS, new GetContext(0), context);
        exchange(
                ReadControlSpace.of(2, 4),
                Bytes.EMPTY,
                NtStatus.SUCCESS,
                new ReadControlSpace(2, 4, 4),
                Bytes.ofHex("deadbeef"));
        StopAnswers stop = stop();
        assertThat(data(stop, Manipulate.request(0, new GetContext(0x10001f)))).isEqualTo(context.toHex());
        assertThat(data(stop, Manipulate.request(0, new GetContextEx(2, 3, 0)))).isEqualTo("223344");
        assertThat(data(stop, Manipulate.request(0, ReadControlSpace.of(2, 2)))).isEqualTo("dead");
        assertThat(missing).isEmpty();
        assertThat(data(stop, Manipulate.request(1, new GetContext(0))))
                .as("another processor")
                .isEmpty();
        assertThat(missing).hasValueSatisfying(what -> assertThat(what).startsWith("GetContext["));
        assertThat(data(stop, Manipulate.request(0, new GetContextEx(8, 3, 0))))
                .as("too long")
                .isEmpty();
        assertThat(data(stop, Manipulate.request(0, ReadControlSpace.of(2, 8))))
                .as("too long")
                .isEmpty();
        assertThat(status(stop, Manipulate.request(0, new ReadMsr(0x10, 0, 0)))).isEqualTo(NtStatus.NOT_FOUND);
    }

    /// Hosts step over a break instruction by setting the context that they have read.
    @Test
    void aContextCanBeSetWhereOneWasSet() {
        Manipulate other = Manipulate.request(0, new SetContext(0), Bytes.ofHex("0809"));
        assertThat(status(stop(), other)).isEqualTo(NtStatus.NOT_FOUND);
        exchange(new SetContext(0), Bytes.ofHex("0102"), NtStatus.SUCCESS, new SetContext(0), Bytes.EMPTY);
        assertThat(status(stop(), other)).isEqualTo(NtStatus.SUCCESS);
        assertThat(missing).isEmpty();
        assertThat(status(stop(), Manipulate.request(1, new SetContext(0), Bytes.ofHex("0102"))))
                .as("another processor")
                .isEqualTo(NtStatus.NOT_FOUND);
    }

    private void read(int offset, String bytes) {
        Bytes data = Bytes.ofHex(bytes);
        exchange(
                ReadMemory.of(AT.plus(offset), data.length()),
                Bytes.EMPTY,
                NtStatus.SUCCESS,
                new ReadMemory(AT.plus(offset), data.length(), data.length()),
                data);
    }

    private void exchange(ManipulateBody request, Bytes data, NtStatus status, ManipulateBody reply, Bytes replyData) {
        Manipulate asked = Manipulate.request(0, request, data);
        Manipulate answer = asked.reply(status, reply, replyData);
        recorded.add(new Moment.Exchange(asked, answer, CODEC.encode(answer)));
    }

    private StopAnswers stop() {
        return new StopAnswers(List.copyOf(recorded), Optional.empty());
    }

    private String ask(StopAnswers stop, int offset, int count) {
        Manipulate reply = reply(stop, Manipulate.request(0, ReadMemory.of(AT.plus(offset), count)));
        assertThat(((ReadMemory) reply.body()).actualBytes())
                .isEqualTo(reply.data().length());
        String status = reply.status().isSuccess()
                ? "SUCCESS"
                : reply.status().equals(NtStatus.NOT_FOUND) ? "NOT_FOUND" : "UNSUCCESSFUL";
        return status + " " + reply.data().toHex();
    }

    private String data(StopAnswers stop, Manipulate request) {
        return reply(stop, request).data().toHex();
    }

    private NtStatus status(StopAnswers stop, Manipulate request) {
        return reply(stop, request).status();
    }

    private Manipulate reply(StopAnswers stop, Manipulate request) {
        StopAnswers.Answer answer = stop.answer(request, CODEC.encode(request));
        missing = answer.missing();
        return (Manipulate) CODEC.decode(PacketType.STATE_MANIPULATE, answer.payload());
    }
}
