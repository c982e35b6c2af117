package io.kdlab.command;

import io.kdlab.session.Role;

/// `.cache`: what is remembered of the target's memory while it stands.
final class MemoryCache extends Command {
    MemoryCache() {
        super(
                Role.OBSERVE,
                ".cache [flushall | flushu | flush address]",
                "show how much of the target's memory is remembered until it runs, or forget all of it, as after a look"
                        + " at a device's registers",
                ".cache flushall",
                ".cache");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (!arguments.isEmpty()) {
            switch (arguments.takeWord()) {
                case "flushall", "flushu" -> arguments.end();
                case "flush" -> {
                    arguments.optionalAddress();
                    arguments.end();
                }
                default ->
                    throw arguments.refusal(
                            ".cache takes flushall, flushu or flush; its size needs no setting, it is bounded");
            }
            session.forgetMemory();
        }
        session.out().line("Total memory in cache: %d bytes".formatted(session.rememberedMemory()));
    }
}
