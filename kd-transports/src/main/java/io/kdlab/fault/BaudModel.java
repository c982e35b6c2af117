package io.kdlab.fault;

/// What the traffic of a target looks like when it is received at a rate that is not its own: how often
/// each symbol follows each, learnt by sending made-up traffic through [Uart].
final class BaudModel {
    private static final int SYMBOLS = 512;
    /// How many symbols are enough to learn from.
    private static final int LESSONS = 10_000;
    /// A symbol never seen behind another counts as this much of its share everywhere.
    private static final double BACK_OFF = 3;
    private static final double[] RESTS = {0, 0, 0, 0, 0.2, 0.5, 1, 1.5, 2.5};
    private static final long SEED = 0x6b64;

    /// Counts; none can be higher than [#LESSONS] and a packet.
    private final char[][] follows = new char[SYMBOLS][SYMBOLS];
    private final int[] before = new int[SYMBOLS];
    private final int[] seen = new int[SYMBOLS];
    private int all;

    private BaudModel() {}

    /// Learns how `sentAt` looks at `sampledAt` to a receiver with a habit.
    static BaudModel of(int sentAt, int sampledAt, Uart.AfterError habit) {
        BaudModel model = new BaudModel();
        KdTraffic traffic = new KdTraffic(SEED);
        for (int i = 0; model.all < LESSONS; i++) {
            Uart.Line line = new Uart.Line(sentAt, sampledAt, RESTS[i % RESTS.length], habit);
            model.learn(Uart.receive(traffic.next(), line).symbols());
        }
        return model;
    }

    /// How well the symbols fit, in nats (the logarithm of their likelihood), the first left out.
    double fit(int[] symbols) {
        double fit = 0;
        for (int i = 1; i < symbols.length; i++) {
            int previous = symbols[i - 1];
            int next = symbols[i];
            double anywhere = (seen[next] + 0.5) / (all + 0.5 * SYMBOLS);
            fit += Math.log((follows[previous][next] + BACK_OFF * anywhere) / (before[previous] + BACK_OFF));
        }
        return fit;
    }

    private void learn(int[] symbols) {
        for (int i = 0; i < symbols.length; i++) {
            seen[symbols[i]]++;
            all++;
            if (i > 0) {
                before[symbols[i - 1]]++;
                follows[symbols[i - 1]][symbols[i]]++;
            }
        }
    }
}
