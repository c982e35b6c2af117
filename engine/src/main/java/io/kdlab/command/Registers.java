package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Register;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.SpecialRegisters;
import io.kdlab.expression.Places;
import io.kdlab.expression.Value;
import io.kdlab.session.Role;
import io.kdlab.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `r`: registers, shown or set.
final class Registers extends Command {
    Registers() {
        super(
                Role.OBSERVE,
                "r [register[=value][, register[=value] ...]]",
                "show registers; with = set them, which needs the role drive",
                "r rax, zf",
                "r");
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    @Override
    public Role roleFor(String arguments) {
        return arguments.contains("=") ? Role.DRIVE : Role.OBSERVE;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.take("?")) {
            typed(session, arguments);
            return;
        }
        if (arguments.take("$.u")) {
            fixedAlias(session, arguments);
            return;
        }
        if (arguments.isEmpty()) {
            RegisterFile registers = SetContext.registers(session);
            session.out().print("%s", RegistersText.block(registers));
            CodeText.of(session).showPlace(registers.pc());
            return;
        }
        List<String> shown = new ArrayList<>();
        do {
            one(session, arguments).ifPresent(shown::add);
        } while (arguments.take(",") || !arguments.isEmpty() && nameFollows(arguments));
        arguments.end();
        if (!shown.isEmpty()) {
            session.out().line(String.join(" ", shown));
        }
    }

    /// `r? $t0=expression` keeps the type of what it is set to.
    private static void typed(CommandSession session, Arguments arguments) {
        arguments.take("@");
        String name = arguments.takeName().toLowerCase(Locale.ROOT);
        if (!SessionScope.isUserRegister(name) || !arguments.take("=")) {
            throw arguments.refusal("r? sets $t0 to $t19, as in r? $t0=(nt!_LIST_ENTRY *)@rcx");
        }
        Value value = new Places(session.target()).scalar(arguments.typedValue(session));
        if (!(value instanceof Value.Computed computed)) {
            throw arguments.refusal("r? keeps numbers and pointers: take the address of a structure (&)");
        }
        session.state().setTypedRegister(name, computed);
    }

    /// `$.u0=text`; the point keeps the name from being replaced by what it stands for now.
    private static void fixedAlias(CommandSession session, Arguments arguments) {
        long number = arguments.gluedNumber().orElse(-1);
        if (number < 0 || number > 9 || !arguments.take("=")) {
            throw arguments.refusal("r sets $.u0 to $.u9 only, as in r $.u0=text");
        }
        session.state().aliases().setFixed((int) number, arguments.takeRest().strip());
    }

    private static boolean nameFollows(Arguments arguments) {
        char next = arguments.rest().charAt(0);
        return Character.isLetter(next) || next == '@' || next == '$';
    }

    private static Optional<String> one(CommandSession session, Arguments arguments) {
        arguments.take("@");
        String name = arguments.takeName().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            throw arguments.error("Bad register");
        }
        boolean set = arguments.take("=");
        if (name.startsWith("$")) {
            return pseudo(session, arguments, name, set);
        }
        Architecture architecture = session.target().architecture();
        Optional<Register> inContext = architecture.registers().find(name);
        Optional<Register> special = architecture.specialRegisters().find(name);
        if (inContext.isPresent()) {
            return context(session, arguments, inContext.get(), set);
        }
        if (special.isPresent()) {
            return special(session.target(), arguments, special.get(), set);
        }
        throw arguments.error("Bad register");
    }

    private static Optional<String> context(
            CommandSession session, Arguments arguments, Register register, boolean set) {
        if (!set) {
            RegisterFile registers = SetContext.registers(session);
            return Optional.of(
                    register.isWide()
                            ? register.name() + "=" + wide(registers, register)
                            : RegistersText.value(register, registers.get(register)));
        }
        if (register.isWide()) {
            throw arguments.refusal("r: " + register.name() + " cannot be set: it is wider than 64 bits");
        }
        long value = arguments.value();
        refuseForeignContext(session, arguments);
        Target target = session.target();
        target.setRegisters(target.registers().with(register, value));
        return Optional.empty();
    }

    private static void refuseForeignContext(CommandSession session, Arguments arguments) {
        if (session.state().context().isPresent()) {
            throw arguments.refusal("r sets registers of the processor only: leave the context record with .cxr first");
        }
    }

    /// The highest byte first, as numbers are written.
    private static String wide(RegisterFile registers, Register register) {
        var bytes = registers.bytes(register.name());
        StringBuilder digits = new StringBuilder();
        for (int i = bytes.length() - 1; i >= 0; i--) {
            digits.append(String.format(Locale.ROOT, "%02x", bytes.get(i)));
        }
        return digits.toString();
    }

    private static Optional<String> special(Target target, Arguments arguments, Register register, boolean set) {
        SpecialRegisters registers = read(target);
        if (!set) {
            return Optional.of(registers
                    .get(register.name())
                    .map(value -> RegistersText.value(register, value))
                    .orElseThrow(() -> arguments.refusal("r: this target does not report " + register.name())));
        }
        target.writeControlSpace(
                target.architecture().specialSpace(),
                registers.with(register.name(), arguments.value()).record());
        return Optional.empty();
    }

    /// The special registers of the current processor.
    static SpecialRegisters read(Target target) {
        Architecture architecture = target.architecture();
        return SpecialRegisters.of(
                architecture, target.readControlSpace(architecture.specialSpace(), architecture.specialSize()));
    }

    private static Optional<String> pseudo(CommandSession session, Arguments arguments, String name, boolean set) {
        if (!set) {
            long value =
                    new SessionScope(session).pseudoRegister(name).orElseThrow(() -> arguments.error("Bad register"));
            return Optional.of(String.format(Locale.ROOT, "%s=%016x", name, value));
        }
        if ("$ip".equals(name)) {
            refuseForeignContext(session, arguments);
            Target target = session.target();
            target.setRegisters(target.registers().withPc(arguments.address()));
            return Optional.empty();
        }
        if (!SessionScope.isUserRegister(name)) {
            throw arguments.error("Bad register");
        }
        session.state().setUserRegister(name, arguments.value());
        return Optional.empty();
    }
}
