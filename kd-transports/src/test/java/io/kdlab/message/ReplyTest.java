package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.golden.Vector;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import org.junit.jupiter.api.Test;

/// Replies as each role makes them; kd-protocol.md 4.1, 5.1, 5.4.
@Feature("2.4")
class ReplyTest {
    private final MessageCodec codec = MessageCodec.X64;

    @Test
    void aTargetsReplyEchoesWhatNoRecordDeclares() {
        Bytes request = codec.encode(Manipulate.request(1, ReadMemory.of(Address.of(0x1000), 4)))
                .with(12, Bytes.ofHex("deadbeef"))
                .with(40, Bytes.ofHex("11223344"));
        Manipulate asked = (Manipulate) codec.decode(2, request);
        Manipulate reply =
                asked.reply(NtStatus.SUCCESS, new ReadMemory(Address.of(0x1000), 4, 4), Bytes.ofHex("01020304"));
        Bytes sent = codec.reply(request, reply);
        assertThat(sent.length()).isEqualTo(60);
        assertThat(sent.u32(8)).isZero();
        assertThat(sent.slice(12, 4).toHex()).isEqualTo("deadbeef");
        assertThat(sent.u32(28)).isEqualTo(4);
        assertThat(sent.slice(40, 4).toHex()).isEqualTo("11223344");
        assertThat(sent.slice(56).toHex()).isEqualTo("01020304");
        assertThat(codec.decode(2, sent)).isEqualTo(reply);
    }

    @Test
    void aReplyCarriesNothingOfTheRequestsData() {
        Manipulate write = Manipulate.request(0, new WriteMemory(Address.of(0x1000), 4, 0), Bytes.ofHex("01020304"));
        Manipulate reply = write.reply(NtStatus.SUCCESS, new WriteMemory(Address.of(0x1000), 4, 4), Bytes.EMPTY);
        assertThat(codec.reply(codec.encode(write), reply).length()).isEqualTo(56);
    }

    @Test
    void anUnknownApiIsRefusedWithItsOwnNumberAndUnion() {
        Bytes request = Vector.named("unknown-api").bytes();
        Manipulate asked = (Manipulate) codec.decode(2, request);
        assertThat(asked.expectsReply()).isTrue();
        Bytes refusal = codec.reply(request, asked.refuse(NtStatus.UNSUCCESSFUL));
        assertThat(refusal.u32(0)).isEqualTo(0x31ff);
        assertThat(refusal.u32(8)).isEqualTo(0xC0000001);
        assertThat(refusal.slice(16)).isEqualTo(request.slice(16, 40));
        assertThatThrownBy(() -> Manipulate.request(0, asked.body())).hasMessageContaining("unknown API");
    }

    @Test
    void aRefusedFileEchoesAllButTheStatus() {
        Bytes request = Vector.named("create-file").bytes().with(60, Bytes.ofHex("0badf00d"));
        FileIo asked = (FileIo) codec.decode(11, request);
        assertThat(asked.name()).isEqualTo("\\Windows\\system32\\en-GB\\winload.efi.MUI");
        Bytes refusal = codec.reply(request, asked.refuse(NtStatus.NO_SUCH_FILE));
        assertThat(refusal.slice(0, 60))
                .isEqualTo(Vector.named("create-file-refused").bytes().slice(0, 60));
        assertThat(refusal.slice(60).toHex()).isEqualTo("0badf00d");
    }

    @Test
    void anAnswerToAPromptIsCutToWhatTheTargetTakes() {
        DebugIo prompt =
                (DebugIo) codec.decode(3, Vector.named("get-string-prompt").bytes());
        assertThat(prompt.string()).isEqualTo("Input> ");
        assertThat(codec.encode(prompt.answer(Bytes.ofLatin1("b"))))
                .isEqualTo(Vector.named("get-string-answer").bytes());
        DebugIo long1 = prompt.answer(Bytes.ofLatin1("x".repeat(100)));
        assertThat(long1.text().length()).isEqualTo(64);
        assertThat(long1.body()).isEqualTo(new GetString(7, 64));
        DebugIo print = DebugIo.print(0, Bytes.ofLatin1("text"));
        assertThatThrownBy(() -> print.answer(Bytes.EMPTY)).hasMessageContaining("only a prompt");
    }

    @Test
    void requestsWithoutAReplyAreKnown() {
        assertThat(Manipulate.request(0, new Reboot()).expectsReply()).isFalse();
        assertThat(Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, false, 0x400))
                        .expectsReply())
                .isFalse();
        assertThat(Manipulate.request(0, new Continue2X86(NtStatus.CONTINUE, 0, 0, 1, 0))
                        .expectsReply())
                .isFalse();
        assertThat(Manipulate.request(0, Continue2Arm64.of(NtStatus.CONTINUE, true))
                        .expectsReply())
                .isFalse();
        assertThat(Manipulate.request(0, new ClearAllInternalBreakpoints()).expectsReply())
                .isFalse();
        assertThat(Manipulate.request(0, GetVersion.REQUEST).expectsReply()).isTrue();
    }

    @Test
    void theFirstRequestsAndContinueOfTheReferenceAreWhatWeWouldSend() {
        assertThat(codec.encode(Manipulate.request(0, GetVersion.REQUEST)))
                .isEqualTo(Vector.named("example-a-get-version-request").bytes().slice(16, 56));
        assertThat(codec.encode(Manipulate.request(0, ReadMemory.of(Address.of(0xFFFFF80012345678L), 16))))
                .isEqualTo(Vector.named("example-c-read-memory-request").bytes().slice(16, 56));
        assertThat(codec.encode(Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, false, 0x400))))
                .isEqualTo(Vector.named("example-g-continue2-x64").bytes().slice(16, 56));
    }

    @Test
    void versionsSayWhatMachineItIs() {
        GetVersion version = (GetVersion) ((Manipulate) codec.decode(
                        2, Vector.named("get-version-windows-10-boot").bytes()))
                .body();
        assertThat(version.machine()).isEqualTo(Machine.X64);
        assertThat(version.build()).isEqualTo(10586);
        assertThat(version.isChecked()).isFalse();
        assertThat(Machine.of(0xaa64)).isEqualTo(Machine.ARM64);
        assertThat(Machine.of(0x1c4)).isEqualTo(Machine.OTHER);
        assertThat(Machine.of(0x14c)).isEqualTo(Machine.X86);
    }

    @Test
    void pathsLieAtTheEndOfTheTail() {
        Bytes bytes = Vector.named("load-symbols").bytes();
        assertThat(((StateChange) codec.decode(7, bytes)).path()).isEqualTo("winload.efi");
        Bytes withTrace = bytes.slice(0, 240).concat(Bytes.ofHex("01020304")).concat(bytes.slice(240));
        assertThat(((StateChange) codec.decode(7, withTrace)).path()).isEqualTo("winload.efi");
        StateChange down = (StateChange)
                codec.decode(7, Vector.named("unload-symbols-going-down").bytes());
        assertThat(((LoadSymbols) down.body()).isGoingDown()).isTrue();
        assertThat(down.path()).isEmpty();
    }
}
