package io.kdlab.appliance.command;

import io.kdlab.address.KdnetKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kdlab key`: a key for KDNET that nobody can guess.
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a KDNET key of 256 random bits, as bcdedit and -k net: take it.",
            "A key such as 1.2.3.4 is anybody's: whoever knows it and sees the target's first word reads everything."
        })
public final class KeyVerb implements Callable<Integer> {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Writes it there, readable by you alone, instead of showing it: -k net:port=N,key=@FILE.")
    private @Nullable Path file;

    @Option(names = "--host", paramLabel = "IP", description = "Also prints the command for the target: this machine.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", defaultValue = "50000", description = "Its port (${DEFAULT-VALUE}).")
    private int port;

    @Override
    public Integer call() throws IOException {
        String key = KdnetKey.random(new SecureRandom()).secret();
        Path to = file;
        if (to == null) {
            System.out.println(key);
        } else {
            write(to, key);
            System.out.println("written to " + to);
        }
        if (host != null) {
            System.out.printf(
                    "bcdedit /dbgsettings net hostip:%s port:%d key:%s%n",
                    host, port, to == null ? key : "<what is in " + to + ">");
        }
        return 0;
    }

    /// An existing file stays: its key may be in use.
    private static void write(Path to, String key) throws IOException {
        try (var out = Files.newByteChannel(
                to,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            out.write(StandardCharsets.US_ASCII.encode(key + "\n"));
        } catch (FileAlreadyExistsException e) {
            throw new Failure(to + " exists; a key is never overwritten, remove it yourself", e);
        }
    }
}
