package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.golden.Vector;
import io.kdlab.layout.StructCodec;
import io.kdlab.message.Continue2Arm64;
import io.kdlab.message.Continue2X86;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetVersion;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Machine;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.RestoreBreakpoint;
import io.kdlab.message.SetContext;
import io.kdlab.message.SpecialRegistersX86;
import io.kdlab.message.WriteBreakpoint;
import io.kdlab.message.WriteControlSpace;
import io.kdlab.peer.Cable;
import io.kdlab.peer.ScriptedKernel;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an engine asks of x86 and ARM64 targets, and how it takes their answers. The x86 ones are recorded; those of
/// ARM64 are made by kd-protocol.md §3.5, §4.4 and §4.7, and no Windows target has confirmed them.
@Feature("3.1")
class ScriptedMachinesTest {
    private static final Address ARM64_PC = Address.parse("fffff803`12345678");
    private static final Bytes BREAK = Bytes.ofHex("00003ed4");
    private static final Bytes NOTHING = Bytes.ofHex("1f2003d5");

    private final List<KdMessage> heard = new ArrayList<>();
    private Cable cable;
    private ScriptedKernel kernel;
    private EngineBench bench;
    private volatile Bytes context = Bytes.EMPTY;
    private volatile Bytes code = Bytes.EMPTY;

    @AfterEach
    void close() throws IOException {
        bench.close();
        kernel.close();
        cable.close();
    }

    @Test
    void aDebugRegisterOfX86IsSetInItsControlSpace() throws Exception {
        Bytes stop = Vector.named("exception-break-x86-recorded").bytes();
        Bytes special = payloadData("read-control-space-x86-recorded");
        context = payloadData("get-context-x86-recorded");
        open(Machine.X86, stop, "get-version-x86-recorded", special);
        assertThat(bench.driver.run("ba w8 80400000")).contains("this processor watches 1, 2 or 4 bytes");
        bench.driver.run("ba w4 80631ec4");
        // A single step exception with the first bit of Dr6.
        kernel.script(List.of(stop.with(32, Bytes.ofHex("04000080")).with(192, Bytes.ofHex("f10fffff"))));
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit\n");
        Manipulate written = requests(WriteControlSpace.class).getFirst();
        assertThat(((WriteControlSpace) written.body()).space()).isEqualTo(SpecialRegistersX86.CONTROL_SPACE);
        SpecialRegistersX86 now = StructCodec.of(SpecialRegistersX86.class).decode(written.data(), 0);
        assertThat(now.kernelDr0()).isEqualTo(0x80631ec4);
        assertThat(now.kernelDr7() & 0xf0003).as("slot 0: four bytes written").isEqualTo(0xd0001);
        assertThat(now.cr3())
                .isEqualTo(StructCodec.of(SpecialRegistersX86.class)
                        .decode(special, 0)
                        .cr3());
        Continue2X86 gone =
                (Continue2X86) requests(Continue2X86.class).getFirst().body();
        assertThat(gone.dr7()).isEqualTo(now.kernelDr7());
        assertThat(gone.symbolStart()).isEqualTo(1);
    }

    @Test
    void anArm64TargetIsShownAndStepped() throws Exception {
        context = arm64(ARM64_PC);
        code = NOTHING;
        open(Machine.ARM64, arm64Stop(ARM64_PC, 0x80000003), "", Bytes.zeros(160));
        assertThat(bench.driver.screen()).contains("ARM 64-bit target at (").contains(", ptr64 TRUE");
        assertThat(bench.driver.run("r"))
                .startsWith(" x0=0000000000000000   x1=0101010101010101   x2=0202020202020202   x3=0303030303030303\n")
                .contains("\nx28=1c1c1c1c1c1c1c1c   fp=1d1d1d1d1d1d1d1d   lr=1e1e1e1e1e1e1e1e   sp=1f1f1f1f1f1f1f1f\n")
                .contains("\n pc=fffff80312345678  psr=60000044 -ZC- EL1\n")
                .contains("fffff803`12345678 d503201f nop\n");
        assertThat(bench.driver.run("ba w4 fffff80312345000")).contains("ARM64 are not there yet");
        context = arm64(ARM64_PC.plus(4));
        kernel.script(List.of(arm64Stop(ARM64_PC.plus(4), 0x80000004)));
        assertThat(bench.driver.run("t")).contains("fffff803`1234567c d503201f nop\n");
        assertThat(requests(Continue2Arm64.class))
                .extracting(Manipulate::body)
                .containsExactly(Continue2Arm64.of(NtStatus.EXCEPTION_HANDLED, true));
    }

    @Test
    void aBreakInstructionInArm64CodeIsPassedByItsLength() throws Exception {
        context = arm64(ARM64_PC);
        code = BREAK;
        open(Machine.ARM64, arm64Stop(ARM64_PC, 0x80000003), "", Bytes.zeros(160));
        kernel.script(List.of(arm64Stop(ARM64_PC.plus(64), 0x80000003)));
        assertThat(bench.driver.run("g")).contains("fffff803`123456b8 d43e0000 brk         #0xF000\n");
        Manipulate set = requests(SetContext.class).getFirst();
        assertThat(set.data().u64(0x108)).isEqualTo(ARM64_PC.plus(4).value());
    }

