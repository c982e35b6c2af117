package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkNotice;
import io.kdlab.connection.Subscription;
import io.kdlab.message.Continue2;
import io.kdlab.message.ExceptionStop;
import io.kdlab.message.GetVersion;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.StateChange;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SimTargetTest {
    private final BlockingQueue<LinkNotice> notices = new LinkedBlockingQueue<>();

    @Test
    void aMachineBootsAndPrintsAndBreaksIn() throws Exception {
        try (KdConnection link = KdConnection.open(LinkAddress.parse("sim:x64,seed=3"), ConnectionOptions.standard())) {
            Subscription s = link.subscribe(notices::add);
            int symbols = 0;
            while (symbols < 2) {
                StateChange change = stop();
                if (change.body() instanceof LoadSymbols) {
                    symbols++;
                    go(link, change);
                }
            }
            link.breakIn(Epoch.NONE);
            StateChange change = stop();
            assertThat(((ExceptionStop) change.body()).code()).isEqualTo(NtStatus.BREAKPOINT);
            assertThat(request(link, GetVersion.REQUEST).status()).isEqualTo(NtStatus.SUCCESS);
            s.close();
        }
    }

    private static void go(KdConnection link, StateChange change) throws Exception {
        link.send(Epoch.NONE, Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, false, 0x400)));
    }

    private static Manipulate request(KdConnection link, ManipulateBody body) throws Exception {
        return link.request(Epoch.NONE, Manipulate.request(0, body), Duration.ofSeconds(5));
    }

    private StateChange stop() throws InterruptedException {
        while (true) {
            LinkNotice notice = notices.poll(20, TimeUnit.SECONDS);
            assertThat(notice).as("a stop within 20 s").isNotNull();
            if (notice instanceof LinkNotice.StateChanged(StateChange change, boolean _, boolean _, var _)) {
                return change;
            }
        }
    }
}
