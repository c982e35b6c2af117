package io.kdlab.rpc;

import io.kdlab.engine.EngineOutput;
import io.kdlab.engine.FrontSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/// What a remote front heard.
final class Screen implements FrontSink {
    private final List<EngineOutput> heard = new CopyOnWriteArrayList<>();

    @Override
    public void accept(EngineOutput output) {
        heard.add(output);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (EngineOutput output : heard) {
            switch (output) {
                case EngineOutput.Text said -> text.append(said.text());
                case EngineOutput.Echo echo ->
                    text.append(echo.who()).append('>').append(echo.command()).append('\n');
                case EngineOutput.Notice notice -> text.append(notice.text()).append('\n');
                case EngineOutput.Joined joined -> text.append(joined.who()).append(" joined\n");
                case EngineOutput.Left left -> text.append(left.who()).append(" left\n");
                case EngineOutput.Ended ended ->
                    text.append("ended: ").append(ended.why()).append('\n');
                default -> {}
            }
        }
        return text.toString();
    }

    void awaitText(String wanted) {
        Awaitility.await("'" + wanted + "' on the screen")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> text().contains(wanted));
    }
}
