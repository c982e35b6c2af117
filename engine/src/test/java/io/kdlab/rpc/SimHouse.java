package io.kdlab.rpc;

import io.kdlab.address.LinkAddress;
import io.kdlab.capture.Journal;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.engine.EngineOptions;
import io.kdlab.engine.HostEngine;
import io.kdlab.session.Role;
import io.kdlab.stub.LocalStub;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// A house with one simulated target: alice holds it, bob may watch.
final class SimHouse implements House, AutoCloseable {
    static final String ALICE = "alice's secret";
    static final String BOB = "bob's secret";
    static final String HOLDER = "sim is held by alice until 12:00 (testing)";

    private static final Map<String, String> TOKENS = Map.of(ALICE, "alice", BOB, "bob");

    private final KdConnection connection;
    private final HostEngine engine;

    SimHouse() {
        Journal journal = Journal.inMemory(Clock.systemUTC());
        connection = KdConnection.open(
                LinkAddress.parse("sim:x64,seed=11"),
                ConnectionOptions.standard().withTap(journal));
        engine = HostEngine.over(
                new LocalStub(connection, journal),
                EngineOptions.bench("sim:x64", "", Epoch.NONE).withHolder(() -> Optional.of(HOLDER)));
    }

    HostEngine engine() {
        return engine;
    }

    @Override
    public Optional<Caller> callerByToken(String keyId) {
        return TOKENS.entrySet().stream()
                .filter(token -> OpenProof.keyId(OpenProof.key(token.getKey())).equals(keyId))
                .map(token -> new Caller(token.getValue(), Bytes.of(OpenProof.key(token.getKey()))))
                .findFirst();
    }

    @Override
    public Optional<Caller> callerByCookie(String keyId) {
        return Optional.empty();
    }

    @Override
    public Admission admit(String user, String target, Role wish) throws Refused {
        if (!target.equals("sim")) {
            throw new Refused("there is no target \"" + target + "\" here; known: sim");
        }
        boolean drives = wish == Role.DRIVE && user.equals("alice");
        return new Admission(engine, drives ? Role.DRIVE : Role.OBSERVE, drives || wish == Role.OBSERVE ? "" : HOLDER);
    }

    @Override
    public void close() {
        engine.close();
        connection.close();
    }
}
