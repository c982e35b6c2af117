package io.kdlab.command;

import io.kdlab.expression.ExpressionException;
import io.kdlab.target.Cancelled;
import io.kdlab.target.EngineException;
import io.kdlab.target.GateClosed;
import io.kdlab.target.TargetLost;
import java.util.List;

/// `.catch`: an error ends the block and not the line.
final class Catch extends Program {
    Catch(Interpreter interpreter) {
        super(
                interpreter,
                ".catch { commands }",
                "run commands; an error among them, or .leave, ends the block, and the line goes on behind it",
                ".catch { db 0 L1 }; .echo done",
                ".catch");
    }

    @Override
    List<String> held(String arguments) {
        return List.of(new Clauses(arguments).block(".catch"));
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String body = new Clauses(arguments.takeRest()).block(".catch");
        try {
            execute(session, body);
        } catch (Jump jump) {
            if (jump.to() != Jump.To.LEAVE) {
                throw jump;
            }
        } catch (ExpressionException error) {
            session.out().error(String.valueOf(error.getMessage()));
        } catch (ScriptException error) {
            if (error.isLimit()) {
                throw error;
            }
            session.out().error(String.valueOf(error.getMessage()));
        } catch (EngineException error) {
            if (error instanceof Cancelled || error instanceof GateClosed || error instanceof TargetLost) {
                throw error;
            }
            session.out().error(String.valueOf(error.getMessage()));
        }
    }
}
