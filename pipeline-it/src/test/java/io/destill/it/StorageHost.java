package io.destill.it;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * The object store that Buildkite redirects to: another origin, links that hold a secret, and a refusal that quotes the
 * {@code Authorization} it was sent, as S3's does.
 */
final class StorageHost implements AutoCloseable {

    final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Content> offers = new ConcurrentHashMap<>();
    private final MockWebServer server = new MockWebServer();

    StorageHost() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return serve(request);
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    /** A link that the content can be had from. */
    String offer(Content content) {
        String path = "/" + UUID.randomUUID();
        offers.put(path, content);
        return "http://127.0.0.1:%d%s?X-Amz-Signature=0123abcd".formatted(server.getPort(), path);
    }

    private MockResponse serve(RecordedRequest request) {
        requests.add(request);
        String authorization = request.getHeaders().get("Authorization");
        if (authorization != null) {
            return new MockResponse.Builder()
                    .code(400)
                    .body("<Error><Code>InvalidArgument</Code><ArgumentValue>%s</ArgumentValue></Error>"
                            .formatted(authorization))
                    .build();
        }
        Content content = offers.get(request.getUrl().encodedPath());
        return content == null
                ? new MockResponse.Builder().code(403).body("<Error/>").build()
                : new MockResponse.Builder()
                        .body(content)
                        .setHeader("Content-Length", content.length())
                        .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
