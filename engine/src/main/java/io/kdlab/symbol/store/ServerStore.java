package io.kdlab.symbol.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A symbol server reached by HTTP or HTTPS. Redirections are followed a few times, never from HTTPS to HTTP.
final class ServerStore implements Store {
    private static final int OK = 200;
    private static final long LOOK_MILLIS = 50;
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    /// A server that could not be reached is left alone for so long, or every module would wait for it.
    private static final Duration SULK = Duration.ofSeconds(60);

    private final URI root;
    private final Limits limits;
    private @Nullable HttpClient client;
    private volatile long sulksUntil = System.nanoTime();

    ServerStore(URI root, Limits limits) {
        this.root = root;
        this.limits = limits;
    }

    /// Made when it is needed: it has threads.
    private synchronized HttpClient client() {
        if (client != null) {
            return client;
        }
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(limits.connect()).followRedirects(HttpClient.Redirect.NORMAL);
        String proxy = System.getenv("_NT_SYMBOL_PROXY");
        if (proxy != null && proxy.matches(".+:\\d{1,5}")) {
            int colon = proxy.lastIndexOf(':');
            builder.proxy(ProxySelector.of(
                    new InetSocketAddress(proxy.substring(0, colon), Integer.parseInt(proxy.substring(colon + 1)))));
        }
        client = builder.build();
        return client;
    }

    /// The address of `name` in the place of the key.
    URI address(FileKey key, String name) {
        StringBuilder text = new StringBuilder(root.toString());
        for (String part : List.of(key.file(), key.key(), name)) {
            text.append(text.charAt(text.length() - 1) == '/' ? "" : "/").append(encoded(part));
        }
        return URI.create(text.toString());
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Whether it is an address that this server may send people to: never from HTTPS to HTTP.
    boolean maySendTo(String address) {
        return address.matches("(?i)https://\\S+")
                || !"https".equalsIgnoreCase(root.getScheme()) && address.matches("(?i)http://\\S+");
    }

    /// Fetches what is at `from`, called `name` to people, into a file.
    ///
    /// @param most bytes that it may have
    /// @throws FileNotFoundException when the server has no such file
    /// @throws IOException when it could not be fetched; the message says why, in one line
    void download(URI from, String name, Path into, long most, SearchWatch watch) throws IOException {
        if (sulksUntil - System.nanoTime() > 0) {
            throw new IOException(root + " was not reached a moment ago and is left alone for now");
        }
        AtomicLong received = new AtomicLong();
        AtomicLong length = new AtomicLong(-1);
        HttpRequest request =
                HttpRequest.newBuilder(from).header("User-Agent", "kdlab").GET().build();
        CompletableFuture<HttpResponse<Path>> answer =
                client().sendAsync(request, info -> body(info, into, most, received, length));
        try {
            await(answer, name, received, length, watch);
        } finally {
            answer.cancel(true);
        }
    }

    private BodySubscriber<Path> body(ResponseInfo info, Path into, long most, AtomicLong received, AtomicLong length) {
        OptionalLong said = info.headers().firstValueAsLong("Content-Length");
        if (info.statusCode() != OK) {
            return new SkippedBody(into);
        }
        if (said.isPresent() && said.getAsLong() > most) {
            return SkippedBody.refused(into, "wants to send " + said.getAsLong() + " bytes, more than " + most);
        }
        length.set(said.orElse(-1));
        return new BoundedFile(into, most, received);
    }

    private void await(
            CompletableFuture<HttpResponse<Path>> answer,
            String name,
            AtomicLong received,
            AtomicLong length,
            SearchWatch watch)
            throws IOException {
        long begin = System.nanoTime();
        long lastByte = begin;
        long lastTold = begin;
        long seen = 0;
        while (true) {
            watch.checkCancelled();
            try {
                judge(answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS), name);
                if (lastTold != begin) {
                    watch.progress(progress(name, received.get(), "copied"));
                }
                return;
            } catch (TimeoutException _) {
                long now = System.nanoTime();
                lastByte = received.get() != seen ? now : lastByte;
                seen = received.get();
                checkTime(now - begin, now - lastByte);
                if (now - lastTold > TELL_EVERY.toNanos() && seen > 0) {
                    watch.progress(
                            progress(name, seen, length.get() > 0 ? seen * 100 / length.get() + " percent" : "so far"));
                    lastTold = now;
                }
            } catch (ExecutionException e) {
                throw failed(Objects.requireNonNullElse(e.getCause(), e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the download was interrupted");
            }
        }
    }

    private String progress(String name, long bytes, String state) {
        return "SYMSRV:  " + name + " from " + root + ": " + bytes + " bytes - " + state;
    }

    private void checkTime(long whole, long silent) throws IOException {
        if (silent > limits.stall().toNanos()) {
            throw new IOException(root + " sent nothing for " + limits.stall().toSeconds() + " s");
        }
        if (whole > limits.total().toNanos()) {
            throw new IOException(root + " took longer than " + limits.total().toSeconds() + " s");
        }
    }

    private void judge(HttpResponse<Path> response, String name) throws IOException {
        int status = response.statusCode();
        if (status == 404 || status == 410) {
            throw new FileNotFoundException(name + " is not at " + root);
        }
        if (status >= 300 && status < 400) {
            throw new IOException(
                    root + " sends elsewhere again and again, or to an unsafe place (HTTP " + status + ")");
        }
        if (status != OK) {
            throw new IOException(root + " answers HTTP " + status);
        }
    }

    private IOException failed(Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            sulksUntil = System.nanoTime() + SULK.toNanos();
            return new IOException(root + " cannot be reached", cause);
        }
        String why =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return new IOException(root + ": " + why.replaceAll("\\s+", " "), cause);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
