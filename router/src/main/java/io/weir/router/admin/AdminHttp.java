package io.weir.router.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Serves what the admin socket serves over HTTP, and a page for people at {@code /}: GET alone, on a loopback address
 * unless the operator exposes it. There is no password: whoever has an account on this host, or reaches the address,
 * may look. So nobody may change anything, and keys that open tenants' memory are left out.
 *
 * <p>At most {@value #MAX_CONNECTIONS} connections; a request has five seconds to come and ten to be answered, and is
 * handled on a thread of its own, so that who dawdles delays nobody. A browser on this host is not fooled into asking
 * for a page of elsewhere whose name was made to lead here: the {@code Host} must be this one, and of an address that
 * is exposed, which may have names of others' making, an address or a name without a domain.
 */
public final class AdminHttp implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final String HEADERS = "sun.net.httpserver.";
    private static final int NOT_ALLOWED = 405;
    /** An IPv4 or IPv6 address, or one label. */
    private static final Pattern NO_DOMAIN =
        Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+]|[A-Za-z0-9_-]+)(:[0-9]{1,5})?");

    static {
        // all that the JDK's server can be told; it reads them when first used
        bound("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
        bound(HEADERS + "maxIdleConnections", MAX_CONNECTIONS / 4);
        bound(HEADERS + "maxReqTime", 5);
        bound(HEADERS + "maxRspTime", 10);
        bound(HEADERS + "maxReqHeaders", 64);
        bound(HEADERS + "maxReqHeaderSize", 16 * 1024);
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final AdminRequests requests;
    private final Predicate<String> hosts;

    private AdminHttp(final HttpServer server, final AdminApi api) {
        this.server = server;
        requests = new AdminRequests(api, false);
        threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("weir-http-", 0).factory());
        final int port = server.getAddress().getPort();
        hosts = server.getAddress().getAddress().isLoopbackAddress()
            ? Set.of("localhost:" + port, server.getAddress().getAddress().getHostAddress() + ":" + port)::contains
            : NO_DOMAIN.asMatchPredicate();
    }

    /**
     * Listens and serves.
     *
     * @param address of the loopback interface unless it is exposed; port 0 takes any
     * @throws IOException with one line for the operator
     */
    public static AdminHttp start(final InetSocketAddress address, final AdminApi api) throws IOException {
        try {
            final AdminHttp admin = new AdminHttp(HttpServer.create(address, MAX_CONNECTIONS), api);
            admin.server.createContext("/", admin::handle);
            admin.server.setExecutor(admin.threads);
            admin.server.start();
            return admin;
        } catch (final IOException refused) {
            throw new IOException("admin over HTTP at " + address.getAddress().getHostAddress() + ":"
                + address.getPort() + ": " + refused.getMessage(), refused);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Stops serving at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private Answer answer(final HttpExchange exchange) throws IOException {
        final String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null || !hosts.test(host)) {
            return Answer.error(
                Answer.FORBIDDEN, "the host of the request is none of this router's: write its address");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            return Answer.error(NOT_ALLOWED, "only GET: use the command line to change anything");
        }
        final URI uri = exchange.getRequestURI();
        if (uri.getPath().equals("/")) {
            return Page.ANSWER;
        }
        final String query = uri.getQuery() == null ? "" : uri.getQuery();
        if (!query.isEmpty() && !query.startsWith("after=")) {
            return Answer.error(Answer.BAD_REQUEST, "unknown parameter: 'after' is known, of events");
        }
        return requests.answer(uri.getPath().substring(1), query.isEmpty() ? "" : query.substring("after=".length()));
    }

    private static void send(final HttpExchange exchange, final Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Content-Security-Policy", Page.POLICY);
        exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(answer.status(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private static void bound(final String property, final int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }
}
