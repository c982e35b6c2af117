package io.kdlab.transport.ieee1394;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.kdlab.layout.StructCodec;
import io.kdlab.value.Bytes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// A node of the bus whose memory can be read and written, one transaction at a time, through bus resets.
///
/// A bus reset changes node ids, and behind it the node may be another machine, or the same one started anew.
/// So every request carries the generation of the bus in which the node was last found to be what it was
/// ([#onReset]); the kernel refuses it after a reset, and it goes again when that was looked at. A target
/// takes a moment after a reset before it lets others at its memory: what is refused is asked again, for
/// [#PATIENCE] in all. Free for any thread.
final class FirewireNode implements AutoCloseable {
    /// How long a node may refuse before it counts as gone.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /// How long the kernel may take to say how a request ended; it gives up after a tenth of a second itself.
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private static final int SLICE_MILLIS = 50;
    private static final int PAUSE_MILLIS = 2;
    private static final int MOST_PAUSE_MILLIS = 64;
    /// S400, the fastest that 1394a knows; the kernel's speed code is the power of two above S100's 512 bytes.
    private static final int FASTEST = 2;

    private static final int SMALLEST_PAYLOAD = 512;

    private static final StructCodec<CdevInfo> INFO = StructCodec.of(CdevInfo.class);
    private static final StructCodec<CdevTransaction> TRANSACTION = StructCodec.of(CdevTransaction.class);
    private static final StructCodec<CdevBusReset> BUS_RESET = StructCodec.of(CdevBusReset.class);
    private static final StructCodec<CdevResponse> RESPONSE = StructCodec.of(CdevResponse.class);

    private final String name;
    private final FirewireDevice device;
    private final int payload;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Memory argument = new Memory(INFO.size());
    private final Memory data = new Memory(SMALLEST_PAYLOAD << FASTEST);
    private final Memory event = new Memory(CdevResponse.DATA + data.size() + Long.BYTES);
    private final ReentrantLock checking = new ReentrantLock();
    private Check check = () -> {};
    private int believed;
    private CdevBusReset bus = new CdevBusReset(0, 0, 0, 0, 0, 0, 0, 0);
    private ConfigRom rom = new ConfigRom(Bytes.EMPTY);
    private long closure;
    private boolean deviceClosed;

    private FirewireNode(String name, FirewireDevice device, int speed) {
        this.name = name;
        this.device = device;
        this.payload = SMALLEST_PAYLOAD << Math.clamp(speed, 0, FASTEST);
    }

    /// Whether a node still is what it was; ends with an exception if not.
    interface Check {
        void run() throws FirewireException, InterruptedException;
    }

    private record Transaction(int tcode, long address, int length, Bytes bytes) {}

    private record Answer(int rcode, Bytes bytes) {}

    /// No event came.
    private static final Answer NONE = new Answer(-1, Bytes.EMPTY);
    /// An event came that is no answer.
    private static final Answer OTHER = new Answer(-2, Bytes.EMPTY);

    /// Opens a device and learns what node it is.
    static FirewireNode open(FirewireBus bus, String name) throws FirewireException {
        FirewireDevice device = bus.open(name);
        try {
            FirewireNode node = new FirewireNode(name, device, device.ioctl(CdevRequest.GET_SPEED, Pointer.NULL));
            node.refresh();
            node.believed = node.generation();
            return node;
        } catch (FirewireException e) {
            device.close();
            throw e;
        }
    }

    /// The device's name.
    String name() {
        return name;
    }

    /// Whether it is this machine itself.
    boolean isLocal() {
        lock.lock();
        try {
            return bus.nodeId() == bus.localNodeId();
        } finally {
            unlock();
        }
    }

    /// What to do after each bus reset, before any other request.
    void onReset(Check what) {
        checking.lock();
        try {
            check = what;
        } finally {
            checking.unlock();
        }
    }

    private int generation() {
        lock.lock();
        try {
            return bus.generation();
        } finally {
            unlock();
        }
    }

    /// Its configuration ROM as of the last [#refresh].
    ConfigRom rom() {
        lock.lock();
        try {
            return rom;
        } finally {
            unlock();
        }
    }

    /// Asks the kernel anew for the state of the bus and the node's ROM.
    void refresh() throws FirewireException {
        lock.lock();
        try (Memory romBytes = new Memory(ConfigRom.LARGEST);
                Memory reset = new Memory(BUS_RESET.size())) {
            check();
            store(
                    argument,
                    INFO,
                    new CdevInfo(
                            CdevRequest.VERSION,
                            ConfigRom.LARGEST,
                            Pointer.nativeValue(romBytes),
                            Pointer.nativeValue(reset),
                            0,
                            0));
            device.ioctl(CdevRequest.GET_INFO, argument);
            int length = load(argument, INFO).romLength();
            bus = load(reset, BUS_RESET);
            rom = new ConfigRom(Bytes.of(romBytes.getByteArray(0, Math.clamp(length, 0, ConfigRom.LARGEST))));
        } finally {
            unlock();
        }
    }

    /// Reads the node's memory, in as many transactions as it takes.
    Bytes read(long address, int length) throws FirewireException, InterruptedException {
        byte[] all = new byte[length];
        for (int at = 0; at < length; at += payload) {
            int count = Math.min(payload, length - at);
            transact(new Transaction(CdevRequest.READ_BLOCK, address + at, count, Bytes.EMPTY), true)
                    .copyTo(all, at);
        }
        return Bytes.of(all);
    }

