package io.kdlab.inspect;

import static io.kdlab.inspect.KernelWords.hex;

import io.kdlab.arch.RegisterFile;
import io.kdlab.symbol.Symbol;
import io.kdlab.target.EngineException;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.Target;
import io.kdlab.unwind.Frame;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import io.kdlab.value.NtStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// `!analyze`: what a stop means, whose code it was, and a name under which the same failure is found again.
public record Analysis(Target target, Structures by, Optional<StopEvent> event) {
    private static final int MOST_FRAMES = 0x40;

    /// Frames between a failure and the place that reports it.
    private static final Pattern REPORTING = Pattern.compile("[^!]+!(Ke(Bug[Cc]heck\\w*|BugCheckEx)|Ki\\w*(BugCheck"
            + "|DispatchException|DispatchTrap|ExceptionDispatch|Fault|Abort|Trap|FixUp|RaiseAssertion"
            + "|RaiseSecurityCheckFailure|ServiceTrap)\\w*|Kdp?(Trap|Report\\w*|Enter|DebugService)|Dbg(Break\\w*|Print\\w*)|Debug(Service|Prompt|Print)\\w*"
            + "|Rtl(pBreakWithStatus\\w*|Dispatch\\w*|pExecute\\w*)|NMI\\w*|Vf\\w*BugCheck\\w*)(\\+.*)?");

    /// What was found out.
    ///
    /// @param code of the bug check or of the exception
    /// @param stack the innermost frame first
    /// @param blamed the frame that the failure is ascribed to
    private record Finding(
            long code,
            boolean bugcheck,
            List<Long> arguments,
            List<Frame> stack,
            Optional<Frame> blamed,
            Optional<Address> trapFrame) {}

    /// Writes the analysis; `verbose` with arguments, stack and bucket.
    public void show(boolean verbose, Consumer<String> out) {
        Finding finding = find();
        String line = "*".repeat(79);
        out.accept(line);
        out.accept("*" + " ".repeat(77) + "*");
        String title = finding.bugcheck() ? "Bugcheck Analysis" : "Exception Analysis";
        out.accept("*" + centred(title, 77) + "*");
        out.accept("*" + " ".repeat(77) + "*");
        out.accept(line);
        out.accept("");
        if (!finding.bugcheck()
                && event.map(StopEvent::reason).filter(StopReason::wanted).isPresent()) {
            out.accept("The target has not crashed: it stands at a breakpoint, a step or a break-in.");
            out.accept("");
        }
        if (!verbose) {
            out.accept("Use !analyze -v to get detailed debugging information.");
            out.accept("");
            out.accept("%s %X, {%s}"
                    .formatted(
                            finding.bugcheck() ? "BugCheck" : "Exception",
                            finding.code(),
                            String.join(
                                    ", ",
                                    finding.arguments().stream()
                                            .map(Long::toHexString)
                                            .toList())));
            out.accept("");
            blame(finding, out);
            return;
        }
        cause(finding, out);
        details(finding, out);
    }

    private static String centred(String text, int width) {
        int left = (width - text.length()) / 2;
        return " ".repeat(left) + text + " ".repeat(width - left - text.length());
    }

    private Finding find() {
        Optional<Bugcheck> bugcheck = Bugcheck.of(target, event).filter(known -> known.code() != 0);
        List<Frame> stack = stack();
        boolean is = bugcheck.isPresent();
        List<Long> arguments = bugcheck.map(Bugcheck::parameters).orElseGet(this::exceptionArguments);
        long code = bugcheck.map(Bugcheck::code).orElseGet(this::exceptionCode);
        Optional<Address> blamedAt = is ? faultAddress(code, arguments) : Optional.empty();
        Optional<Frame> blamed = stack.stream()
                .filter(frame -> blamedAt.filter(frame.pc()::equals).isPresent())
                .findFirst()
                .or(() -> stack.stream()
                        .filter(frame ->
                                !is || !REPORTING.matcher(name(frame.pc())).matches())
                        .findFirst());
        return new Finding(code, is, arguments, stack, blamed, trapFrame(stack));
    }

    /// What a debugger made the target do is, to the target, a breakpoint.
    private long exceptionCode() {
        return event.map(StopEvent::reason)
                .filter(StopReason.Exception.class::isInstance)
                .map(reason -> Integer.toUnsignedLong(((StopReason.Exception) reason).code()))
                .orElse(Integer.toUnsignedLong(NtStatus.BREAKPOINT.code()));
    }

    private List<Long> exceptionArguments() {
        return event.map(StopEvent::reason)
                .filter(StopReason.Exception.class::isInstance)
                .map(reason -> ((StopReason.Exception) reason).parameters())
                .orElse(List.of());
    }

    private List<Frame> stack() {
        RegisterFile registers = target.registers();
        return StackWalk.of(registers, target, new ModuleUnwind(by.symbols()), MOST_FRAMES)
                .frames();
    }

