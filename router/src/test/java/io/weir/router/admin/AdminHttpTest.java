package io.weir.router.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminHttpTest {
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir
    private Path directory;
    private SampleRouter router;
    private AdminHttp http;

    @BeforeEach
    void start() throws IOException {
        router = new SampleRouter(directory);
        http = AdminHttp.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), router);
    }

    @AfterEach
    void stop() {
        http.close();
        router.close();
        client.close();
    }

    @Test
    void shouldServeWhatTheSocketServes() throws Exception {
        for (final String what : List.of("status", "resources", "usage", "policies", "activity", "events")) {
            final HttpResponse<String> answer = get("/" + what);
            assertThat(answer.statusCode()).as(what).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(answer.body()).doesNotContain("error\":");
        }
        assertThat(get("/events?after=1").body()).contains("\"number\":2").doesNotContain("\"number\":1,");
        assertThat(get("/resources").body()).contains("\"bytes\":4096").as("keys are for the router's own user")
            .contains("\"rkey\":null", "\"physical\":null");
        assertThat(get("/policies").body()).isEqualTo(get("/policy").body())
            .contains("\"generation\":3", "\"loaded_ms\":5000", "\"file\":\"/etc/weir/weir.yaml\"", "\"rejected\":2")
            .contains("\"at_ms\":6000", "weir.yaml:7:3: unknown key 'limits'", "\"tenant\":\"acme\"")
            .contains("limit.egress", "guarantee.ingress", "weight.egress", "\"class\"", "\"mode\"", "weir.yaml:5:3");
        assertThat(get("/metrics").body()).contains("weir_tenant_bytes_total");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/events?after=x").statusCode()).isEqualTo(400);
        assertThat(get("/events?before=1").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldAllowThePageItsOwnScriptAndNothingElse() throws Exception {
        final HttpResponse<String> page = get("/");
        assertThat(page.body()).contains("<title>Weir</title>")
            .doesNotContain("https://", "innerHTML", "outerHTML", "document.write")
            .as("what it is made of is all in it").doesNotContain("src=", "href=", " style=", " onclick=");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
            .startsWith("default-src 'none'; connect-src 'self'; script-src 'sha256-")
            .contains("frame-ancestors 'none'")
            .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void shouldChangeNothing() throws Exception {
        final HttpResponse<String> answer = client.send(HttpRequest.newBuilder(uri("/status"))
            .POST(HttpRequest.BodyPublishers.ofString("x")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(get("/close-interval").statusCode()).isEqualTo(403);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void shouldNotAnswerForANameThatWasMadeToLeadHere() throws IOException {
        final int port = http.address().getPort();
        assertThat(raw("GET /status HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 200 ");
        assertThat(raw("GET /status HTTP/1.1\r\nHost: evil.example:" + port + "\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 403 ").doesNotContain("node1");
        assertThat(raw("GET /status HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void shouldServeOthersWhileSomeDawdle() throws Exception {
        final List<Socket> dawdlers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            final Socket dawdler = new Socket(http.address().getAddress(), http.address().getPort());
            dawdler.getOutputStream().write("GET /sta".getBytes(StandardCharsets.US_ASCII));
            dawdlers.add(dawdler);
        }
        assertThat(get("/status").statusCode()).isEqualTo(200);
        for (final Socket dawdler : dawdlers) {
            dawdler.close();
        }
    }

    @Test
    void shouldRefuseARequestThatIsTooLong() throws IOException {
        final String answer = raw("GET /status HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
        assertThat(answer).doesNotContain("HTTP/1.1 200");
    }

    /** As in a container whose port is published: by whatever address or short name, but by no domain's. */
    @Test
    void shouldAnswerForAddressesAndShortNamesWhenExposed() throws IOException {
        http.close();
        http = AdminHttp.start(new InetSocketAddress("0.0.0.0", 0), router);
        for (final String host : List.of("10.0.0.7:9470", "router-a:9470", "localhost", "[::1]:9470")) {
            assertThat(raw("GET /status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")).as(host)
                .startsWith("HTTP/1.1 200 ");
        }
        assertThat(raw("GET /status HTTP/1.1\r\nHost: evil.example:9470\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void shouldSayWhatIsWrongWhenItCanNotListen() {
        assertThatThrownBy(() -> AdminHttp.start(http.address(), router))
            .hasMessage("admin over HTTP at 127.0.0.1:" + http.address().getPort() + ": Address already in use");
    }

    private HttpResponse<String> get(final String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(final String path) {
        return URI.create("http://127.0.0.1:" + http.address().getPort() + path);
    }

    /** Says that, and reads until the other side closes. */
    private String raw(final String request) throws IOException {
        try (Socket socket = new Socket(http.address().getAddress(), http.address().getPort())) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (final java.net.SocketException reset) {
                return "reset";
            }
        }
    }
}
