package io.kdlab.command;

import io.kdlab.arch.RegisterFile;
import io.kdlab.expression.Language;
import io.kdlab.expression.Value;
import io.kdlab.symbol.SourcePath;
import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import io.kdlab.value.Address;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What commands remember from one to the next: where `d` and `u` go on, the radix, `$t0` to `$t19`.
///
/// Belongs to the thread that owns the session.
public final class CommandState {
    private int radix = 16;
    private SourcePath sourcePath = SourcePath.EMPTY;
    private Optional<SourceText> source = Optional.empty();
    private String displayKind = "db";
    private Optional<Address> nextDisplay = Optional.empty();
    private Optional<Address> nextCode = Optional.empty();
    private Optional<RegisterFile> context = Optional.empty();
    private int stackDepth = 0x100;
    private int frame;
    private boolean stepRegisters;
    private Optional<Long> directory = Optional.empty();
    private boolean wireStats;
    private Optional<CodeSearch> codeSearch = Optional.empty();
    private final Map<String, Long> userRegisters = new HashMap<>();
    private final Map<String, Type> registerTypes = new HashMap<>();
    private String displayedType = "";
    private Language language = Language.MASM;
    private long lastExpression;
    private final Aliases aliases = new Aliases();
    private final Nesting nesting = new Nesting();

    /// The radix of numbers without a prefix.
    public int radix() {
        return radix;
    }

    void setRadix(int radix) {
        this.radix = radix;
    }

    /// What a bare `d` repeats.
    String displayKind() {
        return displayKind;
    }

    /// Where a `d*` without an address goes on.
    Optional<Address> nextDisplay() {
        return nextDisplay;
    }

    void displayed(String kind, Address next) {
        displayKind = kind;
        nextDisplay = Optional.of(next);
    }

    /// Where source files are looked for.
    SourcePath sourcePath() {
        return sourcePath;
    }

    void sourcePath(SourcePath path) {
        sourcePath = path;
    }

    /// The source file that `ls` shows more of.
    Optional<SourceText> source() {
        return source;
    }

    void source(SourceText text) {
        source = Optional.of(text);
    }

    /// Where a `u` without an address goes on.
    Optional<Address> nextCode() {
        return nextCode;
    }

    void disassembled(Address next) {
        nextCode = Optional.of(next);
    }

    /// `$t0` to `$t19` and what else people set; zero until then.
    long userRegister(String name) {
        return userRegisters.getOrDefault(name, 0L);
    }

    void setUserRegister(String name, long value) {
        userRegisters.put(name, value);
        registerTypes.remove(name);
    }

    /// The same, with the type that `r?` gave it; a number of 64 bits without a sign until then.
    Value.Computed typedRegister(String name) {
        return new Value.Computed(registerTypes.getOrDefault(name, WindowsTypes.UNSIGNED_INT64), userRegister(name));
    }

    void setTypedRegister(String name, Value.Computed value) {
        userRegisters.put(name, value.bits());
        registerTypes.put(name, value.type());
    }

    /// The type that `dt` showed last, which `dt .` means.
    String displayedType() {
        return displayedType;
    }

    void displayedType(String name) {
        displayedType = name;
    }

    /// How expressions are read.
    Language language() {
        return language;
    }

    void setLanguage(Language other) {
        language = other;
    }

    /// The value that `?` showed last (`$exp`).
    long lastExpression() {
        return lastExpression;
    }

    void evaluated(long value) {
        lastExpression = value;
    }

    /// The page tables of the process whose user memory people look at, instead of the one that runs
    /// (`.process`): the physical address of the topmost one.
    public Optional<Long> directory() {
        return directory;
    }

    void setDirectory(long physical) {
        directory = Optional.of(physical);
    }

    void resetDirectory() {
        directory = Optional.empty();
    }

    /// Names that stand for other text.
    public Aliases aliases() {
        return aliases;
    }

    /// How deep commands run inside commands.
    Nesting nesting() {
        return nesting;
    }

    /// The registers that people look at instead of the processor's own (`.cxr`).
    Optional<RegisterFile> context() {
        return context;
    }

    void setContext(RegisterFile registers) {
        context = Optional.of(registers);
        frame = 0;
        nextDisplay = Optional.empty();
        nextCode = Optional.empty();
    }

    /// The last search through code (`#`).
    ///
    /// @param next where it goes on
    record CodeSearch(String pattern, Address next) {}

    Optional<CodeSearch> codeSearch() {
        return codeSearch;
    }

    void setCodeSearch(CodeSearch search) {
        codeSearch = Optional.of(search);
    }

    /// How many frames `k` shows when nobody says it; deeper than any healthy stack of a kernel until
    /// `.kframes`.
    int stackDepth() {
        return stackDepth;
    }

    void setStackDepth(int frames) {
        stackDepth = frames;
    }

    /// The frame whose variables people look at (`.frame`), 0 for the innermost.
    int frame() {
        return frame;
    }

    void setFrame(int number) {
        frame = number;
    }

    /// Whether steps show the registers, too.
    boolean stepRegisters() {
        return stepRegisters;
    }

    void toggleStepRegisters() {
        stepRegisters = !stepRegisters;
    }

    /// Whether every command tells what it cost on the wire (`.wirestats`).
    boolean wireStats() {
        return wireStats;
    }

    void setWireStats(boolean on) {
        wireStats = on;
    }

    void resetContext() {
        nextDisplay = Optional.empty();
        nextCode = Optional.empty();
        context = Optional.empty();
        frame = 0;
    }

    /// The target stopped somewhere else: `u` and `d` without an address start there again.
    public void stopped() {
        resetContext();
        resetDirectory();
    }
}
