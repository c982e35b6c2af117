package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.Vector;
import io.kdlab.message.ApiNumber;
import io.kdlab.message.Continue2;
import io.kdlab.message.Continue2Arm64;
import io.kdlab.message.Continue2X86;
import io.kdlab.message.ControlReportX86;
import io.kdlab.message.GetVersion;
import io.kdlab.message.Machine;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.UnknownApi;
import io.kdlab.message.UnknownControlReport;
import io.kdlab.packet.PacketType;
import io.kdlab.peer.Cable;
import io.kdlab.peer.ScriptedKernel;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// A link to targets of other machines, and to those that say odd things; stops and versions are recorded ones.
@Feature("3.1")
class TargetMachineTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Epoch FIRST = new Epoch(1);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TargetMachine.class);
    private final Notices notices = new Notices();
    private Cable cable;
    private ScriptedKernel kernel;
    private KdConnection link;

    @BeforeEach
    void plugIn() throws IOException, InterruptedException {
        log.start();
        logger.addAppender(log);
        cable = new Cable();
        kernel = ScriptedKernel.boot(cable);
        link = KdConnection.open(
                LinkAddress.parse("com:ipport=%d,port=127.0.0.1".formatted(cable.hostPort())),
                ConnectionOptions.standard().withEpoch(FIRST),
                notices);
        notices.next(LinkNotice.LinkUp.class, LIMIT);
    }

    @AfterEach
    void unplug() throws IOException {
        link.close();
        kernel.close();
        cable.close();
        logger.detachAppender(log);
    }

    @Test
    @Feature(value = "3.1", on = On.REPLAY)
    void anX86TargetIsKnownByItsFirstStop() throws Exception {
        kernel.become(Machine.X86, Vector.named("exception-break-x86-recorded").bytes());
        LinkNotice.StateChanged stop = breakIn();
        assertThat(link.machine()).isEqualTo(Machine.X86);
        assertThat(stop.change().programCounter()).hasToString("ffffffff`8059cece");
        ControlReportX86 report = (ControlReportX86) stop.change().report();
        assertThat(report.instructions().slice(0, 4).toHex()).isEqualTo("ccc20400");
        go();
        assertThat(resumedWith().body()).isEqualTo(Continue2X86.of(NtStatus.CONTINUE, false, 0x400));
    }

    @Test
    void anArm64TargetIsKnownByItsVersion() throws Exception {
        Bytes stop = Vector.named("exception-unknown-machine").bytes();
        kernel.become(Machine.ARM64, stop);
        answerVersion(0xaa64);
        assertThat(breakIn().change().report()).isInstanceOf(UnknownControlReport.class);
        assertThat(link.machine()).isEqualTo(Machine.OTHER);
        assertThat(ask(GetVersion.REQUEST).status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(link.machine()).isEqualTo(Machine.ARM64);
        go();
        assertThat(resumedWith().body()).isEqualTo(Continue2Arm64.of(NtStatus.CONTINUE, false));
    }

    @Test
    void whatTheVersionSaysCountsMoreThanWhatAStopLooksLike() throws Exception {
        answerVersion(0x014c);
        breakIn();
        assertThat(link.machine()).isEqualTo(Machine.X64);
        ask(GetVersion.REQUEST);
        kernel.become(Machine.X86, Vector.named("exception-x64").bytes());
        go();
        assertThat(resumedWith().body()).isInstanceOf(Continue2X86.class);
        assertThat(breakInAgain().change().report()).isInstanceOf(ControlReportX86.class);
    }

    @Test
    void anotherKernelAfterARestartMayBeOfAnotherMachine() throws Exception {
        breakIn();
        assertThat(link.machine()).isEqualTo(Machine.X64);
        kernel.become(Machine.X86, Vector.named("exception-break-x86-recorded").bytes());
        kernel.reset();
        notices.next(LinkNotice.TargetReset.class, LIMIT);
        kernel.stop();
        notices.next(LinkNotice.StateChanged.class, LIMIT);
        assertThat(link.machine()).isEqualTo(Machine.X86);
    }

    @Test
    void aRefusalOfSixteenBytesAnswersAtOnceAndIsLoggedOnce() throws Exception {
        kernel.answering(request -> request.apiNumber() == ApiNumber.READ_CONTROL_SPACE.code()
                ? Optional.of(Bytes.ofHex("37310000 0600 0000 020000C0 00000000"))
                : Optional.empty());
        breakIn();
        for (int round = 0; round < 3; round++) {
            Manipulate refusal = ask(ReadControlSpace.of(2, 0xe0));
            assertThat(refusal.status()).isEqualTo(new NtStatus(0xC0000002));
            assertThat(refusal.body()).isEqualTo(new UnknownApi(Bytes.EMPTY));
        }
        assertThat(logged()).singleElement().asString().contains("READ_CONTROL_SPACE ends within its union");
    }

    @Test
    void oddMessagesNeverEndTheConversation() throws Exception {
        List<Vector> all = Vector.all().stream()
                .filter(vector -> vector.packet().isEmpty())
                .filter(vector -> List.of(PacketType.TRACE_IO, PacketType.CONTROL_REQUEST, PacketType.DEBUG_IO)
                        .contains(vector.type()))
                .toList();
        assertThat(all).hasSizeGreaterThan(4);
        for (Vector vector : all) {
            for (int length = 1; length <= vector.bytes().length(); length++) {
                kernel.say(vector.type(), vector.bytes().slice(0, length));
            }
        }
        kernel.print("still here\n");
        notices.next(LinkNotice.Printed.class, print -> print.text().equals("still here\n"), LIMIT);
        assertThat(logged()).hasSizeBetween(1, 6);
    }

    private List<String> logged() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /// The recorded version with another machine's number.
    private void answerVersion(int machineType) {
        Bytes version = Vector.named("get-version-x64-recorded").bytes().with(24, Bytes.of((byte) machineType, (byte)
                (machineType >> 8)));
        kernel.answering(request ->
                request.apiNumber() == ApiNumber.GET_VERSION.code() ? Optional.of(version) : Optional.empty());
    }

    private Manipulate ask(ManipulateBody body) throws Exception {
        Manipulate reply = link.request(FIRST, Manipulate.request(0, body), LIMIT);
        kernel.received().clear();
        return reply;
    }

    private LinkNotice.StateChanged breakIn() throws Exception {
        link.breakIn(FIRST);
        return notices.next(LinkNotice.StateChanged.class, LIMIT);
    }

    private LinkNotice.StateChanged breakInAgain() throws Exception {
        notices.next(LinkNotice.Resumed.class, LIMIT);
        return breakIn();
    }

    private void go() throws Exception {
        link.send(FIRST, Manipulate.request(0, Continue2.of(link.machine(), NtStatus.CONTINUE, false, 0x400)));
    }

    private Manipulate resumedWith() throws InterruptedException {
        return (Manipulate) Objects.requireNonNull(kernel.received().poll(20, TimeUnit.SECONDS));
    }
}
