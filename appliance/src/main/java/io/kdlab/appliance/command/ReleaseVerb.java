package io.kdlab.appliance.command;

import io.kdlab.appliance.Control;
import io.kdlab.transport.WireHolder;
import io.kdlab.transport.WireLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `kdlab release TARGET`: the box operator takes a wire for the bench.
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a target's wire from the service on this machine, for use at the bench. Needs no network.",
            "Whoever drives the target is told; the service takes the wire back when the bench session ends."
        })
public final class ReleaseVerb implements Callable<Integer> {
    @Parameters(paramLabel = "TARGET", description = "The target's name.")
    private String target = "";

    @Override
    public Integer call() throws IOException {
        List<WireHolder> holders = WireLock.holders();
        WireHolder holder = holders.stream()
                .filter(one -> one.target().filter(target::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> new Failure("no service on this machine has the wire of \"" + target + "\""
                        + (holders.isEmpty()
                                ? "; no wire is held now"
                                : "; held now: "
                                        + holders.stream().map(WireHolder::text).collect(Collectors.joining("; ")))));
        String socket =
                holder.control().orElseThrow(() -> new Failure(holder.text() + " takes no requests; end it instead"));
        String reply;
        try {
            reply = Control.ask(Path.of(socket), "release " + target);
        } catch (IOException e) {
            throw new Failure(
                    "the service does not answer on " + socket + ": " + e.getMessage() + "; if it hangs, kill -9 "
                            + holder.pid() + " frees the wire",
                    e);
        }
        if (!reply.startsWith("released")) {
            throw new Failure(reply);
        }
        System.out.println(reply);
        return 0;
    }
}
