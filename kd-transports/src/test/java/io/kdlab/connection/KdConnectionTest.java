package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.address.LinkAddress;
import io.kdlab.capture.Journal;
import io.kdlab.capture.JournalEntry;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.Continue2;
import io.kdlab.message.CreateFile;
import io.kdlab.message.DebugIo;
import io.kdlab.message.FileIo;
import io.kdlab.message.FileIoHeader;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.RestoreBreakpoint;
import io.kdlab.peer.Cable;
import io.kdlab.peer.ScriptedKernel;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The connection over real sockets, a cable that can be cut, and a scripted kernel at its far end.
@Feature(value = "2.4", on = On.PROCESS)
class KdConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Epoch FIRST = new Epoch(1);
    private static final Epoch SECOND = new Epoch(2);

    private final Journal journal = Journal.inMemory(Clock.systemUTC());
    private Cable cable;
    private ScriptedKernel kernel;
    private KdConnection link;
    private final Notices notices = new Notices();

    @BeforeEach
    void plugIn() throws IOException, InterruptedException {
        cable = new Cable();
        kernel = ScriptedKernel.boot(cable);
        LinkAddress address = LinkAddress.parse("com:ipport=%d,port=127.0.0.1".formatted(cable.hostPort()));
        link = KdConnection.open(
                address, ConnectionOptions.standard().withTap(journal).withEpoch(FIRST), notices);
    }

    @AfterEach
    void unplug() throws IOException {
        link.close();
        kernel.close();
        cable.close();
    }

    @Test
    void openingListensJournalsPrintsAndDoesNotBreakIn() throws InterruptedException {
        up();
        kernel.print("one\n");
        kernel.print("two\n");
        assertThat(notices.next(LinkNotice.Printed.class, LIMIT).text()).isEqualTo("one\n");
        assertThat(notices.next(LinkNotice.Printed.class, LIMIT).text()).isEqualTo("two\n");
        assertThat(link.status()).isInstanceOf(LinkStatus.Running.class);
        assertThat(link.counters().breakIns()).isZero();
        assertThat(journal.since(0, 100))
                .filteredOn(entry -> entry.kind().equals("print"))
                .extracting(JournalEntry::text, JournalEntry::who)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("one\n", "target"),
                        org.assertj.core.groups.Tuple.tuple("two\n", "target"));
    }

    @Test
    void breakInReadAndContinue() throws InterruptedException, ConnectionException {
        LinkNotice.StateChanged stop = breakIn();
        assertThat(stop.brokenIn()).isTrue();
        assertThat(stop.surplus()).isFalse();
        assertThat(read(FIRST, 0x1000, 16).data().u64(0)).isEqualTo(0x0706050403020100L);
        link.send(FIRST, Manipulate.request(0, Continue2.of(new NtStatus(0x10002), false, 0x400)));
        notices.next(LinkNotice.Resumed.class, LIMIT);
        assertThatThrownBy(() -> read(FIRST, 0x1000, 16)).isInstanceOf(TargetRunningException.class);
    }

    @Test
    void aStopWithoutUsIsNoticedAndATargetAlreadyStoppedIsFound() throws InterruptedException, IOException {
        kernel.stop();
        LinkNotice.StateChanged stop = notices.next(LinkNotice.StateChanged.class, LIMIT);
        assertThat(stop.brokenIn()).isFalse();
        cable.unplugHost();
        notices.next(LinkNotice.LinkDown.class, LIMIT);
        notices.next(LinkNotice.StateChanged.class, LIMIT);
        assertThat(link.status()).isInstanceOf(LinkStatus.Stopped.class);
    }

    @Test
    @Feature(value = "L03", on = On.PROCESS)
    void aClosedWireIsNamedAndOpenedAgain() throws InterruptedException, IOException, ConnectionException {
        breakIn();
        cable.unplugHost();
        assertThat(notices.next(LinkNotice.LinkDown.class, LIMIT).cause()).contains("the other end closed the wire");
        notices.next(LinkNotice.StateChanged.class, LIMIT);
        assertThat(read(FIRST, 0x2000, 4).data().u32(0)).isEqualTo(0x03020100);
        assertThat(cable.hosts()).isEqualTo(2);
    }

    @Test
    void aSilentTargetEndsTheRequestInTimeAndRecoversByItself() throws InterruptedException, ConnectionException {
        breakIn();
        cable.breakWires();
        Instant begin = Instant.now();
        assertThatThrownBy(() -> read(FIRST, 0x1000, 4))
                .isInstanceOf(LinkLostException.class)
                .hasMessageContaining("READ_VIRTUAL")
                .hasMessageContaining("silent for");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(link.status()).isInstanceOf(LinkStatus.Lost.class);
        cable.mendWires();
        notices.next(LinkNotice.Resynchronised.class, LIMIT);
        notices.next(LinkNotice.StateChanged.class, LIMIT);
        assertThat(read(FIRST, 0x1000, 4).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aRequestThatActsAndIsLostHasAnUnknownOutcome() throws InterruptedException, ConnectionException {
        breakIn();
        cable.breakWires();
        assertThatThrownBy(() ->
                        link.request(FIRST, Manipulate.request(0, new RestoreBreakpoint(1)), Duration.ofSeconds(3)))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("may have been executed");
    }

    @Test
    @Feature(value = "L13", on = On.PROCESS)
    void garbageIsCalledGarbage() throws InterruptedException, ConnectionException {
        up();
        cable.garble(0x5a);
        link.breakIn(FIRST);
        assertThat(notices.next(LinkNotice.Waiting.class, LIMIT).what())
                .contains("bytes of garbage and no packet")
                .contains("wrong baud rate");
        assertThat(notices.next(LinkNotice.BreakInUnanswered.class, LIMIT).cause())
                .contains("garbage");
        cable.garble(0);
        notices.next(LinkNotice.StateChanged.class, LIMIT);
    }

    @Test
    void breakInOnADeadWireSaysSoInTime() throws InterruptedException, ConnectionException {
        up();
        cable.breakWires();
        link.breakIn(FIRST);
        assertThat(notices.next(LinkNotice.BreakInUnanswered.class, LIMIT).cause())
                .contains("break-in is not answered")
                .contains("target silent");
        cable.mendWires();
        link.breakIn(FIRST);
        notices.next(LinkNotice.StateChanged.class, LIMIT);
    }

    @Test
    void aResetOfTheTargetIsSeen() throws InterruptedException, ConnectionException {
        breakIn();
        kernel.reset();
        notices.next(LinkNotice.TargetReset.class, LIMIT);
        assertThat(notices.next(LinkNotice.Printed.class, LIMIT).text()).isEqualTo("booted again\n");
        assertThat(link.status()).isInstanceOf(LinkStatus.Running.class);
        link.breakIn(FIRST);
        notices.next(LinkNotice.StateChanged.class, LIMIT);
        assertThat(read(FIRST, 0x3000, 4).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aPromptIsAnsweredByWhoDrives() throws InterruptedException, ConnectionException {
        up();
        kernel.ask("Break, Ignore? ");
        LinkNotice.PromptAsked asked = notices.next(LinkNotice.PromptAsked.class, LIMIT);
        assertThat(asked.text()).isEqualTo("Break, Ignore? ");
        assertThatThrownBy(() -> link.answerPrompt(SECOND, "b")).isInstanceOf(EpochRefusedException.class);
        link.answerPrompt(FIRST, "i, and much more than sixteen bytes");
        DebugIo answer = (DebugIo) received();
        assertThat(answer.string()).isEqualTo("i, and much more");
        assertThat(link.prompt()).isEmpty();
    }

    @Test
    void filesAreRefusedWithoutAnybodyThere() throws InterruptedException {
        up();
        kernel.open(new FileIo(
                new FileIoHeader(FileIo.CREATE, NtStatus.SUCCESS),
                new CreateFile(0x120089, 0x80, 1, 1, 0, 0, 0),
                Bytes.of("\\x.sys\0".getBytes(StandardCharsets.UTF_16LE))));
        FileIo refusal = (FileIo) received();
        assertThat(refusal.status()).isEqualTo(new NtStatus(0xC000000F));
        assertThat(notices.next(LinkNotice.FileIoRefused.class, LIMIT).name()).isEqualTo("\\x.sys");
    }

    @Test
    @Feature("2.7")
    void onlyTheGatesEpochActs() throws InterruptedException, ConnectionException {
        breakIn();
        assertThatThrownBy(() -> read(SECOND, 0x1000, 4)).isInstanceOf(EpochRefusedException.class);
        link.gate().move(SECOND, "carol took the target");
        assertThatThrownBy(() -> read(FIRST, 0x1000, 4))
                .isInstanceOf(EpochRefusedException.class)
                .hasMessageContaining("carol took the target");
        assertThatThrownBy(() -> link.breakIn(FIRST)).isInstanceOf(EpochRefusedException.class);
        assertThat(read(SECOND, 0x1000, 4).status()).isEqualTo(NtStatus.SUCCESS);
        assertThatThrownBy(() -> link.gate().move(FIRST, "back")).isInstanceOf(IllegalArgumentException.class);
        assertThat(notices.next(LinkNotice.GateMoved.class, LIMIT).epoch()).isEqualTo(SECOND);
    }

    @Test
    @Feature("2.7")
    void anExchangeUnderWayWhenTheGateMovesIsFinishedByTheBox() throws InterruptedException, ConnectionException {
        breakIn();
        kernel.holdReplies();
        CompletableFuture<Manipulate> asked = CompletableFuture.supplyAsync(() -> {
            try {
                return read(FIRST, 0x1000, 4);
            } catch (ConnectionException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        received();
        link.gate().move(SECOND, "the lease ended");
        assertThatThrownBy(() -> asked.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(EpochRefusedException.class)
                .hasMessageContaining("the lease ended");
        kernel.releaseReply();
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(journal.since(0, 100))
                        .filteredOn(entry -> entry.kind().equals("discarded"))
                        .singleElement()
                        .satisfies(entry -> assertThat(entry.text()).startsWith("READ_VIRTUAL")));
        assertThat(read(SECOND, 0x2000, 4).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    @Feature("2.7")
    void fewOrManyDriversNoneBeginsAfterItsEpoch() throws InterruptedException, ConnectionException {
        breakIn();
        int epochs = 12;
        List<Thread> drivers = new ArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        for (int i = 1; i <= epochs; i++) {
            Epoch epoch = new Epoch(i);
            drivers.add(Thread.startVirtualThread(() -> {
                int done = 0;
                while (done < 30 && !link.gate().current().isAfter(epoch)) {
                    try {
                        read(epoch, epoch.number() << 32, 4);
                        done++;
                    } catch (EpochRefusedException _) {
                        refused.incrementAndGet();
                    } catch (ConnectionException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }));
        }
        for (int i = 2; i <= epochs; i++) {
            int asked = kernel.received().size();
            Awaitility.await().until(() -> kernel.received().size() >= asked + 5);
            link.gate().move(new Epoch(i), "move " + i);
        }
        for (Thread driver : drivers) {
            driver.join();
        }
        assertThat(refused).hasPositiveValue();
        assertThat(kernel.received())
                .extracting(said ->
                        ((ReadMemory) ((Manipulate) said).body()).address().value() >> 32)
                .as("the epochs in the order the target saw them")
                .isSorted();
    }

    @Test
    @Feature(value = "L14", on = On.PROCESS)
    void resynchronisingGoesOnWhereItWas() throws InterruptedException, ConnectionException {
        breakIn();
        read(FIRST, 0x1000, 4);
        link.resynchronise();
        notices.next(LinkNotice.Resynchronised.class, LIMIT);
        assertThat(read(FIRST, 0x1000, 4).status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(link.status()).isInstanceOf(LinkStatus.Stopped.class);
    }

    @Test
    void anInitialBreakStopsATargetThatComesLate() throws InterruptedException, IOException {
        link.close();
        Cable late = new Cable();
        LinkAddress address = LinkAddress.parse("com:ipport=%d,port=127.0.0.1".formatted(late.hostPort()));
        Notices told = new Notices();
        try (late;
                KdConnection eager =
                        KdConnection.open(address, ConnectionOptions.standard().withInitialBreak(true), told)) {
            told.next(LinkNotice.LinkUp.class, LIMIT);
            try (ScriptedKernel booted = ScriptedKernel.boot(late)) {
                told.next(LinkNotice.StateChanged.class, LinkNotice.StateChanged::brokenIn, LIMIT);
                assertThat(eager.status()).isInstanceOf(LinkStatus.Stopped.class);
                assertThat(booted.received()).isEmpty();
            }
        }
    }

    @Test
    void stopsOfSurplusBreakInBytesAreMarked() throws InterruptedException, ConnectionException {
        up();
        cable.breakWires();
        link.breakIn(FIRST);
        Awaitility.await().until(() -> link.counters().breakIns() >= 3);
        cable.mendWires();
        LinkNotice.StateChanged stop = notices.next(LinkNotice.StateChanged.class, LIMIT);
        assertThat(stop.brokenIn()).isTrue();
        kernel.leaveBreaks(2);
        for (int left = 2; left > 0; left--) {
            go();
            assertThat(notices.next(LinkNotice.StateChanged.class, LIMIT).surplus())
                    .as("%d left", left)
                    .isTrue();
        }
        go();
        kernel.print("on\n");
        notices.next(LinkNotice.Printed.class, LIMIT);
        assertThat(link.status()).isInstanceOf(LinkStatus.Running.class);
    }

    @Test
    void theRehearsalAcknowledgesWhatAKernelSaysFirst() {
        assertThat(WarmUp.rehearse()).isEqualTo(2);
    }

    @Test
    void aLostReplyOfAReadIsAskedForAgain() throws InterruptedException, ConnectionException {
        breakIn();
        kernel.holdReplies();
        CompletableFuture<Manipulate> asked = CompletableFuture.supplyAsync(() -> {
            try {
                return link.request(
                        FIRST, Manipulate.request(0, ReadMemory.of(new Address(0x1000), 4)), Duration.ofSeconds(4));
            } catch (ConnectionException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        received();
        kernel.forgetReply();
        assertThat(asked.join().data().u32(0)).isEqualTo(0x03020100);
    }

    private Manipulate read(Epoch epoch, long at, int count) throws ConnectionException, InterruptedException {
        return link.request(epoch, Manipulate.request(0, ReadMemory.of(new Address(at), count)), Duration.ofSeconds(5));
    }

    private LinkNotice.StateChanged breakIn() throws InterruptedException, ConnectionException {
        up();
        link.breakIn(FIRST);
        return notices.next(LinkNotice.StateChanged.class, LIMIT);
    }

    private void go() throws ConnectionException, InterruptedException {
        link.send(FIRST, Manipulate.request(0, Continue2.of(new NtStatus(0x10002), false, 0x400)));
    }

    private void up() throws InterruptedException {
        notices.next(LinkNotice.LinkUp.class, LIMIT);
    }

    private KdMessage received() throws InterruptedException {
        KdMessage message = kernel.received().poll(40, TimeUnit.SECONDS);
        assertThat(message).as("something from the host").isNotNull();
        return message;
    }
}
