package io.meridian.llm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.meridian.base.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Prints what the byte work costs, best of some rounds on one thread; run by hand. */
final class RelaySpeed {
    private static final String WORDS = "The quick brown fox jumps over the lazy dog and says \\\"hello\\\" twice.\\n";
    private static final JsonFactory JACKSON = new JsonFactory();

    private interface Work {
        int run() throws Exception;
    }

    private RelaySpeed() {}

    public static void main(String[] arguments) throws Exception {
        for (int size : new int[] {300, 4_000, 100_000}) {
            request("ascii", WORDS, size);
        }
        request("plain ascii", "x".repeat(100), 100_000);
        request("cyrillic", "Быстрая лиса ", 100_000);
        request("chinese", "敏捷的棕色狐狸跳过了懒狗", 100_000);
        for (boolean padded : new boolean[] {false, true}) {
            for (String name : new String[] {"gpt-4o-mini", "fast-chat"}) {
                for (int pieces : new int[] {1, 7, 51}) {
                    stream(padded, name, pieces);
                }
            }
        }
    }

    private static void request(String label, String words, int size) throws Exception {
        String text = words.repeat(1 + size / words.getBytes(StandardCharsets.UTF_8).length);
        byte[] body = ("{\"model\":\"fast\",\"stream\":true,\"temperature\":0.5,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\""
                        + text + "\"}],\"max_tokens\":100,\"user\":\"u\",\"metadata\":{\"tags\":[\"a\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        RequestEdits edits = new RequestEdits("gpt-4o-mini", Map.of(), false, true);
        Envelope envelope = Envelope.read(body);
        String name = label + " " + body.length + " B: ";
        per(name + "scan", body.length, () -> JsonObject.parse(body).end());
        per(name + "envelope", body.length, () -> (int) Envelope.read(body).promptBytes());
        per(name + "edits", body.length, () -> edits.apply(envelope).length);
        per(name + "Jackson streaming", body.length, () -> jackson(body));
    }

    private static void stream(boolean padded, String name, int pieces) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 49; i++) {
            text.append("data: {\"id\":\"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012\",")
                    .append("\"object\":\"chat.completion.chunk\",")
                    .append("\"created\":1750000000,\"model\":\"gpt-4o-mini\",\"service_tier\":\"default\",")
                    .append("\"system_fingerprint\":\"fp_0123456789\",")
                    .append("\"choices\":[{\"index\":0,\"delta\":{\"content\":\" w")
                    .append(i)
                    .append("\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null")
                    .append(padded ? ",\"obfuscation\":\"" + "p".repeat(i % 10) + "\"" : "")
                    .append("}\n\n");
        }
        text.append("data: {\"id\":\"c\",\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,")
                .append("\"completion_tokens\":49,\"total_tokens\":50}}\n\ndata: [DONE]\n\n");
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        int step = (bytes.length + pieces - 1) / pieces;
        SseBuffer out = new SseBuffer(16_384);
        per((padded ? "padded" : "plain") + " stream as " + name + " in " + pieces + " pieces, per event", 51, () -> {
            StreamFrames frames = new StreamFrames(name, false);
            int sum = 0;
            for (int at = 0; at < bytes.length; at += step) {
                frames.feed(bytes, at, Math.min(step, bytes.length - at), out);
                sum += out.length();
                out.clear();
            }
            return sum;
        });
    }

    private static int jackson(byte[] body) throws Exception {
        try (JsonParser parser = JACKSON.createParser(body)) {
            int tokens = 0;
            while (parser.nextToken() != null) {
                tokens++;
            }
            return tokens;
        }
    }

    private static void per(String label, int units, Work work) throws Exception {
        double best = Double.MAX_VALUE;
        long sum = 0;
        for (int round = 0; round < 400; round++) {
            int runs = 0;
            long start = System.nanoTime();
            long end = start;
            while (end - start < 4_000_000L) {
                for (int i = 0; i < 4; i++) {
                    sum += work.run();
                }
                runs += 4;
                end = System.nanoTime();
            }
            best = Math.min(best, (double) (end - start) / runs);
        }
        System.out.printf("%-60s %10.0f ns %8.3f ns/unit (%d)%n", label, best, best / units, sum % 10);
    }
}
