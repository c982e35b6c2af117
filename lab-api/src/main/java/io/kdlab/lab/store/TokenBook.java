package io.kdlab.lab.store;

import io.kdlab.lab.LabException;
import io.kdlab.lab.Names;
import io.kdlab.lab.Text;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The users, and the tokens they prove themselves with.
///
/// Only a SHA-256 of each token is kept. A slow, salted password hash would add nothing: those protect what people can
/// guess, and nobody guesses 256 random bits, while every request would pay half a second for it.
public final class TokenBook {
    /// Lets secret scanners, and people, see what leaked.
    private static final String PREFIX = "kdlab_";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Jdbi jdbi;

    TokenBook(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// At the first start of all, makes the user `admin` and hands its token over, once; else returns false.
    ///
    /// The token is handed over before it is committed: a box killed in between hands out another one at its next
    /// start, instead of keeping one that nobody has seen.
    public boolean firstStart(Clock clock, Consumer<IssuedToken> handOver) {
        return jdbi.inTransaction(handle -> {
            int added = handle.createUpdate("""
                            INSERT INTO lab_user (name, role, created_at)
                            SELECT 'admin', 'ADMIN', :at WHERE NOT EXISTS (SELECT 1 FROM lab_user)
                            ON CONFLICT (name) DO NOTHING""").bind("at", clock.millis()).execute();
            if (added == 0) {
                return false;
            }
            handOver.accept(issue(handle, "admin", "first start", clock));
            return true;
        });
    }

    /// Whose token it is; empty for one that is unknown or revoked.
    public Optional<User> whois(String token) {
        if (token.length() > 200) {
            return Optional.empty();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT name, role FROM token JOIN lab_user ON name = user_name
                        WHERE sha256 = :hash AND revoked_at IS NULL""")
                .bind("hash", hash(token))
                .map((row, _) -> new User(row.getString(1), UserRole.valueOf(row.getString(2))))
                .findOne());
    }

    /// The tokens in force: the SHA-256 of each in lower-case hex, and whose it is.
    ///
    /// For the challenge of a debugger front, in which the hash is the key and the token never travels. So whoever
    /// reads the store can join as a front; the store is its owner's alone (0600).
    public Map<String, User> inForce() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT sha256, name, role FROM token JOIN lab_user ON name = user_name
                        WHERE revoked_at IS NULL""")
                .map((row, _) ->
                        Map.entry(row.getString(1), new User(row.getString(2), UserRole.valueOf(row.getString(3)))))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    public User addUser(String name, UserRole role, Clock clock) {
        Names.check("user name", name);
        return jdbi.inTransaction(handle -> {
            int added = handle.createUpdate("""
                            INSERT INTO lab_user (name, role, created_at) VALUES (:name, :role, :at)
                            ON CONFLICT (name) DO NOTHING""")
                    .bind("name", name)
                    .bind("role", role.name())
                    .bind("at", clock.millis())
                    .execute();
            if (added == 0) {
                throw new LabException.Exists("there is a user \"%s\" already".formatted(name));
            }
            return new User(name, role);
        });
    }

    public List<User> users() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT name, role FROM lab_user ORDER BY name")
                .map((row, _) -> new User(row.getString(1), UserRole.valueOf(row.getString(2))))
                .list());
    }

    /// A new token for a known user.
    public IssuedToken issue(String user, String label, Clock clock) {
        return jdbi.inTransaction(handle -> {
            requireUser(handle, user);
            return issue(handle, user, Text.oneLine(label, 100), clock);
        });
    }

    public List<TokenInfo> tokens(String user) {
        return jdbi.inTransaction(handle -> {
            requireUser(handle, user);
            return handle.createQuery("SELECT * FROM token WHERE user_name = :user ORDER BY created_at, id")
                    .bind("user", user)
                    .map((row, _) -> {
                        long revoked = row.getLong("revoked_at");
                        return new TokenInfo(
                                row.getString("id"),
                                user,
                                row.getString("label"),
                                Instant.ofEpochMilli(row.getLong("created_at")),
                                revoked == 0 ? null : Instant.ofEpochMilli(revoked));
                    })
                    .list();
        });
    }

    /// From now on the token opens nothing.
    public void revoke(String user, String id, Clock clock) {
        int revoked = jdbi.inTransaction(handle -> handle.createUpdate("""
                        UPDATE token SET revoked_at = COALESCE(revoked_at, :at)
                        WHERE user_name = :user AND id = :id""")
                .bind("at", clock.millis())
                .bind("user", user)
                .bind("id", id)
                .execute());
        if (revoked == 0) {
            throw new LabException.NotFound(
                    "%s has no token \"%s\"".formatted(Text.oneLine(user, 63), Text.oneLine(id, 20)));
        }
    }

    private static void requireUser(Handle handle, String user) {
        boolean known = handle.createQuery("SELECT 1 FROM lab_user WHERE name = :user")
                .bind("user", user)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!known) {
            throw new LabException.NotFound(
                    "no user \"%s\" here; an admin adds users: POST /api/v1/users".formatted(Text.oneLine(user, 63)));
        }
    }

    private static IssuedToken issue(Handle handle, String user, String label, Clock clock) {
        var random = new byte[32];
        RANDOM.nextBytes(random);
        var token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        var idBytes = new byte[6];
        RANDOM.nextBytes(idBytes);
        var id = HexFormat.of().formatHex(idBytes);
        handle.createUpdate("""
                        INSERT INTO token (sha256, id, user_name, label, created_at)
                        VALUES (:hash, :id, :user, :label, :at)""")
                .bind("hash", hash(token))
                .bind("id", id)
                .bind("user", user)
                .bind("label", label)
                .bind("at", clock.millis())
                .execute();
        return new IssuedToken(id, user, token);
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
