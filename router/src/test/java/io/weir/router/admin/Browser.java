package io.weir.router.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Headless Chromium with one page, driven by its DevTools protocol. One call at a time. */
final class Browser implements AutoCloseable {
    private static final String LISTENING = "DevTools listening on ";
    private static final long PATIENCE_S = 30;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final Process process;
    private final WebSocket socket;
    private String session;
    private int calls;

    /** Starts it, with its files in that directory. */
    Browser(final Path directory) throws Exception {
        try {
            process = new ProcessBuilder("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-dev-shm-usage", "--disable-background-networking", "--window-size=1360,700",
                "--remote-debugging-port=0", "--user-data-dir=" + directory, "about:blank").start();
        } catch (final IOException missing) {
            throw new AssertionError("needs Chromium: apt-get install chromium", missing);
        }
        process.getOutputStream().close();
        socket = client.newWebSocketBuilder().buildAsync(URI.create(endpoint()), new Listener())
            .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** Opens a page. */
    void open(final String url) throws Exception {
        final String target = call("Target.createTarget", mapper.createObjectNode().put("url", url))
            .path("targetId").asText();
        session = call("Target.attachToTarget", mapper.createObjectNode().put("targetId", target).put("flatten", true))
            .path("sessionId").asText();
    }

    /** The value of an expression in the page. */
    JsonNode evaluate(final String expression) throws Exception {
        final JsonNode result = call("Runtime.evaluate",
            mapper.createObjectNode().put("expression", expression).put("returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result);
        }
        return result.path("result").path("value");
    }

    /** Waits until an expression is true. */
    void await(final String expression) throws Exception {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!evaluate(expression).asBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never: " + expression + "\n" + evaluate("document.body.innerText").asText());
            }
            evaluate("0");
        }
    }

    /** The page as PNG. */
    byte[] screenshot() throws Exception {
        return Base64.getDecoder()
            .decode(call("Page.captureScreenshot", mapper.createObjectNode()).path("data").asText());
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private String endpoint() throws IOException {
        final BufferedReader said = process.errorReader();
        final StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> said.lines().forEach(ignored -> { }));
                return line.substring(LISTENING.length());
            }
            all.append(line).append('\n');
        }
        throw new AssertionError("Chromium ended: " + all);
    }

    private JsonNode call(final String method, final ObjectNode parameters) throws Exception {
        final ObjectNode request = mapper.createObjectNode().put("id", ++calls).put("method", method);
        request.set("params", parameters);
        if (session != null) {
            request.put("sessionId", session);
        }
        socket.sendText(request.toString(), true).get(PATIENCE_S, TimeUnit.SECONDS);
        while (true) {
            final JsonNode answer = answers.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (answer == null || answer.has("error")) {
                throw new AssertionError(method + ": " + answer);
            }
            if (answer.path("id").asInt() == calls) {
                return answer.path("result");
            }
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(final WebSocket from, final CharSequence part, final boolean last) {
            text.append(part);
            if (last) {
                try {
                    final JsonNode message = mapper.readTree(text.toString());
                    if (message.has("id")) {
                        answers.add(message);
                    }
                } catch (final IOException broken) {
                    answers.add(mapper.createObjectNode().put("error", broken.getMessage()));
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
