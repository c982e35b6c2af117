package io.kdlab.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.lab.EndCause;
import io.kdlab.lab.LabException;
import io.kdlab.lab.SteppedClock;
import io.kdlab.lab.UserRole;
import io.kdlab.value.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What both databases must do alike.
@Feature(value = "2.7", on = On.PROCESS)
abstract class LabStoreContract {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant ONE = NOON.plus(Duration.ofHours(1));

    private final SteppedClock clock = SteppedClock.start();
    private LabStore store;

    /// Opens what the test is about; called again to see what a restart sees.
    abstract LabStore open();

    /// Empties what [#open()] opens.
    abstract void clear() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        clear();
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = open();
    }

    @Test
    void aLeaseIsThereAfterReopening() {
        var lease = store.leases().take("lab-1", "alice", "a bug", NOON, ONE);
        reopen();
        assertThat(store.leases().active("lab-1")).contains(lease);
        assertThat(store.leases().active()).containsExactly(lease);
    }

    @Test
    void aHeldTargetIsRefusedAndItsHolderStays() {
        var lease = store.leases().take("lab-1", "alice", "a bug", NOON, ONE);
        assertThatThrownBy(() -> store.leases().take("lab-1", "bob", "mine", NOON, ONE))
                .isInstanceOf(LabException.Held.class)
                .hasMessageContaining("alice")
                .hasMessageContaining("2026-11-20T13:00:00Z");
        assertThat(store.leases().active("lab-1")).contains(lease);
        assertThat(store.leases().take("lab-2", "bob", "another", NOON, ONE).holder())
                .isEqualTo("bob");
    }

    @Test
    void anEndGivesTheBoxAnEpochOfItsOwnAndIsSeenOnce() {
        var lease = store.leases().take("lab-1", "alice", "a bug", NOON, ONE);
        var end = store.leases()
                .end(lease, EndCause.GIVEN, "alice", "done", NOON, true)
                .orElseThrow();
        assertThat(end.boxEpoch().isAfter(lease.epoch())).isTrue();
        assertThat(store.leases().end(lease, EndCause.EXPIRED, "the box", "late", ONE, false))
                .isEmpty();
        assertThat(store.epochs().current("lab-1")).isEqualTo(end.boxEpoch());
        reopen();
        assertThat(store.leases().uncleaned()).containsExactly(end);
        store.leases().cleaned(end, ONE);
        assertThat(store.leases().uncleaned()).isEmpty();
    }

    @Test
    void nobodyCleansUpOnceSomebodyElseHasTakenTheTarget() {
        var lease = store.leases().take("lab-1", "alice", "a bug", NOON, ONE);
        store.leases().end(lease, EndCause.GIVEN, "alice", "done", NOON, false);
        store.leases().take("lab-1", "bob", "next", NOON, ONE);
        assertThat(store.leases().uncleaned()).isEmpty();
    }

    @Test
    void epochsGrowOverRestartsAndPerTarget() {
        var seen = new ArrayList<Epoch>();
        for (int round = 0; round < 5; round++) {
            seen.add(store.epochs().next("lab-1"));
            var lease = store.leases().take("lab-1", "alice", "a bug", NOON, ONE);
            seen.add(lease.epoch());
            store.leases()
                    .end(lease, EndCause.GIVEN, "alice", "done", NOON, false)
                    .ifPresent(e -> seen.add(e.boxEpoch()));
            reopen();
        }
        assertThat(seen).isSorted().doesNotHaveDuplicates().hasSize(15);
        assertThat(store.epochs().next("lab-2")).isEqualTo(new Epoch(1));
    }

    @Test
    void theBoxGetsNoEpochOfItsOwnWhileSomebodyHolds() {
        var lease = store.leases().take("lab-1", "alice", "a bug", NOON, ONE);
        assertThatThrownBy(() -> store.epochs().next("lab-1")).isInstanceOf(LabException.Held.class);
        assertThat(store.epochs().current("lab-1")).isEqualTo(lease.epoch());
    }

    @Test
    void manyAtOnceGetOneLeaseAndNoEpochTwice() throws ExecutionException, InterruptedException {
        var epochs = new HashSet<Epoch>();
        var tries = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 16; i++) {
            var name = "user-" + i;
            tries.add(() -> {
                try {
                    store.leases().take("lab-1", name, "race", NOON, ONE);
                    return true;
                } catch (LabException.Held _) {
                    return false;
                }
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(tries).stream().filter(LabStoreContract::got))
                    .hasSize(1);
            Callable<Epoch> count = () -> store.epochs().next("lab-2");
            for (var epoch : threads.invokeAll(Collections.nCopies(40, count))) {
                epochs.add(epoch.get());
            }
        }
        assertThat(epochs).hasSize(40);
    }

    private static boolean got(Future<Boolean> attempt) {
        return attempt.resultNow();
    }

    @Test
    void extendingMovesTheEndOfALeaseThatHolds() {
        var lease = store.leases().take("lab-1", "alice", "a bug", NOON, ONE);
        var later = ONE.plusSeconds(60);
        assertThat(store.leases().extend(lease, later).orElseThrow().until()).isEqualTo(later);
        store.leases().end(lease, EndCause.GIVEN, "alice", "done", NOON, false);
        assertThat(store.leases().extend(lease, later.plusSeconds(60))).isEmpty();
    }

    @Test
    void historyTellsWhoHadWhatTheNewestFirst() {
        var first = store.leases().take("lab-1", "alice", "a bug", NOON, ONE);
        store.leases().end(first, EndCause.KICKED, "admin", "needed", NOON.plusSeconds(5), false);
        store.leases().take("lab-1", "bob", "next", NOON.plusSeconds(10), ONE);
        store.leases().take("lab-2", "carol", "other", NOON.plusSeconds(20), ONE);
        var history = store.leases().history("lab-1", 10);
        assertThat(history).extracting(past -> past.lease().holder()).containsExactly("bob", "alice");
        assertThat(history).extracting(past -> past.cause()).containsExactly(null, EndCause.KICKED);
        assertThat(store.leases().history(null, 2))
                .extracting(past -> past.lease().holder())
                .containsExactly("carol", "bob");
    }

    @Test
    void theAdminTokenIsHandedOverOnce() {
        var shown = new ArrayList<IssuedToken>();
        assertThat(store.tokens().firstStart(clock, shown::add)).isTrue();
        reopen();
        assertThat(store.tokens().firstStart(clock, shown::add)).isFalse();
        assertThat(shown).hasSize(1);
        var user = store.tokens().whois(shown.getFirst().token()).orElseThrow();
        assertThat(user.name()).isEqualTo("admin");
        assertThat(user.role()).isEqualTo(UserRole.ADMIN);
    }

    @Test
    void aFirstStartThatCannotShowItsTokenIsStillTheFirst() {
        assertThatThrownBy(() -> store.tokens().firstStart(clock, _ -> {
                    throw new IllegalStateException("stdout is gone");
                }))
                .hasMessageContaining("stdout is gone");
        assertThat(store.tokens().firstStart(clock, _ -> {})).isTrue();
    }

    @Test
    void aRevokedTokenOpensNothing() {
        store.tokens().addUser("alice", UserRole.USER, clock);
        var kept = store.tokens().issue("alice", "laptop", clock);
        var lost = store.tokens().issue("alice", "phone", clock);
        store.tokens().revoke("alice", lost.id(), clock);
        assertThat(store.tokens().whois(lost.token())).isEmpty();
        assertThat(store.tokens().whois(kept.token())).isPresent();
        assertThat(store.tokens().whois(kept.token() + "x")).isEmpty();
        assertThat(store.tokens().tokens("alice"))
                .extracting(TokenInfo::label)
                .containsExactlyInAnyOrder("laptop", "phone");
        assertThatThrownBy(() -> store.tokens().revoke("alice", "nonsense", clock))
                .isInstanceOf(LabException.NotFound.class);
    }

    @Test
    void noTokenIsReadableInTheStore() {
        store.tokens().addUser("alice", UserRole.USER, clock);
        var issued = store.tokens().issue("alice", "laptop", clock);
        var rows = store.jdbi()
                .withHandle(handle ->
                        handle.createQuery("SELECT * FROM token").mapToMap().list());
        assertThat(rows).hasSize(1);
        assertThat(rows.toString()).doesNotContain(issued.token().substring(6)).contains(issued.id());
    }

    @Test
    void aNameIsTakenOnceAndFitsAUrl() {
        store.tokens().addUser("alice", UserRole.USER, clock);
        assertThatThrownBy(() -> store.tokens().addUser("alice", UserRole.ADMIN, clock))
                .isInstanceOf(LabException.Exists.class);
        assertThatThrownBy(() -> store.tokens().addUser("../x\n", UserRole.USER, clock))
                .isInstanceOf(LabException.BadValue.class)
                .hasMessageContaining("../x?");
    }
}
