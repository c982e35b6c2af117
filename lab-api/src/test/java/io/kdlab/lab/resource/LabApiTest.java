package io.kdlab.lab.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.lab.AfterLease;
import io.kdlab.lab.client.LabClient;
import io.kdlab.lab.client.LabClientException;
import io.kdlab.lab.v1.LeaseInfo;
import io.kdlab.lab.v1.TargetInfo;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API as its client sees it: HTTP on a port, SQLite on disk.
@Feature(value = "2.7", on = On.PROCESS)
final class LabApiTest {
    private static final Duration HALF_HOUR = Duration.ofMinutes(30);

    @TempDir
    private Path directory;

    private LabServer lab;

    @BeforeEach
    void startLab() throws Exception {
        lab = new LabServer(directory);
    }

    @AfterEach
    void stopLab() {
        lab.close();
    }

    @Test
    @Feature(value = "W01", on = On.PROCESS)
    void oneCallTellsWhoHasWhatUntilWhen() {
        lab.user("alice").take("lab-x64-02", HALF_HOUR, "a hang in foo.sys");
        var targets = lab.user("bob").targets();
        assertThat(targets).extracting(TargetInfo::name).containsExactly("lab-x64-01", "lab-x64-02", "arm-07");
        assertThat(targets.get(0).holder()).isNull();
        var held = targets.get(1);
        assertThat(held.state()).isEqualTo("running");
        assertThat(held.holder()).isEqualTo("alice");
        assertThat(held.why()).isEqualTo("a hang in foo.sys");
        assertThat(held.until()).isEqualTo(lab.clock.instant().plus(HALF_HOUR));
        assertThat(lab.user("carol").target("lab-x64-02")).isEqualTo(held);
    }

