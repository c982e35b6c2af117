package io.kdlab.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.target.OutcomeUnknown;
import io.kdlab.target.TargetLost;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A numbered request is executed once, however often it comes.
@Feature("K04")
class TicketMemoryTest {
    private static final Epoch EPOCH = new Epoch(7);

    private final TicketMemory memory = new TicketMemory();
    private final AtomicInteger executed = new AtomicInteger();

    private StubReply count() {
        return new StubReply.Written(NtStatus.SUCCESS, executed.incrementAndGet());
    }

    @Test
    void repeatedNumberIsAnsweredFromMemory() {
        StubReply first = memory.once(new Ticket(EPOCH, 1, 1), this::count);
        assertThat(memory.once(new Ticket(EPOCH, 1, 1), this::count)).isEqualTo(first);
        assertThat(executed).hasValue(1);
    }

    @Test
    void sessionsNumberApart() {
        memory.once(new Ticket(EPOCH, 1, 1), this::count);
        memory.once(new Ticket(EPOCH, 2, 1), this::count);
        assertThat(executed).hasValue(2);
    }

    @Test
    void failureIsRememberedToo() {
        var ticket = new Ticket(EPOCH, 1, 1);
        assertThatThrownBy(() -> memory.once(ticket, () -> {
                    executed.incrementAndGet();
                    throw new TargetLost("cut");
                }))
                .isInstanceOf(TargetLost.class);
        assertThatThrownBy(() -> memory.once(ticket, this::count))
                .isInstanceOf(TargetLost.class)
                .hasMessage("cut");
        assertThat(executed).hasValue(1);
    }

    @Test
    void forgottenNumberIsRefusedNotRepeated() {
        for (long number = 1; number <= TicketMemory.KEPT + 1; number++) {
            memory.once(new Ticket(EPOCH, 1, number), this::count);
        }
        int before = executed.get();
        assertThatThrownBy(() -> memory.once(new Ticket(EPOCH, 1, 1), this::count))
                .isInstanceOf(OutcomeUnknown.class);
        assertThat(executed).hasValue(before);
    }

    @Test
    void repeatWaitsForTheFirstToEnd() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var ticket = new Ticket(EPOCH, 1, 1);
        Thread first = Thread.ofVirtual()
                .start(() -> memory.once(ticket, () -> {
                    begun.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    return count();
                }));
        begun.await();
        var answer = new AtomicInteger();
        Thread second = Thread.ofVirtual()
                .start(() -> answer.set(((StubReply.Written) memory.once(ticket, this::count)).count()));
        goOn.countDown();
        first.join();
        second.join();
        assertThat(answer).hasValue(1);
        assertThat(executed).hasValue(1);
    }
}
