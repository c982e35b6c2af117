package io.kdlab.lab.client;

import io.kdlab.lab.AfterLease;
import io.kdlab.lab.DurationText;
import io.kdlab.lab.v1.ExtendRequest;
import io.kdlab.lab.v1.FrontInfo;
import io.kdlab.lab.v1.KickRequest;
import io.kdlab.lab.v1.LeaseInfo;
import io.kdlab.lab.v1.Me;
import io.kdlab.lab.v1.NewToken;
import io.kdlab.lab.v1.NewUser;
import io.kdlab.lab.v1.PastLeaseInfo;
import io.kdlab.lab.v1.TakeRequest;
import io.kdlab.lab.v1.TargetInfo;
import io.kdlab.lab.v1.TokenEntry;
import io.kdlab.lab.v1.TokenIssued;
import io.kdlab.lab.v1.UserInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The lab API from Java. Every method throws [LabClientException], whose message is the line to show.
public final class LabClient implements AutoCloseable {
    private final LabWire wire;

    private LabClient(LabWire wire) {
        this.wire = wire;
    }

    public static LabClient of(LabAddress address, String token) {
        return new LabClient(new LabWire(address, token));
    }

    /// What certificate the box shows, for somebody to compare with what the box printed, before it is pinned.
    ///
    /// Nothing is sent: the handshake is given up when the certificate is seen.
    public static Fingerprint shownBy(LabAddress address) {
        return LabCertificate.shownBy(address);
    }

    public List<TargetInfo> targets() {
        return list("/targets", TargetInfo.class);
    }

    public TargetInfo target(String name) {
        return one("GET", "/targets/" + segment(name), null, TargetInfo.class);
    }

    public LeaseInfo take(String target, Duration duration, String why) {
        var body = new TakeRequest(DurationText.format(duration), why);
        return one("POST", lease(target), body, LeaseInfo.class);
    }

    public PastLeaseInfo give(String target, AfterLease after) {
        var query = switch (after) {
            case AS_CONFIGURED -> "";
            case RESUME -> "?leaveStopped=false";
            case LEAVE_STOPPED -> "?leaveStopped=true";
        };
        return one("DELETE", lease(target) + query, null, PastLeaseInfo.class);
    }

    public LeaseInfo extend(String target, Duration by) {
        return one("POST", lease(target) + "/extend", new ExtendRequest(DurationText.format(by)), LeaseInfo.class);
    }

    public PastLeaseInfo kick(String target, String why) {
        return one("POST", lease(target) + "/kick", new KickRequest(why), PastLeaseInfo.class);
    }

    public List<LeaseInfo> leases() {
        return list("/leases", LeaseInfo.class);
    }

    /// The newest first; of every target where none is named.
    public List<PastLeaseInfo> history(@Nullable String target, int limit) {
        var only = target == null ? "" : "&target=" + segment(target);
        return list("/leases/history?limit=" + limit + only, PastLeaseInfo.class);
    }

    /// Where debugger fronts attach.
    public List<FrontInfo> fronts() {
        return list("/fronts", FrontInfo.class);
    }

    public Me me() {
        return one("GET", "/me", null, Me.class);
    }

    public List<UserInfo> users() {
        return list("/users", UserInfo.class);
    }

    public UserInfo addUser(String name, String role) {
        return one("POST", "/users", new NewUser(name, role), UserInfo.class);
    }

    public List<TokenEntry> tokens(String user) {
        return list("/users/%s/tokens".formatted(segment(user)), TokenEntry.class);
    }

    public TokenIssued issueToken(String user, String label) {
        return one("POST", "/users/%s/tokens".formatted(segment(user)), new NewToken(label), TokenIssued.class);
    }

    public void revokeToken(String user, String id) {
        wire.call(
                "DELETE",
                "/api/v1/users/%s/tokens/%s".formatted(segment(user), segment(id)),
                null,
                LabWire.type(Void.class));
    }

    /// Nothing is open between calls; a client may be closed so that it can keep a connection one day.
    @Override
    public void close() {}

    private <T> T one(String method, String path, @Nullable Object body, Class<T> type) {
        T answer = wire.call(method, "/api/v1" + path, body, LabWire.type(type));
        return Objects.requireNonNull(answer, "the lab answered nothing");
    }

    private <T> List<T> list(String path, Class<T> type) {
        List<T> answer = wire.call("GET", "/api/v1" + path, null, LabWire.listOf(type));
        return Objects.requireNonNull(answer, "the lab answered nothing");
    }

    private static String lease(String target) {
        return "/targets/%s/lease".formatted(segment(target));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
