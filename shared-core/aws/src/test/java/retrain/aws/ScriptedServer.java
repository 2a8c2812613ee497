package retrain.aws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A real socket on the loopback that answers each request as it was told to, one connection a request; the last answer is repeated. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());

    /** What is done with a connection whose request has been read. */
    interface Answer {
        void to(Socket connection, OutputStream out) throws IOException, InterruptedException;
    }

    ScriptedServer(Answer... answers) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        script.addAll(List.of(answers));
        Thread thread = new Thread(this::serve, "scripted");
        thread.setDaemon(true);
        thread.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** {@return the requests' lines and headers} */
    List<String> heads() {
        return List.copyOf(heads);
    }

    static Answer http(String head, String body) {
        return (connection, out) -> out.write(("HTTP/1.1 " + head + "\r\nConnection: close\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8));
    }

    static Answer error(String status, String code, String message, String... headers) {
        return http(
                status + "\r\nContent-Type: application/xml\r\nx-amz-request-id: REQ42"
                        + (headers.length == 0 ? "" : "\r\n" + String.join("\r\n", headers)),
                "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>" + message
                        + "</Message><RequestId>REQ42</RequestId></Error>");
    }

    /** An object of which fewer bytes arrive than its length says. */
    static Answer cut(String content, int sent) {
        return (connection, out) -> out.write(("HTTP/1.1 200 OK\r\nETag: \"t\"\r\nConnection: close\r\nContent-Length: "
                        + content.length() + "\r\n\r\n" + content.substring(0, sent))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** A connection that is reset. */
    static Answer reset() {
        return (connection, out) -> connection.setSoLinger(true, 0);
    }

    /** An object of which the last half does not arrive. */
    static Answer stalled(String content) {
        return (connection, out) -> {
            cut(content, content.length() / 2).to(connection, out);
            out.flush();
            Thread.sleep(20_000);
        };
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread each = new Thread(() -> answer(connection), "scripted");
                each.setDaemon(true);
                each.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            heads.add(head.toString());
            Answer next = script.size() > 1 ? script.poll() : script.peek();
            if (next != null) {
                next.to(connection, connection.getOutputStream());
                connection.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The client went away: it is what some answers make it do.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
