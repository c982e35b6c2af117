package io.kdlab.appliance;

import io.kdlab.lab.Lease;
import io.kdlab.lab.User;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.store.TokenBook;
import io.kdlab.rpc.House;
import io.kdlab.rpc.OpenProof;
import io.kdlab.session.Role;
import io.kdlab.value.Bytes;
import java.util.Map;
import java.util.Optional;

/// Who may join which session: everybody with a token may observe, the holder of the lease drives.
final class TargetHouse implements House {
    private final Map<String, ServedTarget> targets;
    private final LeaseBook leases;
    private final TokenBook tokens;

    TargetHouse(Map<String, ServedTarget> targets, LeaseBook leases, TokenBook tokens) {
        this.targets = targets;
        this.leases = leases;
        this.tokens = tokens;
    }

    @Override
    public Optional<Caller> callerByToken(String keyId) {
        for (Map.Entry<String, User> token : tokens.inForce().entrySet()) {
            Bytes key = Bytes.ofHex(token.getKey());
            if (OpenProof.keyId(key.toByteArray()).equals(keyId)) {
                return Optional.of(new Caller(token.getValue().name(), key));
            }
        }
        return Optional.empty();
    }

    /// Nobody joins this box by the machine's cookie: its people have tokens.
    @Override
    public Optional<Caller> callerByCookie(String keyId) {
        return Optional.empty();
    }

    @Override
    public Admission admit(String user, String target, Role wish) throws Refused {
        ServedTarget served = targets.get(target);
        if (served == null) {
            throw new Refused("there is no target \"%s\" here; known: %s"
                    .formatted(target.replaceAll("\\p{Cntrl}", "?"), String.join(", ", targets.keySet())));
        }
        var engine = served.engine()
                .orElseThrow(() -> new Refused(target + " is not served now: "
                        + served.status().state() + " (" + served.status().detail() + ")"));
        Optional<Lease> lease = leases.holder(target);
        boolean holder = lease.isPresent() && lease.get().holder().equals(user);
        if (wish == Role.OBSERVE || holder) {
            return new Admission(engine, wish, "");
        }
        String note = served.holderText()
                .orElse("nobody holds " + target + "; to drive it: kdlab take " + target + " --for 30m --why \"…\"");
        return new Admission(engine, Role.OBSERVE, note);
    }
}
