package io.kdlab.hil.guest;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The program that runs inside the guest and runs there what a test on the host asks for. One JVM for all, since
/// starting one is what takes longest.
public final class GuestAgent {
    private static final String SCRIPT_SECONDS = "60";

    private final OutputStream out;
    private final Map<Integer, GuestVoice> voices = new ConcurrentHashMap<>();

    private GuestAgent(OutputStream out) {
        this.out = out;
    }

    /// Standard input and output are the port to the host, which can be opened only once.
    public static void main(String[] arguments) throws IOException {
        GuestAgent agent = new GuestAgent(new FileOutputStream(FileDescriptor.out));
        // What a library prints must not get between the lines.
        System.setOut(System.err);
        agent.send(new GuestLine(0, GuestLine.Verb.READY, System.getProperty("os.version")));
        // Not System.in: it asks how much is there, and a virtio port cannot tell.
        BufferedReader in = new BufferedReader(
                new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null) {
            agent.received(GuestLine.parse(line));
            line = in.readLine();
        }
    }

    private void received(GuestLine line) {
        switch (line.verb()) {
            case RUN -> {
                GuestVoice voice = new GuestVoice(line.run(), this::send);
                voices.put(line.run(), voice);
                List<String> words = line.text().lines().toList();
                begin(line.run(), () -> program(voice, words.getFirst(), words.subList(1, words.size())));
            }
            case SHELL -> begin(line.run(), () -> shell(line.text()));
            case SAY -> {
                GuestVoice voice = voices.get(line.run());
                if (voice != null) {
                    voice.heard(line.text());
                }
            }
            case READY, DONE, FAILED -> throw new IllegalStateException("only a guest says this: " + line);
        }
    }

    private interface Work {
        String result() throws Exception;
    }

    private void begin(int run, Work work) {
        Thread.ofPlatform().daemon().name("run " + run).start(() -> {
            GuestLine end;
            try {
                end = new GuestLine(run, GuestLine.Verb.DONE, work.result());
            } catch (Throwable e) {
                // Errors too: a class that the guest lacks must be told, not end a thread.
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace, true));
                end = new GuestLine(run, GuestLine.Verb.FAILED, trace.toString());
            }
            voices.remove(run);
            send(end);
        });
    }

    private static String program(GuestVoice voice, String name, List<String> arguments) throws Exception {
        GuestProgram program =
                (GuestProgram) Class.forName(name).getDeclaredConstructor().newInstance();
        program.run(voice, arguments);
        return "";
    }

    private static String shell(String script) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("timeout", SCRIPT_SECONDS, "bash", "-ec", script)
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = bash.waitFor();
        if (code != 0) {
            throw new IOException(
                    "ended with %d (124: %s s are over): %s%n%s".formatted(code, SCRIPT_SECONDS, script, printed));
        }
        return printed;
    }

    private synchronized void send(GuestLine line) {
        try {
            out.write(line.line().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