    /// Writes the node's memory, in as many transactions as it takes; a part whose fate is unknown is written
    /// again.
    void write(long address, Bytes bytes) throws FirewireException, InterruptedException {
        for (int at = 0; at < bytes.length(); at += payload) {
            Bytes part = bytes.slice(at, Math.min(payload, bytes.length() - at));
            transact(new Transaction(CdevRequest.WRITE_BLOCK, address + at, part.length(), part), true);
        }
    }

    /// Writes once. Tried again only while it certainly did nothing; see [Rcode#nothingHappened].
    void writeOnce(long address, Bytes bytes) throws FirewireException, InterruptedException {
        transact(new Transaction(CdevRequest.WRITE_BLOCK, address, bytes.length(), bytes), false);
    }

    /// Waits, unless the node is closed.
    void pause(int millis) throws FirewireException, InterruptedException {
        if (closed.await(millis, TimeUnit.MILLISECONDS)) {
            throw FirewireException.ofPeer(name + ": closed");
        }
    }

    /// May be called on an event loop: whoever is in the middle of a transaction closes the device behind it.
    @Override
    public void close() {
        closed.countDown();
        if (lock.tryLock()) {
            unlock();
        }
    }

    private Bytes transact(Transaction wanted, boolean repeatable) throws FirewireException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int pause = PAUSE_MILLIS;
        while (true) {
            Answer answer = once(wanted, checkedGeneration());
            int rcode = answer.rcode();
            if (rcode == Rcode.COMPLETE) {
                return answer.bytes();
            }
            boolean again = Rcode.passes(rcode) && (repeatable || Rcode.nothingHappened(rcode));
            if (!again || System.nanoTime() - end > 0) {
                throw FirewireException.ofResponse("%s, address %#x".formatted(name, wanted.address()), rcode);
            }
            pause(pause);
            pause = Math.min(2 * pause, MOST_PAUSE_MILLIS);
        }
    }

    /// The bus's generation, after the check that belongs to it. The check itself asks for no check.
    private int checkedGeneration() throws FirewireException, InterruptedException {
        if (checking.isHeldByCurrentThread()) {
            return generation();
        }
        checking.lockInterruptibly();
        try {
            int now = generation();
            while (now != believed) {
                check.run();
                believed = now;
                now = generation();
            }
            return now;
        } finally {
            checking.unlock();
        }
    }

    private Answer once(Transaction wanted, int generation) throws FirewireException {
        lock.lock();
        try {
            check();
            while (takeEvent(0, wanted) != NONE) {
                // Bus resets since the last request.
            }
            closure++;
            data.write(0, wanted.bytes().toByteArray(), 0, wanted.bytes().length());
            store(
                    argument,
                    TRANSACTION,
                    new CdevTransaction(
                            wanted.tcode(),
                            wanted.length(),
                            wanted.address(),
                            closure,
                            Pointer.nativeValue(data),
                            generation));
            device.ioctl(CdevRequest.SEND_REQUEST, argument);
            long end = System.nanoTime() + ANSWER.toNanos();
            while (System.nanoTime() - end < 0) {
                check();
                Answer answer = takeEvent(SLICE_MILLIS, wanted);
                if (answer.rcode() >= 0) {
                    return answer;
                }
            }
            throw FirewireException.ofPeer(
                    "%s: the kernel did not answer within %d s".formatted(name, ANSWER.toSeconds()));
        } finally {
            unlock();
        }
    }

    /// One event: the answer to the last request, or [#OTHER], or [#NONE] if none came.
    private Answer takeEvent(int millis, Transaction asked) throws FirewireException {
        int length = device.read(event, (int) event.size(), millis);
        if (length == 0) {
            return NONE;
        }
        Bytes all = Bytes.of(event.getByteArray(0, Math.clamp(length, 0, (int) event.size())));
        int type = all.length() < RESPONSE.size() ? -1 : all.u32(Long.BYTES);
        if (type == CdevRequest.EVENT_BUS_RESET && all.length() >= BUS_RESET.size()) {
            bus = BUS_RESET.decode(all, 0);
            return OTHER;
        }
        if (type != CdevRequest.EVENT_RESPONSE) {
            return OTHER;
        }
        CdevResponse response = RESPONSE.decode(all, 0);
        if (response.closure() != closure) {
            return OTHER;
        }
        if (response.rcode() != Rcode.COMPLETE || asked.tcode() == CdevRequest.WRITE_BLOCK) {
            return new Answer(response.rcode() & 0xFF, Bytes.EMPTY);
        }
        if (response.length() != asked.length() || CdevResponse.DATA + asked.length() > all.length()) {
            throw FirewireException.ofPeer("%s: %d bytes read where %d were asked for"
                    .formatted(name, Integer.toUnsignedLong(response.length()), asked.length()));
        }
        return new Answer(Rcode.COMPLETE, all.slice(CdevResponse.DATA, asked.length()));
    }

    private void check() throws FirewireException {
        if (closed.getCount() == 0) {
            throw FirewireException.ofPeer(name + ": closed");
        }
    }

    private void unlock() {
        if (closed.getCount() == 0 && !deviceClosed) {
            deviceClosed = true;
            device.close();
        }
        lock.unlock();
    }

    private static <T extends Record> void store(Memory into, StructCodec<T> codec, T value) {
        byte[] bytes = new byte[codec.size()];
        codec.encode(value, bytes, 0);
        into.write(0, bytes, 0, bytes.length);
    }

    private static <T extends Record> T load(Memory from, StructCodec<T> codec) {
        return codec.decode(Bytes.of(from.getByteArray(0, codec.size())), 0);
    }
}