    /// A report that does not tell its instructions does not tell which breakpoints the target removed either.
    @Test
    void breakpointsNearAStopThatTellsNoInstructionsArePlacedAnew() throws Exception {
        context = arm64(ARM64_PC);
        code = NOTHING;
        open(Machine.ARM64, arm64Stop(ARM64_PC, 0x80000003), "", Bytes.zeros(160));
        bench.driver.run("bp fffff80312345700; bp fffff80312345800");
        context = arm64(Address.parse("fffff803`123456f8"));
        kernel.script(List.of(arm64Stop(Address.parse("fffff803`123456f8"), 0x80000003)));
        bench.driver.run("g");
        requests(WriteBreakpoint.class);
        heard.clear();
        kernel.script(List.of(arm64Stop(ARM64_PC, 0x80000003)));
        bench.driver.run("g");
        assertThat(requests(RestoreBreakpoint.class)).hasSize(1);
        assertThat(requests(WriteBreakpoint.class))
                .singleElement()
                .satisfies(placed ->
                        assertThat(((WriteBreakpoint) placed.body()).address()).hasToString("fffff803`12345700"));
    }

    private void open(Machine machine, Bytes stop, String version, Bytes special) throws Exception {
        MessageCodec codec = MessageCodec.of(machine);
        cable = new Cable();
        kernel = ScriptedKernel.boot(cable);
        kernel.become(machine, stop);
        kernel.answering(request -> answer(request, codec, version, special));
        bench = new EngineBench("com:ipport=%d,port=127.0.0.1".formatted(cable.hostPort()));
        kernel.stop();
        bench.awaitState(EngineStatus.State.STOPPED);
        kernel.received().clear();
    }

    private Optional<Bytes> answer(Manipulate request, MessageCodec codec, String version, Bytes special) {
        if (request.body() instanceof GetVersion) {
            return Optional.of(
                    version.isEmpty() ? arm64Version() : Vector.named(version).bytes());
        }
        Optional<Manipulate> reply = Optional.ofNullable(
                switch (request.body()) {
                    case GetContext body -> request.reply(NtStatus.SUCCESS, body, context);
                    case ReadControlSpace body ->
                        request.reply(
                                NtStatus.SUCCESS,
                                new ReadControlSpace(body.space(), body.transferCount(), special.length()),
                                special);
                    case ReadMemory body when !code.isEmpty() -> memory(request, body);
                    case SetContext body -> request.reply(NtStatus.SUCCESS, body, Bytes.EMPTY);
                    case WriteControlSpace body -> request.reply(NtStatus.SUCCESS, body, Bytes.EMPTY);
                    case WriteBreakpoint(var at, int _) ->
                        request.reply(
                                NtStatus.SUCCESS,
                                new WriteBreakpoint(at, (int) (at.value() >>> 8 & 0x1f)),
                                Bytes.EMPTY);
                    default -> null;
                });
        return reply.map(codec::encode);
    }

    /// The same instruction everywhere.
    private Manipulate memory(Manipulate request, ReadMemory read) {
        byte[] bytes = new byte[Math.min(read.transferCount(), Manipulate.MAX_DATA)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) code.get((int) (read.address().value() + i & 3));
        }
        return request.reply(
                NtStatus.SUCCESS, new ReadMemory(read.address(), read.transferCount(), bytes.length), Bytes.of(bytes));
    }

    private static Bytes payloadData(String vector) {
        Vector golden = Vector.named(vector);
        return ((Manipulate) golden.codec().decode(golden.type(), golden.bytes())).data();
    }

    private static Bytes arm64Stop(Address pc, int code) {
        return Vector.named("exception-unknown-machine")
                .bytes()
                .with(24, number(pc.value()))
                .with(32, number(code).slice(0, 4));
    }

    private static Bytes arm64Version() {
        return Vector.named("get-version-x64-recorded").bytes().with(24, Bytes.ofHex("64aa"));
    }

    /// X1 holds 0x01 eight times, and so on.
    private static Bytes arm64(Address pc) {
        byte[] context = new byte[912];
        number(0x40001f).slice(0, 4).copyTo(context, 0);
        number(0x60000044).slice(0, 4).copyTo(context, 4);
        for (int register = 0; register < 32; register++) {
            number(0x0101010101010101L * register).copyTo(context, 8 + 8 * register);
        }
        number(pc.value()).copyTo(context, 0x108);
        return Bytes.of(context);
    }

    private static Bytes number(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return Bytes.of(bytes);
    }

    private List<Manipulate> requests(Class<? extends ManipulateBody> kind) {
        kernel.received().drainTo(heard);
        return heard.stream()
                .filter(message -> message instanceof Manipulate request && kind.isInstance(request.body()))
                .map(Manipulate.class::cast)
                .toList();
    }
}
