package io.kdlab.command;

import io.kdlab.arch.Instruction;
import io.kdlab.command.CommandState.CodeSearch;
import io.kdlab.expression.Wildcard;
import io.kdlab.session.Role;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import java.util.Optional;

/// `#`: the next instruction whose text matches; with a length all of them.
final class SearchCode extends Command {
    private static final int FARTHEST = 0x10_0000;
    private static final String WILD = ".*[*?\\[#+].*";

    SearchCode() {
        super(
                Role.OBSERVE,
                "# [pattern [address [Lcount]]]",
                "show the next instruction that the pattern matches, going on where the last # ended; with a count of"
                        + " instructions, all that match",
                "# call*HotFunction* nt!Middle L20",
                "#");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        CodeText.need(session, "#");
        Optional<CodeSearch> last = session.state().codeSearch();
        if (arguments.isEmpty() && last.isEmpty()) {
            throw arguments.refusal("# needs a pattern, as in # *call*");
        }
        String pattern = arguments.isEmpty() ? last.orElseThrow().pattern() : arguments.takeWord();
        Address start = arguments.isEmpty()
                ? last.filter(search -> search.pattern().equals(pattern))
                        .map(CodeSearch::next)
                        .orElseGet(() -> SetContext.registers(session).pc())
                : arguments.address();
        boolean all = !arguments.isEmpty();
        if (all && !arguments.take("L")) {
            arguments.take("l");
        }
        int count = arguments.count(FARTHEST);
        arguments.end();
        find(session, pattern, start, count, all);
    }

    private static void find(CommandSession session, String pattern, Address start, int count, boolean all) {
        // A word without wildcards may stand anywhere in the text.
        Wildcard wanted = new Wildcard(pattern.matches(WILD) ? pattern : "*" + pattern + "*");
        CodeText code = CodeText.of(session);
        Address at = start;
        boolean found = false;
        for (int i = 0; i < count && (all || !found); i++) {
            if (i % 32 == 0) {
                session.checkCancelled();
            }
            Address here = at;
            Instruction instruction = code.decode(here).orElseThrow(() -> new MemoryFault(here));
            at = instruction.next();
            if (wanted.matches(code.text(instruction))) {
                code.label(here).ifPresent(session.out()::line);
                session.out().line(code.line(instruction));
                found = true;
            }
        }
        session.state().setCodeSearch(new CodeSearch(pattern, at));
        if (!found) {
            session.out().line("No instruction matches " + pattern + " in " + count + " from " + start);
        }
    }
}
