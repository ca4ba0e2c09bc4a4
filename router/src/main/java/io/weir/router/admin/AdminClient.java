package io.weir.router.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import io.weir.router.accounting.ledger.LedgerStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks a running router. Every failure is an IOException with one line for the operator. */
public final class AdminClient {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_ANSWER_BYTES = 256 << 20;

    private final Path socket;

    /** Of the router with this admin socket. */
    public AdminClient(final Path socket) {
        this.socket = socket;
    }

    /** What it serves. */
    public RouterStatus status() throws IOException {
        return ask("status", new TypeReference<>() { });
    }

    /** What its tenants hold. */
    public List<Resource> resources() throws IOException {
        return ask("resources", new TypeReference<>() { });
    }

    /** What its tenants used. */
    public UsageReport usage() throws IOException {
        return ask("usage", new TypeReference<>() { });
    }

    /** How the ledger stands, once all that was counted until now is booked. */
    public LedgerStatus closeInterval() throws IOException {
        return ask("close-interval", new TypeReference<>() { });
    }

    /** How the ledger stands. */
    public LedgerStatus ledger() throws IOException {
        return ask("ledger", new TypeReference<>() { });
    }

    /** All that moves. */
    public Activity activity() throws IOException {
        return ask("activity", new TypeReference<>() { });
    }

    /** Its events with a higher number than that. */
    public EventPage events(final long after) throws IOException {
        return ask("events " + after, new TypeReference<>() { });
    }

    /** All that is measured, in the Prometheus text format. */
    public String metrics() throws IOException {
        // the socket ends every document with an end of line of its own
        return new String(requireNoError(exchange("metrics")), StandardCharsets.UTF_8).stripTrailing() + "\n";
    }

    /** Which policies are in force, and where each number comes from. */
    public PolicyReport policy() throws IOException {
        return ask("policy", new TypeReference<>() { });
    }

    /**
     * Sets limits of a tenant by hand, at once.
     *
     * @param changes by key, as {@link io.weir.policy.PolicyEdit} takes them; no value has a space
     * @return the generation that is in force then
     */
    public long setLimits(final String tenant, final Map<String, String> changes) throws IOException {
        final StringBuilder request = new StringBuilder("limit set ").append(tenant);
        changes.forEach((key, value) -> request.append(' ').append(key).append('=').append(value.replace(" ", "")));
        return generation(request.toString());
    }

    /** What the files say of a tenant holds again; the generation that is in force then. */
    public long clearLimits(final String tenant) throws IOException {
        return generation("limit clear " + tenant);
    }

    private long generation(final String request) throws IOException {
        return ask(request, new TypeReference<Map<String, Long>>() { }).get("generation");
    }

    private <T> T ask(final String request, final TypeReference<T> type) throws IOException {
        return Json.read(requireNoError(exchange(request)), type);
    }

    private static byte[] requireNoError(final byte[] document) throws IOException {
        if (new String(document, 0, Math.min(document.length, 9), StandardCharsets.UTF_8).equals("{\"error\":")) {
            throw new IOException("the router answers: "
                + Json.read(document, new TypeReference<Map<String, String>>() { }).get("error"));
        }
        return document;
    }

    byte[] exchange(final String request) throws IOException {
        if (!Files.exists(socket)) {
            throw new NoRouterException(socket.getParent() + ": no router runs here: there is no "
                + socket.getFileName());
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
             Selector selector = Selector.open()) {
            channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return readAll(channel, selector);
        } catch (final ConnectException refused) {
            throw new NoRouterException(socket.getParent() + ": no router runs here: nobody listens at "
                + socket.getFileName());
        } catch (final java.net.SocketException failure) {
            throw new IOException(socket + ": " + failure.getMessage(), failure);
        }
    }

    private byte[] readAll(final SocketChannel channel, final Selector selector) throws IOException {
        final ByteArrayOutputStream answer = new ByteArrayOutputStream();
        final ByteBuffer part = ByteBuffer.allocate(64 * 1024);
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (true) {
            final long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new IOException(socket + ": the router did not answer within 10 s");
            }
            selector.select(leftMs);
            selector.selectedKeys().clear();
            final int read = channel.read(part.clear());
            if (read < 0) {
                break;
            }
            answer.write(part.array(), 0, read);
            if (answer.size() > MAX_ANSWER_BYTES) {
                throw new IOException(socket + ": the answer is larger than " + MAX_ANSWER_BYTES + " bytes");
            }
        }
        if (answer.size() == 0) {
            throw new IOException(socket + ": the router is busy with other requests: ask again");
        }
        return answer.toByteArray();
    }
}