    /// The instruction that a bug check blames itself.
    private Optional<Address> faultAddress(long code, List<Long> arguments) {
        return switch ((int) code) {
            case 0x1e, 0x3b, 0x7e, 0x8e -> Optional.of(new Address(arguments.get(1)));
            case 0x0a, 0xc5, 0xd1 -> Optional.of(new Address(arguments.get(3)));
            case 0x50, 0xce, 0xd5 -> Optional.of(new Address(arguments.get(2)));
            default -> Optional.empty();
        };
    }

    /// The innermost trap frame of the stack, where symbols describe trap frames.
    private Optional<Address> trapFrame(List<Frame> stack) {
        if (!by.knows("_KTRAP_FRAME")) {
            return Optional.empty();
        }
        long rip = by.at("_KTRAP_FRAME", Address.ZERO).field("Rip").at().value();
        return stack.stream()
                .map(Frame::machineFrame)
                .flatMap(Optional::stream)
                .map(at -> at.plus(-rip))
                .reduce((_, later) -> later);
    }

    private String name(Address address) {
        return by.symbols().nameAt(address).orElse(address.toString());
    }

    private static void cause(Finding finding, Consumer<String> out) {
        if (finding.bugcheck()) {
            new Bugcheck(finding.code(), finding.arguments()).explain(out);
        } else {
            out.accept("EXCEPTION (%x)".formatted(finding.code()));
            for (int i = 0; i < finding.arguments().size(); i++) {
                out.accept("Arg%d: %s".formatted(i + 1, hex(finding.arguments().get(i), 16)));
            }
        }
        out.accept("");
    }

    private void details(Finding finding, Consumer<String> out) {
        out.accept("Debugging Details:");
        out.accept("------------------");
        out.accept("");
        if (finding.bugcheck()) {
            out.accept("BUGCHECK_CODE:  " + Long.toHexString(finding.code()));
            for (int i = 0; i < finding.arguments().size(); i++) {
                out.accept(
                        "BUGCHECK_P%d: %x".formatted(i + 1, finding.arguments().get(i)));
            }
        } else {
            out.accept("EXCEPTION_CODE: (NTSTATUS) 0x" + hex(finding.code(), 8));
        }
        out.accept("");
        process(out);
        finding.trapFrame().ifPresent(at -> {
            out.accept("TRAP_FRAME:  %s -- (.trap 0x%x)".formatted(hex(at.value(), 16), at.value()));
            trap(at, out);
            out.accept("");
        });
        out.accept("STACK_TEXT:  ");
        for (Frame frame : finding.stack()) {
            out.accept("%s %s : %s".formatted(frame.sp(), frame.returnAddress(), name(frame.pc())));
        }
        out.accept("");
        blame(finding, out);
    }

    private void process(Consumer<String> out) {
        try {
            Processes processes = new Processes(target, by);
            out.accept("PROCESS_NAME:  " + processes.image(processes.current()));
        } catch (EngineException untold) {
            out.accept("PROCESS_NAME:  (" + untold.getMessage() + ")");
        }
        out.accept("");
    }

    private void trap(Address at, Consumer<String> out) {
        try {
            Placed frame = by.at("_KTRAP_FRAME", at);
            out.accept("rax=%s rbx=%s rcx=%s".formatted(word(frame, "Rax"), word(frame, "Rbx"), word(frame, "Rcx")));
            out.accept("rdx=%s rsi=%s rdi=%s".formatted(word(frame, "Rdx"), word(frame, "Rsi"), word(frame, "Rdi")));
            out.accept("rip=%s rsp=%s rbp=%s".formatted(word(frame, "Rip"), word(frame, "Rsp"), word(frame, "Rbp")));
            out.accept(name(frame.pointer("Rip")));
        } catch (EngineException unreadable) {
            out.accept("(" + unreadable.getMessage() + ")");
        }
    }

    private static String word(Placed frame, String name) {
        return hex(frame.number(name), 16);
    }

    private void blame(Finding finding, Consumer<String> out) {
        if (finding.blamed().isEmpty()) {
            out.accept("SYMBOL_NAME:  (no frame that could be blamed)");
            return;
        }
        Address pc = finding.blamed().get().pc();
        Optional<Symbol> symbol = by.symbols().at(pc);
        String module = symbol.map(found -> found.module().name()).orElse("unknown_module");
        List<String> lines = new ArrayList<>();
        lines.add("SYMBOL_NAME:  " + name(pc));
        lines.add("");
        lines.add("MODULE_NAME: " + module);
        lines.add("");
        lines.add(
                "IMAGE_NAME:  " + symbol.map(found -> found.module().fileName()).orElse("unknown_image"));
        lines.add("");
        String kind = finding.bugcheck()
                ? "0x" + Long.toHexString(finding.code()).toUpperCase(java.util.Locale.ROOT)
                : hex(finding.code(), 8);
        String function = name(pc).replaceAll("\\+0x[0-9a-f]+$", "");
        lines.add("FAILURE_BUCKET_ID:  " + kind + "_" + function);
        lines.forEach(out);
    }
}
