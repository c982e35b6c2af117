package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.golden.PacketReader;
import io.kdlab.golden.Recording;
import io.kdlab.golden.Vector;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is wrong with a message is a value with one line of words.
@Feature("3.1")
class OddityTest {
    private static final MessageCodec X64 = MessageCodec.X64;

    /// VirtualBox refuses what it does not have with the header alone, kd-protocol.md §12 note 2.
    @Test
    void aReplyOfSixteenBytesIsAReplyWithItsStatus() {
        Bytes refusal = Bytes.ofHex("52310000 0600 0000 020000C0 00000000");
        Manipulate reply = (Manipulate) X64.decode(PacketType.STATE_MANIPULATE, refusal);
        assertThat(reply.api()).contains(ApiNumber.READ_MSR);
        assertThat(reply.status()).isEqualTo(new NtStatus(0xC0000002));
        assertThat(reply.body()).isEqualTo(new UnknownApi(Bytes.EMPTY));
        assertThat(X64.encode(reply).slice(0, 12)).isEqualTo(refusal.slice(0, 12));
        assertThat(odd(reply))
                .contains(new Oddity(Oddity.Kind.CUT_SHORT, "READ_MSR ends within its union, after 0 of 40 bytes"));
    }

    @Test
    void aStateChangeThatEndsWithinItsReportStillSaysWhereTheTargetStands() {
        Bytes whole = Vector.named("exception-x64").bytes();
        for (int length = 192; length < 240; length++) {
            StateChange change = (StateChange) X64.decode(PacketType.STATE_CHANGE64, whole.slice(0, length));
            assertThat(change.programCounter()).isEqualTo(Address.parse("fffff803`12345678"));
            assertThat(change.body()).isInstanceOf(ExceptionStop.class);
            assertThat(change.report().instructions().length()).isZero();
            assertThat(odd(change).orElseThrow().kind()).isEqualTo(Oddity.Kind.CUT_SHORT);
        }
        assertThat(X64.decode(PacketType.STATE_CHANGE64, whole.slice(0, 191))).isInstanceOf(Unknown.class);
    }

    @Test
    void thePathIsFoundBehindAReportOfUnknownSize() {
        Bytes whole = Vector.named("load-symbols").bytes();
        Bytes shorter = whole.slice(0, 220).concat(whole.slice(240));
        StateChange change = (StateChange) MessageCodec.of(Machine.ARM64).decode(PacketType.STATE_CHANGE64, shorter);
        assertThat(change.path()).isEqualTo("winload.efi");
    }

    @Test
    void aFileRequestThatIsCutShortCanBeRefused() {
        Bytes request = Vector.named("create-file").bytes().slice(0, 30);
        FileIo asked = (FileIo) X64.decode(PacketType.FILE_IO, request);
        Bytes refusal = X64.encode(asked.refuse(NtStatus.NO_SUCH_FILE));
        assertThat(refusal.length()).isEqualTo(30);
        assertThat(refusal.u32(4)).isEqualTo(NtStatus.NO_SUCH_FILE.code());
        assertThat(odd(asked).orElseThrow().text())
                .isEqualTo("file api 0x3430 ends within its union, after 22 of 56 bytes");
    }

    @Test
    void aPrintWithAHeaderOfTwelveBytesLosesNoText() {
        Bytes old = Bytes.ofHex("30320000 0600 0000 05000000").concat(Bytes.ofLatin1("boot\n"));
        DebugIo print = (DebugIo) X64.decode(PacketType.DEBUG_IO, old);
        assertThat(print.string()).isEqualTo("boot\n");
        assertThat(X64.encode(print)).isEqualTo(old);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exception-x64     | 56  | ff        | LENGTH         | an exception says it has 255 parameters
            exception-x64     | 212 | 1100      | LENGTH         | state 0x3030 says that 17 of 16 bytes are instructions
            load-symbols      | 32  | 0d        | LENGTH         | a path of 13 bytes does not fit into the 12 that came
            load-symbols      | 32  | ffffffff  | LENGTH         | a path of 4294967295 bytes does not fit into the 12 that came
            unknown-api       | 0   | ff310000  | UNKNOWN_NUMBER | api 0x31ff is not known
            get-string-prompt | 8   | 08        | LENGTH         | a prompt says it has 8 bytes, and has 7
            """)
    void whatALengthSaysWronglyIsTold(String vector, int at, String hex, Oddity.Kind kind, String words) {
        Vector golden = Vector.named(vector);
        KdMessage message = golden.codec().decode(golden.type(), golden.bytes().with(at, Bytes.ofHex(hex)));
        assertThat(odd(message)).contains(new Oddity(kind, words));
    }

    @Test
    void contextsAndReadsOfAnotherSizeAreTold() {
        Manipulate context =
                Manipulate.request(0, new GetContext(0)).reply(NtStatus.SUCCESS, new GetContext(0), Bytes.zeros(716));
        assertThat(odd(context).orElseThrow().text()).isEqualTo("a context has 716 bytes, that of X64 has 1232");
        assertThat(Oddity.in(context, Machine.X86)).isEmpty();
        Manipulate read = Manipulate.request(0, ReadMemory.of(Address.ZERO, 8))
                .reply(NtStatus.SUCCESS, new ReadMemory(Address.ZERO, 8, 9), Bytes.zeros(8));
        assertThat(odd(read).orElseThrow().text()).isEqualTo("READ_VIRTUAL says it has 9 bytes, and has 8");
        Manipulate surplus = Manipulate.request(0, new WriteMemory(Address.ZERO, 8, 8))
                .reply(NtStatus.SUCCESS, new WriteMemory(Address.ZERO, 8, 8), Bytes.zeros(3));
        assertThat(odd(surplus).orElseThrow().text()).isEqualTo("3 bytes too many follow WRITE_VIRTUAL");
        assertThat(odd(new Unknown(9, Bytes.zeros(5))).orElseThrow().kind()).isEqualTo(Oddity.Kind.NO_MESSAGE);
    }

    /// The kernels that were recorded are healthy, and an alarm at each of their messages would hide the odd ones. They
    /// refuse the recording host's own unknown API.
    @ParameterizedTest
    @MethodSource("io.kdlab.message.MachineGuessTest#recordings")
    void nothingIsOddAboutRecordedKernels(Recording recording) {
        MessageCodec codec = recording.codec();
        for (Recording.Entry entry : recording.from(true)) {
            if (entry.isDamaged()) {
                continue;
            }
            for (KdPacket packet :
                    new PacketReader(Role.HOST).feed(entry.bytes()).takePackets()) {
                if (packet instanceof KdPacket.Data data && data.payload().u32(0) != 0x31ff) {
                    assertThat(Oddity.in(codec.decode(data.type(), data.payload()), codec.machine()))
                            .as("line %d", entry.line())
                            .isEmpty();
                }
            }
        }
    }

    private static Optional<Oddity> odd(KdMessage message) {
        return Oddity.in(message, Machine.X64);
    }
}
