package io.kdlab.transport;

import io.kdlab.address.LinkAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one lock that service, bench and stub take before they open a wire, of whatever kind it is.
///
/// It is the kernel's lock on a file named after the wire, so a killed holder frees it; who holds it stands in
/// a second file beside it, replaced as a whole. Lock files are never deleted: a deleted one could be held
/// twice. A wire that is private to this process (a simulated machine) is locked by nothing.
public final class WireLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WireLock.class);

    /// POSIX drops a process's locks on a file when it closes *any* descriptor of it: a file held here is not
    /// opened again.
    private static final Map<Path, WireLock> HELD = new HashMap<>();

    private final LinkAddress address;
    private final @Nullable Path file;
    private final @Nullable FileChannel channel;
    private WireHolder holder;

    private WireLock(LinkAddress address, @Nullable Path file, @Nullable FileChannel channel, WireHolder holder) {
        this.address = address;
        this.file = file;
        this.channel = channel;
        this.holder = holder;
    }

    /// Takes the wire or says who has it.
    public static WireLock take(LinkAddress address, WireHolder holder) throws IOException {
        return take(directory(System.getenv()), address, holder);
    }

    /// The same with another directory of locks.
    public static WireLock take(Path directory, LinkAddress address, WireHolder holder) throws IOException {
        if (!address.shared()) {
            return new WireLock(address, null, null, holder);
        }
        Path file = file(directory, address);
        synchronized (HELD) {
            WireLock mine = HELD.get(file);
            if (mine != null) {
                throw new WireHeldException(address.text(), mine.holder());
            }
            create(directory, file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new WireHeldException(address.text(), read(file));
            }
            WireLock taken = new WireLock(address, file, channel, holder);
            HELD.put(file, taken);
            taken.update(holder);
            return taken;
        }
    }

    /// Who holds the wire now, if anybody does.
    public static Optional<WireHolder> holder(LinkAddress address) throws IOException {
        return holder(directory(System.getenv()), address);
    }

    /// The same with another directory of locks.
    public static Optional<WireHolder> holder(Path directory, LinkAddress address) throws IOException {
        if (!address.shared()) {
            return Optional.empty();
        }
        return holder(file(directory, address));
    }

    private static Optional<WireHolder> holder(Path file) throws IOException {
        synchronized (HELD) {
            WireLock mine = HELD.get(file);
            if (mine != null) {
                return Optional.of(mine.holder());
            }
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                return channel.tryLock() == null ? Optional.of(read(file)) : Optional.empty();
            }
        }
    }

    /// Who held a wire that is free now, and died instead of giving it back.
    public static Optional<WireHolder> abandoned(LinkAddress address) throws IOException {
        Path file = file(directory(System.getenv()), address);
        return address.shared() && Files.exists(beside(file)) && holder(address).isEmpty()
                ? Optional.of(read(file))
                : Optional.empty();
    }

    /// Everybody who holds a wire of this machine now.
    public static List<WireHolder> holders() throws IOException {
        Path directory = directory(System.getenv());
        List<WireHolder> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> locks = Files.newDirectoryStream(directory, "*.lock")) {
                for (Path file : locks) {
                    holder(file).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /// `$KDLAB_RUN/wires`; else `/run/kdlab/wires` where that can be written, since service and bench must meet
    /// there; else `$XDG_RUNTIME_DIR/kdlab/wires`; else a directory of this user's among the temporary files.
    public static Path directory(Map<String, String> environment) {
        String run = environment.get("KDLAB_RUN");
        String user = environment.get("XDG_RUNTIME_DIR");
        Path installed = Path.of("/run/kdlab");
        Path base;
        if (run != null && !run.isBlank()) {
            base = Path.of(run);
        } else if (Files.isDirectory(installed) && Files.isWritable(installed)) {
            base = installed;
        } else if (user != null && !user.isBlank()) {
            base = Path.of(user, "kdlab");
        } else {
            base = Path.of(System.getProperty("java.io.tmpdir"), "kdlab-" + System.getProperty("user.name"));
        }
        return base.resolve("wires");
    }

    /// The wire.
    public LinkAddress address() {
        return address;
    }

    /// Who holds it, as others read it.
    public synchronized WireHolder holder() {
        return holder;
    }

    /// Tells others something new about the holder: a lease and its end.
    public synchronized void update(WireHolder now) throws IOException {
        holder = now;
        if (file != null) {
            Path beside = beside(file);
            Path fresh = Files.createTempFile(beside.getParent(), ".holder", "");
            Files.write(fresh, now.lines());
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, beside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Gives the wire back.
    @Override
    public void close() {
        if (file == null || channel == null) {
            return;
        }
        synchronized (HELD) {
            if (HELD.remove(file, this)) {
                try {
                    Files.deleteIfExists(beside(file));
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /// Lets others read how the line of a wire is, where this process holds its lock; else does nothing.
    public static void tell(LinkAddress wire, LineState line) {
        // Not after the lock is given back: it would look as if its holder had died.
        synchronized (HELD) {
            for (WireLock lock : HELD.values()) {
                if (lock.address().equals(wire)) {
                    lock.tell(line);
                }
            }
        }
    }

    private synchronized void tell(LineState line) {
        try {
            update(holder.withLine(line));
        } catch (IOException e) {
            LOG.warn("the state of a line cannot be told wire={} cause={}", address.text(), e.toString());
        }
    }

    private static WireHolder read(Path file) {
        try {
            return WireHolder.parse(Files.readAllLines(beside(file)));
        } catch (IOException _) {
            // Taken this moment, and not written yet.
            return WireHolder.parse(List.of("who=another process", "since=" + Instant.EPOCH));
        }
    }

    private static void create(Path directory, Path file) throws IOException {
        Files.createDirectories(directory);
        try {
            Files.createFile(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        } catch (FileAlreadyExistsException _) {
            // As it should be from the second time on.
        }
    }

    private static Path file(Path directory, LinkAddress address) {
        String wire = address.canonical();
        String name = wire.replaceAll("[^A-Za-z0-9._-]+", "_");
        return directory.toAbsolutePath().normalize().resolve("%s-%08x.lock".formatted(name, wire.hashCode()));
    }

    private static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".holder");
    }
}
