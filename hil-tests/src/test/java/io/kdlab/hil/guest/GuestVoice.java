package io.kdlab.hil.guest;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// How a [GuestProgram] talks to its test on the host.
public final class GuestVoice {
    /// How long anything inside the guest may take: minutes on the host are seconds in there.
    public static final Duration LIMIT = Duration.ofSeconds(100);

    private final int run;
    private final Consumer<GuestLine> out;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    GuestVoice(int run, Consumer<GuestLine> out) {
        this.run = run;
        this.out = out;
    }

    /// Tells the test something; it waits for it by `expect`.
    public void say(String text) {
        out.accept(new GuestLine(run, GuestLine.Verb.SAY, text));
    }

    /// Waits for what the test says next.
    public String hear() throws InterruptedException {
        String text = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("the test said nothing for " + LIMIT);
        }
        return text;
    }

    void heard(String text) {
        heard.add(text);
    }
}
