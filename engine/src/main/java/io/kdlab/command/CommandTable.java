package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoints;
import io.kdlab.session.StepKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// All commands, in the order in which help and documentation show them.
public final class CommandTable {
    private final List<Command> commands = new ArrayList<>();

    private CommandTable() {}

    /// The commands that there are.
    public static CommandTable standard() {
        CommandTable table = new CommandTable();
        table.control();
        table.breakpoints();
        table.events();
        table.memory();
        table.stateAndCode();
        table.symbols();
        table.information();
        table.language();
        table.kernel();
        return table;
    }

    private void control() {
        add(new Go());
        add(new GoOn());
        add(new Step("p", StepKind.OVER, "a call counting as one"));
        add(new Step("t", StepKind.INTO, "going into calls"));
        steps("p", StepKind.OVER, "a call counting as one");
        steps("t", StepKind.INTO, "going into calls");
        add(new StepOut());
        add(new WatchTrace());
        add(new Reboot());
        add(new Crash());
        add(new WriteDump());
        add(Quit.asking());
        add(Quit.resuming());
        add(new Processor());
    }

    private void steps(String name, StepKind kind, String what) {
        add(new StepTo(name + "a", kind, what));
        add(StepUntil.call(name + "c", kind));
        add(StepUntil.callOrReturn(name + "ct", kind));
        add(StepUntil.branch(name + "h", kind));
        add(StepUntil.returning(name + "t", kind));
    }

    private void breakpoints() {
        add(new SetBreakpoint());
        add(new SetMatchingBreakpoints());
        add(new SetDataBreakpoint());
        add(new ListBreakpoints());
        add(new BreakpointCommands());
        add(new ChangeBreakpoints("bc", "remove breakpoints", Breakpoints::remove));
        add(new ChangeBreakpoints("bd", "disable breakpoints", (all, id) -> all.enable(id, false)));
        add(new ChangeBreakpoints("be", "enable breakpoints", (all, id) -> all.enable(id, true)));
        add(new RenumberBreakpoints());
        add(new SetBreakpointCommands());
        add(new SetBreakpointCondition());
    }

    private void events() {
        add(new ListFilters());
        add(SetFilter.breaking());
        add(SetFilter.secondChance());
        add(SetFilter.telling());
        add(SetFilter.ignoring());
        add(new ResetFilters());
        add(new LastEvent());
        add(new BreakAtBoot());
        add(new BreakIn());
        add(new FilterPrints());
        add(new ShowPrints());
    }

    private void memory() {
        add(new DisplayAgain(this));
        add(new DisplayMemory("db", 1, 16, true, "bytes and characters"));
        add(new DisplayMemory("dw", 2, 8, false, "16-bit numbers"));
        add(new DisplayMemory("dd", 4, 4, false, "32-bit numbers"));
        add(new DisplayMemory("dc", 4, 4, true, "32-bit numbers and characters"));
        add(new DisplayMemory("dq", 8, 2, false, "64-bit numbers"));
        add(new DisplayMemory("dp", DisplayMemory.POINTERS, 2, false, "pointers"));
        add(new DisplaySymbols("dds", 4, "32-bit numbers"));
        add(new DisplaySymbols("dqs", 8, "64-bit numbers"));
        add(new DisplaySymbols("dps", DisplayMemory.POINTERS, "pointers"));
        add(new DisplayString("da", 1, "ASCII text"));
        add(new DisplayString("du", 2, "Unicode text"));
        add(new DisplayCounted("ds", false));
        add(new DisplayCounted("dS", true));
        add(new DisplayType());
        add(new Search());
        add(new Compare());
        add(new Fill());
        add(new Move());
        add(new EnterMemory("eb", 1, "bytes or \"text\""));
        add(new EnterMemory("ew", 2, "16-bit numbers"));
        add(new EnterMemory("ed", 4, "32-bit numbers"));
        add(new EnterMemory("eq", 8, "64-bit numbers"));
        add(new EnterMemory("ep", 8, "pointers"));
        add(new EnterString("ea", false, false));
        add(new EnterString("eza", false, true));
        add(new EnterString("eu", true, false));
        add(new EnterString("ezu", true, true));
    }

