package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.StateChange;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A simulated machine on a bad cable, as `sim:…,loss=1%,seed=7` orders it.
@Timeout(180)
@Feature(value = "3.9", on = On.SIM)
final class SimFaultsTest {
    private static final String BAD = "sim:x64,seed=7,loss=2%,duplicate=2%,delay=2%,flip=1%,truncate=1%";

    @Test
    void nothingIsLostAndNothingHappensTwice() throws Exception {
        try (SimSession s = new SimSession(BAD, 7)) {
            work(s);
            assertThat(s.repaired())
                    .as("packets that had to go again over " + BAD)
                    .isPositive();
        }
    }

    @Test
    void aServedMachineTakesTheSameOptions() throws Exception {
        SimOptions options = SimOptions.of((LinkAddress.Sim) LinkAddress.parse(BAD));
        try (SimServer server = SimServer.listen(new InetSocketAddress("127.0.0.1", 0), options);
                SimSession s = new SimSession("com:ipport=%d,port=127.0.0.1".formatted(server.port()), 7)) {
            work(s);
        }
    }

    private static void work(SimSession s) throws Exception {
        s.firstStop();
        s.go();
        s.nextStop();
        s.go();
        s.printed("up");
        s.breakIn();
        Bytes code = s.read(s.kernel.base(), 512);
        assertThat(code).isEqualTo(s.kernel.layout().slice(0, 512));
        for (int n = 0; n < 60; n++) {
            assertThat(s.read(s.kernel.base() + n, 512 - n))
                    .as("read %d over %s", n, BAD)
                    .isEqualTo(code.slice(n));
        }
        long hot = s.kernel.export("SimHotFunction");
        long before = s.quad("SimCounter");
        s.skipInt3();
        for (int n = 1; n <= 8; n++) {
            assertThat(s.plant(hot).status()).as("hit %d over %s", n, BAD).isEqualTo(NtStatus.SUCCESS);
            s.go();
            StateChange hit = s.nextStop();
            if (hit.programCounter().value() != hot) {
                // A late or damaged byte of ours met a running kernel and was a break-in: no protocol can tell.
                assertThat(s.context().u64(SimSession.RCX))
                        .as("status: control-C")
                        .isEqualTo(1);
                s.skipInt3();
                s.go();
                hit = s.nextStop();
            }
            assertThat(hit.programCounter().value()).isEqualTo(hot);
            assertThat(s.quad("SimCounter")).as("hit %d over %s", n, BAD).isEqualTo(before + n - 1);
            s.step();
        }
    }
}
