package io.kdlab.lab.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.lab.AfterLease;
import io.kdlab.lab.EndCause;
import io.kdlab.lab.EndedLease;
import io.kdlab.lab.LabException;
import io.kdlab.lab.LeaseEnd;
import io.kdlab.lab.LeaseEvent;
import io.kdlab.lab.LeasePolicy;
import io.kdlab.lab.SteppedClock;
import io.kdlab.lab.Target;
import io.kdlab.lab.Targets;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.store.LabStore;
import io.kdlab.lab.store.StatementTap;
import io.kdlab.value.Epoch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The order of things when a lease begins and ends; what kills do to it is in [LeaseModelTest].
@Feature(value = "2.7", on = On.PROCESS)
final class LeaseBookTest {
    private static final User ALICE = new User("alice", UserRole.USER);
    private static final User BOB = new User("bob", UserRole.USER);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final SteppedClock clock = SteppedClock.start();
    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<CountDownLatch> cleanUps = new LinkedBlockingQueue<>();
    private final AtomicBoolean slowCleanUp = new AtomicBoolean();
    private LabStore store;
    private LeaseBook book;

    @BeforeEach
    void open() {
        store = LabStore.sqlite(directory.resolve("lab.db"));
        book = book(new Target("one", "", "sim:x64", false), new Target("two", "", "sim:x64", true));
    }

    @AfterEach
    void close() {
        book.close();
        store.close();
    }

