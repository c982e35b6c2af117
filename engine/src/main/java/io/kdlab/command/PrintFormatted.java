package io.kdlab.command;

import io.kdlab.session.OutputKind;
import io.kdlab.session.Role;
import java.util.Map;

/// `.printf`.
final class PrintFormatted extends Command {
    private static final Map<String, OutputKind> KINDS = Map.of(
            "/od", OutputKind.DEBUGGEE,
            "/oD", OutputKind.DEBUGGEE_PROMPT,
            "/oe", OutputKind.ERROR,
            "/on", OutputKind.NORMAL,
            "/op", OutputKind.PROMPT,
            "/oP", OutputKind.PROMPT,
            "/os", OutputKind.SYMBOLS,
            "/ov", OutputKind.VERBOSE,
            "/ow", OutputKind.WARNING);

    PrintFormatted() {
        super(
                Role.OBSERVE,
                ".printf [/D] [/oX] \"format\" [, argument ...]",
                "print values as C's printf does; %p a pointer, %ma %mu text, %msa %msu a STRING or UNICODE_STRING at an"
                        + " address, %y a symbol, %ly that with its line; /D drops markup",
                ".printf \"%d bytes at %y\\n\", 0n16, @rip",
                ".printf");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean markup = false;
        OutputKind kind = OutputKind.NORMAL;
        while (arguments.startsWith("/")) {
            String option = arguments.takeWord();
            if (option.equals("/D")) {
                markup = true;
            } else if (KINDS.containsKey(option)) {
                kind = KINDS.getOrDefault(option, kind);
            } else {
                throw arguments.refusal(".printf knows /D /od /oD /oe /on /op /oP /os /ov /ow, not '" + option + "'");
            }
        }
        String format = arguments.quoted().orElseThrow(() -> arguments.error("Syntax"));
        String text = new PrintFormat(session, arguments).apply(format);
        arguments.end();
        session.out().write(kind, markup ? withoutMarkup(text) : text);
    }

    /// What a terminal shows of debugger markup: the text between the tags.
    private static String withoutMarkup(String text) {
        return text.replaceAll("<[^<>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }
}
