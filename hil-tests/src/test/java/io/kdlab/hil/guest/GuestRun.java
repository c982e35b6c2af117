package io.kdlab.hil.guest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A program running inside the guest, as its test on the host sees it.
public final class GuestRun {
    private final int number;
    private final String what;
    private final Guest guest;
    private final Supplier<String> console;
    private final Deque<String> unheard = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private @Nullable GuestLine end;
    private @Nullable String lost;

    GuestRun(int number, String what, Guest guest, Supplier<String> console) {
        this.number = number;
        this.what = what;
        this.guest = guest;
        this.console = console;
    }

    /// Tells the program something.
    public void say(String text) {
        guest.send(new GuestLine(number, GuestLine.Verb.SAY, text));
    }

    /// Waits until the program says something of this form; what it says before is passed over.
    public Matcher expect(String pattern) throws InterruptedException {
        return expect(pattern, GuestVoice.LIMIT);
    }

    /// The same with a limit of its own.
    public synchronized Matcher expect(String pattern, Duration limit) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern, Pattern.DOTALL);
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            while (!unheard.isEmpty()) {
                String said = unheard.removeFirst();
                heard.add(said);
                Matcher matcher = wanted.matcher(said);
                if (matcher.find()) {
                    return matcher;
                }
            }
            if (over() || !await(until)) {
                throw failure("waited %s for /%s/".formatted(limit, pattern));
            }
        }
    }

    /// Waits for the program's end, which must be good, and gives back what a script printed.
    public synchronized String done() throws InterruptedException {
        long until = System.nanoTime() + GuestVoice.LIMIT.toNanos();
        while (!over()) {
            if (!await(until)) {
                throw failure("no end within " + GuestVoice.LIMIT);
            }
        }
        if (end == null || end.verb() == GuestLine.Verb.FAILED) {
            throw failure("failed");
        }
        return end.text();
    }

    synchronized void received(GuestLine line) {
        if (line.verb() == GuestLine.Verb.SAY) {
            unheard.add(line.text());
        } else {
            end = line;
        }
        notifyAll();
    }

    synchronized void lost(String why) {
        lost = why;
        notifyAll();
    }

    private boolean over() {
        return end != null || lost != null;
    }

    private boolean await(long until) throws InterruptedException {
        long left = until - System.nanoTime();
        if (left > 0) {
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
        return left > 0;
    }

    private AssertionError failure(String why) {
        heard.addAll(unheard);
        return new AssertionError("in the guest, %s: %s%nit said: %s%nits end: %s%nthe guest's console:%n%s"
                .formatted(
                        what,
                        why,
                        String.join(" | ", heard),
                        end != null ? end.verb() + " " + end.text() : lost != null ? lost : "none yet",
                        console.get()));
    }
}
