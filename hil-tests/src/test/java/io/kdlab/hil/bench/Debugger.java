package io.kdlab.hil.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A debugger that reads commands from a pipe: the bench's `kd` or an `attach`, one talks to both the same way.
public final class Debugger implements AutoCloseable {
    private final Dialogue dialogue;
    /// Who joins later is shown what others printed, their marks too.
    private final String own = UUID.randomUUID().toString().substring(0, 8);

    private int marks;

    public Debugger(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    /// The conversation itself.
    public Dialogue dialogue() {
        return dialogue;
    }

    /// Gives a command and returns what was printed until the next prompt: for `g` that is the next stop.
    public String run(String command) throws IOException, InterruptedException {
        dialogue.say(command);
        return printed(command);
    }

    /// What is printed until the next prompt.
    public String printed(String command) throws IOException, InterruptedException {
        String mark = "mark-%s-%d".formatted(own, ++marks);
        dialogue.say(".echo " + mark);
        String all = dialogue.expect("\\A(.*?)^" + mark + "\\n").group(1);
        // What is typed is shown where it is typed, which may be before the last of the output is shown.
        return all.lines()
                .filter(line -> !line.endsWith("> " + command) && !line.endsWith("> .echo " + mark))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /// Lets the target run and comes back at once.
    public void go() throws IOException, InterruptedException {
        dialogue.say("g");
        dialogue.expect("^[^\\n]*> g\\n");
    }

    /// Waits for something to be printed.
    public Matcher expect(String pattern) throws InterruptedException {
        return dialogue.expect(pattern);
    }

    /// Waits for something to be printed, with a limit of its own.
    public Matcher expect(String pattern, Duration limit) throws InterruptedException {
        return dialogue.expect(pattern, limit);
    }

    /// Presses CTRL+C and waits for the stop.
    public void breakIn() throws IOException, InterruptedException {
        dialogue.interrupt();
        dialogue.expect("Break instruction exception - code 80000003");
        run("r rip");
    }

    /// The value of a register.
    public long register(String name) throws IOException, InterruptedException {
        return value(run("r " + name), "\\b" + name + "=([0-9a-f]+)");
    }

    /// The 32-bit number at an address.
    public long dword(long address) throws IOException, InterruptedException {
        return value(run("dd %x L1".formatted(address)), "^[0-9a-f]{8}`[0-9a-f]{8}  ([0-9a-f]{8})");
    }

    /// The 64-bit number at an address.
    public long qword(long address) throws IOException, InterruptedException {
        return value(run("dq %x L1".formatted(address)), "^[0-9a-f]{8}`[0-9a-f]{8}  ([0-9a-f]{8}`[0-9a-f]{8})");
    }

    /// A hexadecimal number in a text, by the first group of a pattern.
    public static long value(String text, String pattern) {
        Matcher found = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
        if (!found.find()) {
            throw new AssertionError("no /" + pattern + "/ in:\n" + text);
        }
        return Long.parseUnsignedLong(found.group(1).replace("`", ""), 16);
    }

    /// An address as the debugger writes it.
    public static String address(long value) {
        return "%08x`%08x".formatted(value >>> 32, value & 0xffff_ffffL);
    }

    @Override
    public void close() {
        dialogue.close();
    }
}