    @Test
    void whoTakesAHeldTargetReadsWhoHoldsItUntilWhenAndWhatToDo() {
        lab.user("alice").take("lab-x64-01", HALF_HOUR, "a hang");
        var bob = lab.user("bob");
        assertThatThrownBy(() -> bob.take("lab-x64-01", HALF_HOUR, "mine"))
                .hasMessage(
                        "lab-x64-01 is held by alice until 2026-11-20T09:30:00Z (a hang); ask alice to give it, or wait")
                .isInstanceOfSatisfying(LabClientException.Refused.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(409);
                    assertThat(refused.problem().holder()).isEqualTo("alice");
                    assertThat(refused.problem().until()).isEqualTo("2026-11-20T09:30:00Z");
                });
        assertThatThrownBy(() -> bob.give("lab-x64-01", AfterLease.AS_CONFIGURED))
                .hasMessageContaining("held by alice")
                .hasMessageContaining("an admin can kick");
        assertThatThrownBy(() -> bob.extend("lab-x64-01", HALF_HOUR)).hasMessageContaining("held by alice");
        assertThatThrownBy(() -> bob.kick("lab-x64-01", "now")).hasMessageContaining("your role does not allow this");
        assertThatThrownBy(() -> bob.give("arm-07", AfterLease.AS_CONFIGURED)).hasMessageContaining("held by nobody");
    }

    @Test
    void aLeaseIsTakenExtendedGivenAndRemembered() {
        var alice = lab.user("alice");
        var taken = alice.take("arm-07", HALF_HOUR, "a hang");
        var extended = alice.extend("arm-07", Duration.ofHours(1));
        assertThat(extended.until()).isEqualTo(taken.until().plus(Duration.ofHours(1)));
        assertThat(alice.me().leases()).extracting(LeaseInfo::target).containsExactly("arm-07");
        assertThat(alice.leases()).containsExactly(extended);
        var end = alice.give("arm-07", AfterLease.LEAVE_STOPPED);
        assertThat(end.cause()).isEqualTo("given");
        assertThat(alice.me().leases()).isEmpty();
        assertThat(alice.history("arm-07", 5)).containsExactly(end);
        assertThat(lab.told)
                .hasSize(1)
                .first()
                .satisfies(told -> assertThat(told.leaveStopped()).isTrue());
    }

    @Test
    void whatIsLeftBehindIsWhatTheTargetOrTheHolderSays() throws InterruptedException {
        var alice = lab.user("alice");
        for (var target : new String[] {"lab-x64-01", "lab-x64-02"}) {
            for (var after : AfterLease.values()) {
                alice.take(target, HALF_HOUR, "a hang");
                alice.give(target, after);
                boolean leaves = after == AfterLease.LEAVE_STOPPED
                        || after == AfterLease.AS_CONFIGURED && target.equals("lab-x64-02");
                assertThat(lab.told.take().leaveStopped())
                        .as("%s %s", target, after)
                        .isEqualTo(leaves);
            }
        }
    }

    @Test
    void anAdminKicksAndTheOldHolderIsToldWhy() throws InterruptedException {
        lab.user("alice").take("arm-07", HALF_HOUR, "a hang");
        var end = lab.admin().kick("arm-07", "the release waits");
        assertThat(end.cause()).isEqualTo("kicked");
        assertThat(lab.told.take().reason()).isEqualTo("admin took it away: the release waits");
    }

    @Test
    void aLeaseEndsByItselfWhenItsTimeIsOver() throws InterruptedException {
        var alice = lab.user("alice");
        alice.take("arm-07", HALF_HOUR, "a hang");
        lab.clock.advance(HALF_HOUR);
        assertThat(lab.told.take().lease().holder()).isEqualTo("alice");
        assertThat(alice.target("arm-07").holder()).isNull();
        assertThatThrownBy(() -> alice.give("arm-07", AfterLease.RESUME)).hasMessageContaining("held by nobody");
    }

    @Test
    void anUnknownTargetListsTheKnownOnesTheNearestFirst() {
        var alice = lab.user("alice");
        assertThatThrownBy(() -> alice.take("lab-x64-2", HALF_HOUR, "a hang"))
                .hasMessage("no target \"lab-x64-2\" here; known: lab-x64-02, lab-x64-01, arm-07")
                .isInstanceOfSatisfying(
                        LabClientException.Refused.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(404));
        assertThatThrownBy(() -> alice.history("ARM07", 5)).hasMessageContaining("known: arm-07");
    }

    @Test
    void limitsAreToldAndNothingIsShortenedSilently() {
        var alice = lab.user("alice");
        assertThatThrownBy(() -> alice.take("arm-07", Duration.ofDays(2), "a hang"))
                .hasMessage("a lease lasts from 1m to 12h here, not 2d");
        var taken = alice.take("arm-07", Duration.ofHours(11), "a hang");
        assertThatThrownBy(() -> alice.extend("arm-07", Duration.ofHours(2)))
                .hasMessageContaining("2h more")
                .hasMessageContaining("2026-11-20T21:00:00Z");
        assertThat(alice.target("arm-07").until()).isEqualTo(taken.until());
        assertThatThrownBy(() -> alice.take("arm-07", HALF_HOUR, "again")).hasMessageContaining("that is you");
    }

    @Test
    void usersAndTokensAreTheAdminsBusiness() {
        var alice = lab.user("alice");
        assertThat(alice.me().role()).isEqualTo("user");
        assertThat(lab.admin().me().role()).isEqualTo("admin");
        assertThatThrownBy(alice::users).hasMessageContaining("your role does not allow this");
        assertThatThrownBy(() -> alice.addUser("mallory", "admin")).hasMessageContaining("your role");
        var admin = lab.admin();
        assertThat(admin.users()).extracting(user -> user.name()).containsExactly("admin", "alice");
        assertThatThrownBy(() -> admin.addUser("alice", "user")).hasMessageContaining("already");
        assertThatThrownBy(() -> admin.addUser("dave", "root")).hasMessageContaining("user or admin");
        assertThatThrownBy(() -> admin.issueToken("nobody", "x")).hasMessageContaining("no user \"nobody\"");
    }

    @Test
    void aRevokedTokenIsRefusedAtTheNextRequest() {
        var alice = lab.user("alice");
        assertThat(alice.me().name()).isEqualTo("alice");
        var admin = lab.admin();
        admin.revokeToken("alice", admin.tokens("alice").getFirst().id());
        assertThatThrownBy(alice::me).hasMessageContaining("kdlab login");
    }

    @Test
    void aBoxThatDoesNotAnswerIsOneLine() {
        var address = lab.address();
        lab.close();
        try (var client = LabClient.of(address, "kdlab_x")) {
            assertThatThrownBy(client::me)
                    .isInstanceOf(LabClientException.Unreachable.class)
                    .hasMessage("nothing answers at %s; is kdlab serve running there?".formatted(address));
        }
    }
}
