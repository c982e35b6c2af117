package io.kdlab.breakpoint;

import io.kdlab.breakpoint.EventFilter.Mode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What is done at each kind of event (`sx`), with the defaults of the field (remote-debugging.md §7.1).
///
/// Belongs to the thread that owns the session.
public final class EventFilters {
    /// The word for all exceptions that have no filter of their own.
    static final String OTHER = "*";

    private final Map<String, EventFilter> filters = new LinkedHashMap<>();

    public EventFilters() {
        reset();
    }

    /// Everything as at the beginning; exceptions that people added are gone.
    public void reset() {
        filters.clear();
        standard().forEach(this::set);
    }

    private static Stream<EventFilter> standard() {
        return Stream.concat(events(), exceptions());
    }

    private static Stream<EventFilter> events() {
        return Stream.of(
                EventFilter.event("ct", "Create thread", Mode.IGNORE),
                EventFilter.event("et", "Exit thread", Mode.IGNORE),
                EventFilter.event("cpr", "Create process", Mode.IGNORE),
                EventFilter.event("epr", "Exit process", Mode.IGNORE),
                EventFilter.event("ld", "Load module", Mode.OUTPUT),
                EventFilter.event("ud", "Unload module", Mode.OUTPUT),
                EventFilter.event("ser", "System error", Mode.IGNORE),
                EventFilter.event("ibp", "Initial breakpoint", Mode.IGNORE),
                EventFilter.event("iml", "Initial module load", Mode.IGNORE),
                EventFilter.event("out", "Debuggee output", Mode.IGNORE));
    }

    private static Stream<EventFilter> exceptions() {
        return Stream.of(
                EventFilter.exception("av", "Access violation", Mode.BREAK, false, 0xc0000005),
                EventFilter.exception("asrt", "Assertion failure", Mode.BREAK, false, 0xc0000420),
                EventFilter.exception("aph", "Application hang", Mode.BREAK, false, 0xcfffffff),
                EventFilter.exception("bpe", "Break instruction exception", Mode.BREAK, true, 0x80000003)
                        .continuedBy("bpec"),
                EventFilter.exception("eh", "C++ EH exception", Mode.SECOND_CHANCE, false, 0xe06d7363),
                EventFilter.exception("clr", "CLR exception", Mode.SECOND_CHANCE, false, 0xe0434f4d),
                EventFilter.exception("cce", "Control-Break exception", Mode.BREAK, true, 0x40010008, 0x40010005)
                        .continuedBy("cc"),
                EventFilter.exception("dm", "Data misaligned", Mode.BREAK, false, 0x80000002),
                EventFilter.exception("dbce", "Debugger command exception", Mode.IGNORE, true, 0x40010009),
                EventFilter.exception("c000008e", "Floating divide-by-zero", Mode.BREAK, false, 0xc000008e),
                EventFilter.exception("gp", "Guard page violation", Mode.BREAK, false, 0x80000001),
                EventFilter.exception("ii", "Illegal instruction", Mode.SECOND_CHANCE, false, 0xc000001d),
                EventFilter.exception("ip", "In-page I/O error", Mode.BREAK, false, 0xc0000006),
                EventFilter.exception("dz", "Integer divide-by-zero", Mode.BREAK, false, 0xc0000094),
                EventFilter.exception("iov", "Integer overflow", Mode.BREAK, false, 0xc0000095),
                EventFilter.exception("ch", "Invalid handle", Mode.BREAK, false, 0xc0000008)
                        .continuedBy("hc"),
                EventFilter.exception("lsq", "Invalid lock sequence", Mode.BREAK, false, 0xc000001e),
                EventFilter.exception("isc", "Invalid system call", Mode.BREAK, false, 0xc000001c),
                EventFilter.exception("3c", "Port disconnected", Mode.SECOND_CHANCE, false, 0xc0000037),
                EventFilter.exception("sse", "Single step exception", Mode.BREAK, true, 0x80000004)
                        .continuedBy("ssec"),
                EventFilter.exception("sbo", "Stack buffer overflow", Mode.BREAK, false, 0xc0000409),
                EventFilter.exception("sov", "Stack overflow", Mode.BREAK, false, 0xc00000fd),
                EventFilter.exception("vcpp", "Visual C++ exception", Mode.IGNORE, true, 0x406d1388),
                EventFilter.exception("wkd", "Wake debugger", Mode.BREAK, false, 0x80000007),
                EventFilter.exception("wob", "WOW64 breakpoint", Mode.BREAK, true, 0x4000001f),
                EventFilter.exception("wos", "WOW64 single step exception", Mode.BREAK, true, 0x4000001e),
                EventFilter.exception(OTHER, "Other exception", Mode.SECOND_CHANCE, false));
    }

    /// All of them, in the order in which `sx` shows them: the one for all others is the last.
    public List<EventFilter> all() {
        return Stream.concat(
                        filters.values().stream()
                                .filter(filter -> !filter.code().equals(OTHER)),
                        Stream.of(event(OTHER)))
                .toList();
    }

    /// The filter that people call `word`.
    public Optional<EventFilter> find(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(filters.get(lower));
    }

    /// The filter whose handling people call `word`.
    public Optional<EventFilter> findByContinueCode(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return filters.values().stream()
                .filter(filter -> filter.continueCode().filter(lower::equals).isPresent())
                .findFirst();
    }

    /// The filter for exception `code`; where there is none yet, one that does as the one for all others.
    public EventFilter ofException(int code) {
        return own(code).orElseGet(() -> {
            EventFilter other = event(OTHER);
            String name = "%08x".formatted(code);
            return EventFilter.exception(name, "Unknown exception", other.mode(), other.handled(), code);
        });
    }

    private Optional<EventFilter> own(int code) {
        return filters.values().stream()
                .filter(filter -> filter.codes().contains(code))
                .findFirst();
    }

    /// What is done at exception `code`: as its own filter says, or the one for all others.
    EventFilter deciding(int code) {
        return own(code).orElseGet(() -> event(OTHER));
    }

    /// The filter of an event that always has one.
    EventFilter event(String code) {
        return find(code).orElseThrow(() -> new IllegalStateException("no filter for " + code));
    }

    /// Takes `filter` in place of the one with its word.
    public void set(EventFilter filter) {
        filters.put(filter.code(), filter);
    }

    /// Whether the kernel shall stop while it starts up, after the next restart.
    public boolean breaksAtBoot() {
        return event("ibp").mode() == Mode.BREAK;
    }

    /// Whether the kernel shall stop at the first image it reports, after the next restart.
    public boolean breaksAtFirstModule() {
        return event("iml").mode() == Mode.BREAK;
    }
}