    private void stateAndCode() {
        add(new Registers());
        add(new SetContext());
        add(new SetTrapFrame());
        add(new EventContext());
        add(new ShowException());
        add(new SetThread());
        add(new SetProcess());
        add(new StackCommand());
        add(new SelectFrame());
        add(new NextFrame());
        add(new StackDepth());
        add(new DisplayVariables());
        add(new Unassemble());
        add(new UnassembleBack());
        add(new UnassembleFunction());
        add(new SearchCode());
    }

    private void symbols() {
        add(new ListModules());
        add(new NearestSymbol());
        add(new ExamineSymbols());
        add(Reload.lazily());
        add(Reload.now());
        add(SymbolPathCommand.given());
        add(SymbolPathCommand.fixed());
        add(new SymbolNoise());
        add(new SymbolOptions());
        ListSource.all().forEach(this::add);
        add(new SourcePathCommand());
        add(new SourceLineNumbers());
    }

    private void information() {
        add(new VerTarget());
        add(new Version());
        add(new ShowBugcheck());
        add(new ShowTime());
        add(new Evaluate(this));
        add(new Formats());
        add(new Radix());
        add(new WireStats());
        add(new MemoryCache());
        add(new Echo());
        add(new Help(this));
    }

    private void language() {
        Interpreter interpreter = new Interpreter(this);
        add(new SetAlias(interpreter));
        add(new DeleteAlias());
        add(new ListAliases());
        add(new If(interpreter));
        add(new For(interpreter));
        add(new While(interpreter));
        add(new DoWhile(interpreter));
        add(new ForEach(interpreter));
        add(new Block(interpreter));
        add(new Catch(interpreter));
        add(new JumpCommand(Jump.To.BREAK, "end the loop", ".while (1) { .break }"));
        add(new JumpCommand(
                Jump.To.CONTINUE, "begin the next round of the loop", ".foreach /s (w \"a b\") { .continue }"));
        add(new JumpCommand(Jump.To.LEAVE, "leave the .catch block", ".catch { .leave }"));
        add(new Choose(interpreter));
        add(new ExecuteWhile());
        add(new RunScript(interpreter));
        add(new PrintFormatted());
        add(new EvaluateTyped());
        add(new ChooseLanguage());
    }

    private void kernel() {
        ProcessCommands.all().forEach(this::add);
        ProcessorCommands.all().forEach(this::add);
        ListCommands.all().forEach(this::add);
        AnalysisCommands.all().forEach(this::add);
        ObjectCommands.all().forEach(this::add);
        ExecutiveCommands.all().forEach(this::add);
        HardwareCommands.all().forEach(this::add);
        add(new DisplayMemory("!db", 1, 16, true, "bytes and characters"));
        add(new DisplayMemory("!dc", 4, 4, true, "32-bit numbers and characters"));
        add(new DisplayMemory("!dd", 4, 4, false, "32-bit numbers"));
        add(new DisplayMemory("!dq", 8, 2, false, "64-bit numbers"));
        add(new EnterMemory("!eb", 1, "bytes"));
        add(new EnterMemory("!ed", 4, "32-bit numbers"));
    }

    private void add(Command command) {
        commands.add(command);
    }

    /// All of them.
    public List<Command> all() {
        return List.copyOf(commands);
    }

    /// The command called `word`; upper case is tried as it is first, because `kP` is not `kp`.
    public Optional<Command> find(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return named(word).or(() -> named(lower));
    }

    private Optional<Command> named(String word) {
        return commands.stream()
                .filter(command -> command.names().contains(word))
                .findFirst()
                .or(() -> commands.stream()
                        .filter(command -> command.answersTo(word))
                        .findFirst());
    }

    /// Names of commands that look like `word`, the most alike first, at most five.
    public List<String> nearest(String word) {
        Map<String, Integer> distances = new LinkedHashMap<>();
        if (!word.matches(".*[A-Za-z].*")) {
            return List.of();
        }
        int limit = word.length() < 4 ? 1 : 2;
        commands.stream().flatMap(command -> command.names().stream()).forEach(name -> {
            int distance = distance(word.toLowerCase(Locale.ROOT), name);
            if (distance <= limit) {
                distances.put(name, distance);
            }
        });
        return distances.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .limit(5)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// How many characters have to be put in, taken out or replaced to make one word the other.
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