    private LeaseBook book(Target... targets) {
        var end = new LeaseEnd() {
            @Override
            public void tell(EndedLease end) {
                happened.add("told %s: %s".formatted(end.lease().holder(), end.reason()));
            }

            @Override
            public void cleanUp(EndedLease end) throws InterruptedException {
                if (slowCleanUp.get()) {
                    var done = new CountDownLatch(1);
                    cleanUps.add(done);
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        happened.add("clean-up interrupted");
                        throw e;
                    }
                }
                happened.add("cleaned up under " + end.boxEpoch());
            }
        };
        var opened = new LeaseBook(
                Targets.of(List.of(targets)),
                store.leases(),
                store.epochs(),
                this::move,
                end,
                new LeasePolicy(Duration.ofMinutes(1), Duration.ofHours(4), Duration.ofMillis(300)),
                clock,
                clock);
        opened.restore();
        opened.listen(event -> happened.add(event.getClass().getSimpleName()));
        happened.clear();
        return opened;
    }

    private void move(String target, Epoch epoch, String reason) {
        // What the gate is told is on disk already.
        assertThat(store.epochs().current(target)).isEqualTo(epoch);
        happened.add("gate %s at %s: %s".formatted(target, epoch, reason));
    }

    private void seen(String... expected) {
        book.awaitCleanUps();
        assertThat(happened).containsExactly(expected);
        happened.clear();
    }

    @Test
    void theStoreThenTheGateThenTheOldDriverThenTheRest() {
        book.take("one", ALICE, HOUR, "a hang");
        seen("gate one at 2: alice took it until 2026-11-20T10:00:00Z", "Taken");
        book.give("one", ALICE, AfterLease.AS_CONFIGURED);
        book.awaitCleanUps();
        assertThat(happened.subList(0, 2))
                .containsExactly(
                        "gate one at 3: the lease of alice ended: you gave it back", "told alice: you gave it back");
        assertThat(happened).contains("cleaned up under 3", "Ended");
    }

    @Test
    void anEndedLeaseIsTakenOverOnlyAfterTheCleanUp() throws InterruptedException {
        slowCleanUp.set(true);
        book.take("one", ALICE, HOUR, "a hang");
        book.give("one", ALICE, AfterLease.AS_CONFIGURED);
        var cleaning = cleanUps.take();
        var taken = new CountDownLatch(1);
        var taker = Thread.ofVirtual().start(() -> {
            book.take("one", BOB, HOUR, "next");
            taken.countDown();
        });
        assertThat(taken.await(50, TimeUnit.MILLISECONDS))
                .as("taken while the box cleans up")
                .isFalse();
        cleaning.countDown();
        taker.join();
        assertThat(happened)
                .containsSubsequence("cleaned up under 3", "gate one at 4: bob took it until 2026-11-20T10:00:00Z");
    }

    @Test
    void aCleanUpThatHangsDoesNotKeepTheNextHolderOut() throws InterruptedException {
        slowCleanUp.set(true);
        book.take("one", ALICE, HOUR, "a hang");
        book.give("one", ALICE, AfterLease.AS_CONFIGURED);
        cleanUps.take();
        assertThat(book.take("one", BOB, HOUR, "next").holder()).isEqualTo("bob");
        assertThat(store.leases().uncleaned()).isEmpty();
        await().until(() -> happened.contains("clean-up interrupted"));
    }

    @Test
    void aCleanUpThatTheRestartCutShortIsDoneAfterIt() throws InterruptedException {
        slowCleanUp.set(true);
        book.take("two", ALICE, HOUR, "a hang");
        var end = book.give("two", ALICE, AfterLease.AS_CONFIGURED);
        cleanUps.take();
        book.close();
        slowCleanUp.set(false);
        assertThat(store.leases().uncleaned()).containsExactly(end);
        assertThat(end.leaveStopped()).isTrue();
        book = book(new Target("two", "", "sim:x64", true));
        book.awaitCleanUps();
        assertThat(store.leases().uncleaned()).isEmpty();
    }

    @Test
    void timeEndsALeaseAtItsEndAndAnExtensionMovesIt() {
        book.take("one", ALICE, HOUR, "a hang");
        clock.advance(Duration.ofMinutes(59));
        book.extend("one", ALICE, HOUR);
        clock.advance(Duration.ofMinutes(60));
        assertThat(book.holder("one")).isPresent();
        happened.clear();
        clock.advance(Duration.ofMinutes(1));
        assertThat(book.holder("one")).isEmpty();
        assertThat(happened).startsWith("gate one at 3: the lease of alice ended: its time was over");
        assertThat(book.history("one", 1).getFirst().cause()).isEqualTo(EndCause.EXPIRED);
    }

    @Test
    void aLeaseThatEndedWhileTheBoxWasDownIsOverBeforeAnybodyAsks() {
        book.take("one", ALICE, HOUR, "a hang");
        book.take("two", BOB, Duration.ofHours(3), "a long hang");
        book.close();
        clock.advance(Duration.ofHours(2));
        book = book(new Target("one", "", "sim:x64", false), new Target("two", "", "sim:x64", true));
        assertThat(book.holder("one")).isEmpty();
        assertThat(book.holder("two")).isPresent();
        clock.advance(HOUR);
        assertThat(book.holder("two")).isEmpty();
    }

    @Test
    void aTargetThatLeftTheConfigurationIsSettledWhenItIsBack() {
        var first = book.take("one", ALICE, HOUR, "a hang");
        book.close();
        book = book(new Target("two", "", "sim:x64", true));
        clock.advance(HOUR);
        assertThat(book.holders()).isEmpty();
        assertThat(happened).noneMatch(line -> line.contains("gate one"));
        // It may be another box's, which shares the store: only that one ends the lease, and moves the gate with it.
        assertThat(store.leases().active("one")).contains(first);
        book.close();
        book = book(new Target("one", "", "sim:x64", false));
        assertThat(book.history("one", 1).getFirst().cause()).isEqualTo(EndCause.EXPIRED);
        assertThat(book.take("one", BOB, HOUR, "next").epoch().number())
                .isGreaterThan(first.epoch().number() + 1);
    }

    @Test
    void aStoreThatFailsAtTheEndOfALeaseIsTriedAgain() {
        book.take("one", ALICE, HOUR, "a hang");
        var full = new AtomicBoolean(true);
        StatementTap.on(store, () -> {
            if (full.get()) {
                throw new IllegalStateException("disk full");
            }
        });
        clock.advance(HOUR);
        full.set(false);
        assertThat(book.holder("one")).isPresent();
        clock.advance(Duration.ofSeconds(10));
        assertThat(book.holder("one")).isEmpty();
    }

    @Test
    void theBoxOperatorTakesATargetWithoutAnAccount() {
        book.take("one", ALICE, HOUR, "a hang");
        happened.clear();
        var end = book.kick("one", User.boxOperator("root"), "bench work");
        assertThat(end.by()).isEqualTo("root at the box");
        assertThat(happened).contains("told alice: root at the box took it away: bench work");
        assertThatThrownBy(() -> book.kick("one", BOB, "me")).isInstanceOf(LabException.NotAllowed.class);
    }

    @Test
    void releasingClearsTheWayWhoeverHolds() throws InterruptedException {
        slowCleanUp.set(true);
        book.take("one", ALICE, HOUR, "a hang");
        happened.clear();
        var releasing = Thread.ofVirtual()
                .start(() -> assertThat(book.release("one", User.boxOperator("root"), "bench work"))
                        .isPresent());
        cleanUps.take().countDown();
        releasing.join();
        assertThat(book.holder("one")).isEmpty();
        assertThat(happened)
                .containsExactly(
                        "gate one at 3: the lease of alice ended: root at the box took it away: bench work",
                        "told alice: root at the box took it away: bench work",
                        "Ended",
                        "cleaned up under 3",
                        "gate one at 4: root at the box: bench work");
        assertThat(book.release("one", User.boxOperator("root"), "again")).isEmpty();
        assertThat(book.take("one", BOB, HOUR, "next").epoch()).isEqualTo(new Epoch(6));
    }

    @Test
    void theBoxRenewsItsOwnEpochOnAFreeTargetOnly() {
        var first = book.renew("one", "the wire came back");
        var second = book.renew("one", "and again");
        assertThat(second.isAfter(first)).isTrue();
        book.take("one", ALICE, HOUR, "a hang");
        assertThatThrownBy(() -> book.renew("one", "not now")).isInstanceOf(LabException.Held.class);
    }

    @Test
    void aListenerThatFailsHarmsNobody() {
        var events = new ArrayList<LeaseEvent>();
        book.listen(_ -> {
            throw new IllegalStateException("a broken board");
        });
        book.listen(events::add);
        book.take("one", ALICE, HOUR, "a hang");
        book.extend("one", ALICE, HOUR);
        book.give("one", ALICE, AfterLease.AS_CONFIGURED);
        assertThat(events)
                .hasExactlyElementsOfTypes(LeaseEvent.Taken.class, LeaseEvent.Extended.class, LeaseEvent.Ended.class)
                .allMatch(event -> event.target().equals("one"));
    }

    @Test
    void whoGivesNoReasonGetsNoTarget() {
        assertThatThrownBy(() -> book.take("one", ALICE, HOUR, "  "))
                .isInstanceOf(LabException.BadValue.class)
                .hasMessageContaining("say why");
        assertThat(book.take("one", ALICE, HOUR, "x\u001b[2J\n".repeat(100)).why())
                .doesNotContain("\u001b", "\n")
                .hasSizeLessThan(210);
    }
}
